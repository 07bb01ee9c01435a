import type {PeopleChange, Problem, Seats} from '../changes.ts';
import type {OrganisationState} from '../run.ts';
import {barred, type Match, type PlanInput} from './input.ts';
import {say} from './say.ts';

export type Seating = {
	readonly changes: readonly PeopleChange[];
	readonly seats: Seats | undefined;
	readonly mails: number;
	readonly problems: readonly Problem[];
};

/**
 * Counts seats and mails from members, and leaves out the invitations for which the organisation may not grow: a
 * server asked for one seat too many refuses the whole request. Restored people come first, then by address.
 * Bars in `match` whoever is left out. `changes` are sorted.
 */
export const seating = (
	input: PlanInput,
	organisation: OrganisationState,
	match: Match,
	sorted: readonly PeopleChange[],
): Seating => {
	const {abilities, members} = organisation;
	const {settings, roster} = input;
	const problems: Problem[] = [];
	const byId = new Map(members.map(member => [member.id, member]));
	let freed = 0;
	let restores = 0;
	let changes = sorted;
	// Who is staged takes no seat and gets no mail.
	const staged = settings.invite === 'staged' && abilities.canStage;
	for (const change of sorted) {
		if (change.kind === 'restore') restores++;
		else if (change.kind === 'revoke' || change.kind === 'remove') {
			const status = byId.get(change.person.member!)?.status;
			if (status !== 'revoked' && status !== 'staged') freed++;
		}
	}
	const drop = (wanted: (change: PeopleChange, nth: number) => boolean): PeopleChange[] => {
		const dropped: PeopleChange[] = [];
		let nth = 0;
		changes = changes.filter(change => {
			if (change.kind !== 'invite' || wanted(change, nth++)) return true;
			dropped.push(change);
			const user = roster.userAt(change.person.externalId);
			if (user !== undefined) match.memberOf[user] = barred;
			return false;
		});
		return dropped;
	};
	if (match.importsBlocked) {
		const waiting = drop(() => false).length;
		if (waiting > 0) problems.push(say.importsBlocked('people', waiting));
	}

	let seats: Seats | undefined;
	if (abilities.seats !== undefined) {
		const {bought} = abilities.seats;
		// A self-hosted server cannot buy any.
		const most = abilities.seats.mayGrowTo ?? (abilities.server === 'self-hosted' ? bought : Number.POSITIVE_INFINITY);
		const free = Math.max(0, bought - match.seated + freed);
		const room = Math.max(0, Math.max(most, bought) - match.seated + freed - restores);
		if (!staged) {
			const dropped = drop((_change, nth) => nth < room).map(change => change.person);
			if (dropped.length > 0)
				problems.push(
					say.noSeat(
						dropped.map(person => person.externalId),
						dropped.map(person => person.email),
						Math.max(most, bought),
					),
				);
		}
		const invites = staged ? 0 : changes.filter(change => change.kind === 'invite').length;
		const needed = invites + restores;
		seats = {needed, free, toBuy: Math.max(0, needed - free)};
	}
	const invites = changes.filter(change => change.kind === 'invite').length;
	if (invites > 0 && settings.invite === 'staged' && !abilities.canStage) problems.push(say.cannotStage());
	return {changes, seats, mails: staged ? 0 : invites, problems};
};
