import type {PeopleChange} from '../changes.ts';
import type {draftOf} from '../plan/draft.ts';
import type {Member} from '../ports.ts';
import type {SyncEvent} from '../run.ts';
import {peopleSteps} from '../steps/people-steps.ts';
import {changeKey} from '../steps/planned-step.ts';
import type {Uncounted} from './bookkeeping.ts';
import type {RunContext} from './context.ts';
import {notSeen} from './refusals.ts';
import {type Progress, type Sent, send} from './send.ts';

type PeopleDraft = ReturnType<typeof draftOf>;

/**
 * Holds what the server accepted against the members as they are then. It links an address only where it is written
 * exactly as stored (Bitwarden server, ImportOrganizationUsersAndGroupsCommand), so whoever is still without an id is
 * linked alone.
 */
export async function* verify(
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
