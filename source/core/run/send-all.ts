import type {Change, PeopleChange} from '../changes.ts';
import type {Roster} from '../model.ts';
import type {draftOf} from '../plan/draft.ts';
import type {GroupWork} from '../plan/input.ts';
import type {EntraId, LedgerGroup, Member} from '../ports.ts';
import type {SyncEvent} from '../run.ts';
import {adoptGroupSteps, groupSteps} from '../steps/group-steps.ts';
import {carries, jointStep, waitingImports} from '../steps/joint-step.ts';
import {peopleSteps} from '../steps/people-steps.ts';
import {type Cut, changeKey, type PlannedStep} from '../steps/planned-step.ts';
import type {Uncounted} from './bookkeeping.ts';
import type {RunContext} from './context.ts';
import {during} from './during.ts';
import {observed} from './observe.ts';
import {type Progress, type Sent, send} from './send.ts';
import {verify} from './verify.ts';

type PeopleDraft = ReturnType<typeof draftOf>;

/** Writes down whom a list of members shows. */
export const learn = ({memory, ports}: RunContext, roster: Roster, members: readonly Member[]): void => {
	const people = observed(members, roster, memory.ledger, ports.now().toISOString());
	if (people.size > 0) memory.save({people});
};

/**
 * Sends what is to be done, once: offboard, adopt, restore, invite, the members read again, groups. What goes by
 * import goes as one where it fits; then the members say afterwards who is in the groups. Stops at an outcome that
 * needs another plan.
 */
export async function* sendAll(
	context: RunContext,
	{roster, uncounted}: {readonly roster: Roster; readonly uncounted: Uncounted},
	progress: Progress,
	draft: PeopleDraft,
	remaining: {readonly changes: readonly Change[]; readonly works: readonly GroupWork[]},
): AsyncGenerator<SyncEvent, Sent> {
	const {canRead} = draft.organisation.abilities;
	const {cut} = progress;
	const isDone = (change: PeopleChange): boolean => progress.confirmed.has(changeKey(change));
	const open = (works: readonly GroupWork[]): GroupWork[] => works.filter(work => !progress.refused.has(work.id));
	const people = remaining.changes.filter(
		(change): change is PeopleChange => 'person' in change && !progress.refused.has(change.person.externalId),
	);
	const steps = peopleSteps(draft, people, cut);
	const {first, waiting} = waitingImports(steps);
	let joint = jointStep(draft, {people, waiting, works: open(remaining.works)}, cut);
	let sent = yield* send(context, progress, joint === undefined ? steps : first, canRead, uncounted);
	if (sent !== 'sent' || progress.over) return sent;
	if (joint !== undefined) {
		// Once more, now that it is known who was linked.
		const now = new Set(waiting.flatMap(step => step.people));
		const linked = people.filter(change => isDone(change) || now.has(change));
		joint = jointStep(draft, {people: linked, waiting, works: open(remaining.works)}, cut);
		sent = yield* send(context, progress, joint === undefined ? waiting : [joint], canRead, uncounted);
		if (sent !== 'sent' || progress.over) return sent;
	}
	const works = open(remaining.works);
	let left = joint === undefined ? works : works.filter(work => !carries(joint, work));

	let {members} = draft.organisation;
	const listed = people.filter(change => change.kind !== 'revoke' && change.kind !== 'restore').filter(isDone);
	if (canRead && listed.length > 0) {
		const read = yield* during(call => context.ports.organisation.members(call), context.signal);
		const linked = yield* verify(context, draft, progress, listed, read, uncounted);
		if (linked.sent !== 'sent') return linked.sent;
		({members} = linked);
		learn(context, roster, members);
		if (joint !== undefined) left = [...left, ...confirmGroups(context, draft, joint, works, cut, read, members)];
	}
	if (context.signal.aborted) return 'interrupted';

	sent = yield* send(context, progress, adoptGroupSteps(draft, left), canRead, uncounted);
	if (sent !== 'sent') return sent;
	// Not taken over: an import would make a second group beside it.
	const ready = left.filter(work => work.act !== 'adopt' || progress.confirmed.has(`adopt-group:${work.id}`));
	return yield* send(context, progress, groupSteps(draft, ready, members, progress.cut), canRead, uncounted);
}

/**
 * Writes down who is in the groups of an import that carried people as well: whom the members read after it do not
 * show was dropped by the server, silently, and is in no group. Gives the groups to send again, because somebody was
 * linked alone since.
 */
const confirmGroups = (
	{memory, ports}: RunContext,
	draft: PeopleDraft,
	{step, people}: PlannedStep,
	works: readonly GroupWork[],
	cut: Cut,
	read: readonly Member[],
	now: readonly Member[],
): GroupWork[] => {
	if (step.kind !== 'import') return [];
	const unsure = new Set(people.map(change => change.person.externalId));
	const held = new Set(read.map(member => member.externalId));
	const linked = new Set(now.map(member => member.externalId).filter(id => !held.has(id)));
	const listed = new Map(step.groups.map(group => [group.externalId, group.memberExternalIds]));
	const again: GroupWork[] = [];
	const settled: GroupWork[] = [];
	for (const work of works) {
		const ids = listed.get(work.id);
		if (ids?.some(id => linked.has(id))) again.push(work);
		else if (ids?.some(id => unsure.has(id))) settled.push(work);
	}
	const seenAt = ports.now().toISOString();
	const groups = new Map<EntraId, LedgerGroup>();
	for (const {id, record} of groupSteps(draft, settled, read, cut).flatMap(planned => planned.groups))
		if (record !== undefined) groups.set(id, {...record, seenAt});
	if (groups.size > 0) memory.save({groups});
	return again;
};
