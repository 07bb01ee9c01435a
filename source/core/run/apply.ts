import type {Change, Plan} from '../changes.ts';
import type {Roster} from '../model.ts';
import type {draftOf} from '../plan/draft.ts';
import type {GroupWork} from '../plan/input.ts';
import {planOf} from '../plan.ts';
import type {Member} from '../ports.ts';
import type {OrganisationState, SyncEvent} from '../run.ts';
import {adoptGroupSteps, groupSteps} from '../steps/group-steps.ts';
import {peopleSteps} from '../steps/people-steps.ts';
import {changeKey, type PeopleChange} from '../steps/planned-step.ts';
import {firstCut, makeSteps} from '../steps.ts';
import {approvedOf, stillApproved} from './approved.ts';
import type {Uncounted} from './bookkeeping.ts';
import type {RunContext} from './context.ts';
import {during} from './during.ts';
import {observed} from './observe.ts';
import {notSeen, unansweredError} from './refusals.ts';
import {type Progress, type Sent, send} from './send.ts';
import {type Lists, readSettled} from './settle.ts';

/** Requests without an answer after which a run gives up. */
const mostUnknown = 5;

type PeopleDraft = ReturnType<typeof draftOf>;

export type Applying = {
	readonly roster: Roster;
	readonly plan: Plan;
	readonly draft: PeopleDraft;
	readonly uncounted: Uncounted;
	readonly drafted: (organisation: OrganisationState, refused: ReadonlySet<string>) => PeopleDraft;
};

export const noProgress = (): Progress => ({
	seq: 0,
	confirmed: new Set(),
	uncertain: new Set(),
	refused: new Set(),
	problems: [],
	error: undefined,
	over: false,
	cut: firstCut,
});

/**
 * Applies a plan that passed: its steps in order, the members read again before the groups. After a request without
 * an answer the organisation is read until it stands still, what is left is planned anew, held against what passed,
 * and sent in smaller pieces. `progress` is right at any moment, also when this throws.
 */
export async function* apply(
	context: RunContext,
	applying: Applying,
	progress: Progress,
): AsyncGenerator<SyncEvent, 'complete' | 'interrupted'> {
	const approved = approvedOf(applying.plan.changes);
	const {canRead} = applying.draft.organisation.abilities;
	let {draft} = applying;
	let todo: {readonly changes: readonly Change[]; readonly works: readonly GroupWork[]} = {
		changes: draft.people,
		works: draft.groups,
	};
	yield {kind: 'apply-started', steps: makeSteps(draft, progress.cut).length};
	for (let unknown = 1; ; unknown++) {
		const sent = yield* sendAll(context, applying, progress, draft, todo);
		if (sent !== 'unknown') return sent === 'sent' ? 'complete' : 'interrupted';
		if (!canRead || unknown >= mostUnknown) {
			progress.error ??= unansweredError('it ran out of time, or its server failed', canRead);
			return 'complete';
		}
		if (context.signal.aborted) return 'interrupted';
		const lists = yield* readSettled(context, now => arrived(now, progress.uncertain));
		progress.cut = {...progress.cut, batch: Math.max(1, Math.ceil(progress.cut.batch / 2))};
		draft = redraft(context, applying, progress, draft, lists);
		const left = planOf(draft);
		const open = new Set(left.changes.map(changeKey));
		// What was uncertain and is not wanted any more has happened.
		for (const key of progress.uncertain) if (!open.has(key)) progress.confirmed.add(key);
		progress.uncertain.clear();
		todo = stillApproved(left.changes, draft.groups, approved);
	}
}

/** Whether something of an unanswered request can be seen. Of what cannot be seen in the lists, two reads are enough. */
const arrived = ({members, groups}: Lists, uncertain: ReadonlySet<string>): boolean => {
	const ids = new Set<string>();
	for (const {externalId} of members) if (externalId !== undefined) ids.add(externalId);
	for (const {externalId} of groups) if (externalId !== undefined) ids.add(externalId);
	const makes = [...uncertain].filter(key => /^(?:invite|adopt-member|create-group|adopt-group):/.test(key));
	return makes.length === 0 || makes.some(key => ids.has(key.slice(key.indexOf(':') + 1)));
};

