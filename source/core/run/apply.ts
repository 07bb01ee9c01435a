import type {Change, Plan} from '../changes.ts';
import type {Roster} from '../model.ts';
import type {draftOf} from '../plan/draft.ts';
import type {GroupWork} from '../plan/input.ts';
import {planOf} from '../plan.ts';
import type {Ledger, Member, MemberId} from '../ports.ts';
import type {OrganisationState, SyncEvent} from '../run.ts';
import {changeKey} from '../steps/planned-step.ts';
import {firstCut, makeSteps} from '../steps.ts';
import {approvedOf, stillApproved} from './approved.ts';
import {saysSomething, type Uncounted} from './bookkeeping.ts';
import type {RunContext} from './context.ts';
import {unansweredError} from './refusals.ts';
import type {Progress} from './send.ts';
import {learn, sendAll} from './send-all.ts';
import {type Lists, readLists, readSettled} from './settle.ts';

/** Requests without an answer after which a run gives up. */
const mostUnknown = 5;

type PeopleDraft = ReturnType<typeof draftOf>;

export type Applying = {
	readonly roster: Roster;
	readonly plan: Plan;
	readonly draft: PeopleDraft;
	readonly uncounted: Uncounted;
	/** @param groups what the ledger says of groups, where that is not what it says now */
	readonly drafted: (
		organisation: OrganisationState,
		refused: ReadonlySet<string>,
		groups?: Ledger['groups'],
	) => PeopleDraft;
};

export const noProgress = (): Progress => ({
	seq: 0,
	confirmed: new Set(),
	uncertain: new Set(),
	refused: new Set(),
	problems: [],
	unanswered: undefined,
	error: undefined,
	over: false,
	apart: undefined,
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
	let remaining: {readonly changes: readonly Change[]; readonly works: readonly GroupWork[]} = {
		changes: draft.people,
		works: draft.groups,
	};
	yield {kind: 'apply-started', steps: makeSteps(draft, progress.cut).length};
	let unknown = 0;
	while (true) {
		const sent = yield* sendAll(context, applying, progress, draft, remaining);
		if (sent === 'sent' || sent === 'interrupted') return sent === 'sent' ? 'complete' : 'interrupted';
		if (sent === 'unknown' && (!canRead || ++unknown >= mostUnknown)) {
			progress.error ??= unansweredError(progress.unanswered, canRead);
			return 'complete';
		}
		if (context.signal.aborted) return 'interrupted';
		// Where an import of people and groups came to nothing, they go apart.
		progress.cut = {...progress.cut, joint: false};
		// Nothing can be read, and nothing is harmed by sending it again.
		if (!canRead) continue;
		let lists: Lists;
		if (sent === 'apart') {
			// It was answered: nothing of it is still on its way.
			lists = yield* readLists(context);
			keepWhatHappened(context, progress, lists.members);
		} else {
			lists = yield* readSettled(context, now => arrived(now, progress.uncertain));
			progress.cut = {...progress.cut, batch: Math.max(1, Math.ceil(progress.cut.batch / 2))};
		}
		draft = redraft(context, applying, progress, draft, lists);
		const left = planOf(draft);
		const open = new Set(left.changes.map(changeKey));
		// What was uncertain and is not wanted any more has happened.
		for (const key of progress.uncertain) if (!open.has(key)) progress.confirmed.add(key);
		progress.uncertain.clear();
		remaining = stillApproved(left.changes, draft.groups, approved);
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

/** Of an import that was refused and still did a part of its work, that part stays in the ledger. */
const keepWhatHappened = ({memory}: RunContext, progress: Progress, members: readonly Member[]): void => {
	const {apart} = progress;
	if (apart === undefined) return;
	progress.apart = undefined;
	const there = new Set(members.map(member => member.externalId));
	const happened = apart.planned.people
		.filter(({kind, person}) => there.has(person.externalId) === (kind !== 'remove'))
		.map(changeKey);
	for (const key of happened) progress.confirmed.add(key);
	const change = apart.entry.refusedBut(new Set(happened));
	if (saysSomething(change)) memory.save(change);
};

/**
 * A draft of what is there now. Members of groups are as this run read them, without those who left the organisation
 * since, and so is what the ledger says of them: what it sends for them can be sent twice.
 */
const redraft = (
	context: RunContext,
	{roster, drafted}: Applying,
	progress: Progress,
	draft: PeopleDraft,
	lists: Lists,
): PeopleDraft => {
	learn(context, roster, lists.members);
	const {abilities, members, groupMembers} = draft.organisation;
	const there = new Set(lists.members.map(member => member.id));
	const left = new Set(members.map(member => member.id).filter(id => !there.has(id)));
	const without = (ids: readonly MemberId[]): readonly MemberId[] =>
		ids.some(id => left.has(id)) ? ids.filter(id => !left.has(id)) : ids;
	const held = left.size === 0 ? groupMembers : new Map([...groupMembers].map(([id, ids]) => [id, without(ids)]));
	return drafted({abilities, ...lists, groupMembers: held}, progress.refused, draft.input.ledger.groups);
};