/** A draft of what is there now. Members of groups are as this run read them: what it sends for them can be sent twice. */
const redraft = (
	context: RunContext,
	{roster, drafted}: Applying,
	progress: Progress,
	draft: PeopleDraft,
	lists: Lists,
): PeopleDraft => {
	learn(context, roster, lists.members);
	const {abilities, groupMembers} = draft.organisation;
	return drafted({abilities, ...lists, groupMembers}, progress.refused);
};

const learn = ({memory, ports}: RunContext, roster: Roster, members: readonly Member[]): void => {
	const people = observed(members, roster, memory.ledger, ports.now().toISOString());
	if (people.size > 0) memory.save({people});
};

async function* sendAll(
	context: RunContext,
	{roster, uncounted}: Applying,
	progress: Progress,
	draft: PeopleDraft,
	todo: {readonly changes: readonly Change[]; readonly works: readonly GroupWork[]},
): AsyncGenerator<SyncEvent, Sent> {
	const {canRead} = draft.organisation.abilities;
	const people = todo.changes.filter((change): change is PeopleChange => 'person' in change);
	let sent = yield* send(context, progress, peopleSteps(draft, people, progress.cut), canRead, uncounted);
	if (sent !== 'sent' || progress.over) return sent;
	const works = todo.works.filter(work => !progress.refused.has(work.id));

	let {members} = draft.organisation;
	const listed = people
		.filter(({kind}) => kind !== 'revoke' && kind !== 'restore')
		.filter(change => progress.confirmed.has(changeKey(change)));
	if (canRead && listed.length > 0) {
		members = yield* during(call => context.ports.organisation.members(call), context.signal);
		const linked = yield* verify(context, draft, progress, listed, members, uncounted);
		if (linked.sent !== 'sent') return linked.sent;
		({members} = linked);
		learn(context, roster, members);
	}
	if (context.signal.aborted) return 'interrupted';

	sent = yield* send(context, progress, adoptGroupSteps(draft, works), canRead, uncounted);
	if (sent !== 'sent') return sent;
	// Not taken over: an import would make a second group beside it.
	const ready = works.filter(work => work.act !== 'adopt' || progress.confirmed.has(`adopt-group:${work.id}`));
	return yield* send(context, progress, groupSteps(draft, ready, members, progress.cut), canRead, uncounted);
}

/**
 * Holds what the server accepted against the members as they are then. It links an address only where it is written
 * exactly as stored (Bitwarden server, ImportOrganizationUsersAndGroupsCommand), so whoever is still without an id is
 * linked alone.
 */
async function* verify(
	context: RunContext,
	draft: PeopleDraft,
	progress: Progress,
	changes: readonly PeopleChange[],
	members: readonly Member[],
	uncounted: Uncounted,
): AsyncGenerator<SyncEvent, {readonly sent: Sent; readonly members: readonly Member[]}> {
	const byExternalId = new Map(members.map(member => [member.externalId, member]));
	const unlinked: PeopleChange[] = [];
	for (const change of changes) {
		const {externalId, email} = change.person;
		const there = byExternalId.has(externalId);
		if (change.kind === 'adopt-member' && !there) unlinked.push(change);
		else if ((change.kind === 'invite' && !there) || (change.kind === 'remove' && there)) {
			progress.confirmed.delete(changeKey(change));
			const problem = notSeen(change.kind === 'invite' ? 'invited' : 'removed', externalId, email);
			progress.problems.push(problem);
			yield {kind: 'problem', problem};
		}
	}
	if (unlinked.length === 0) return {sent: 'sent', members};
	for (const change of unlinked) progress.confirmed.delete(changeKey(change));
	const linkSingly = new Set([
		...progress.cut.linkSingly,
		...unlinked.map(change => change.person.externalId as string),
	]);
	progress.cut = {...progress.cut, linkSingly};
	const steps = peopleSteps(draft, unlinked, progress.cut);
	const sent = yield* send(context, progress, steps, true, uncounted);
	const now = new Map(
		unlinked
			.filter(change => progress.confirmed.has(changeKey(change)))
			.map(({person}) => [person.member, person.externalId]),
	);
	return {
		sent,
		members: members.map(member => {
			const externalId = now.get(member.id);
			return externalId === undefined ? member : {...member, externalId};
		}),
	};
}
