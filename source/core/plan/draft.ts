import type {Change, Problem, Seats} from '../changes.ts';
import {organisationFromLedger} from './from-ledger.ts';
import {matchGroups} from './groups.ts';
import type {Draft, PlanInput} from './input.ts';
import {matchPeople} from './match.ts';
import {say} from './say.ts';
import {seating} from './seats.ts';

/** The order in which changes are applied, and shown. */
const ranks: Readonly<Record<Change['kind'], number>> = {
	revoke: 0,
	remove: 1,
	'adopt-member': 2,
	restore: 3,
	invite: 4,
	'adopt-group': 5,
	'create-group': 6,
	'rename-group': 7,
	'set-group-members': 8,
	'empty-group': 9,
	'delete-group': 10,
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Sorts changes by what is done first, then by address or name, then by id: the same whatever order they came in. */
export const sortChanges = (changes: Change[]): Change[] =>
	changes.sort((a, b) => {
		const rank = ranks[a.kind] - ranks[b.kind];
		if (rank !== 0) return rank;
		if ('person' in a && 'person' in b)
			return compare(a.person.email, b.person.email) || compare(a.person.externalId, b.person.externalId);
		if ('group' in a && 'group' in b)
			return compare(a.group.name, b.group.name) || compare(a.group.externalId, b.group.externalId);
		return 0;
	});

export type PeoplePlan = {
	readonly people: readonly Change[];
	readonly seats: Seats | undefined;
	readonly mails: number;
};

/**
 * Works out what has to change, by position: people first, then the groups as those people will be. Pure; costs
 * about as much as there are memberships.
 */
export const draftOf = (input: PlanInput): Draft & PeoplePlan => {
	const {abilities} = input.organisation;
	const organisation = abilities.canRead
		? input.organisation
		: organisationFromLedger(input.ledger, input.organisation, input.resend === true);
	const match = matchPeople(input, organisation);
	const {changes, seats, mails, problems} = seating(input, organisation, match, sortChanges(match.changes));
	const groups = matchGroups(input, organisation, match);
	const said: Problem[] = [...match.problems, ...problems, ...groups.problems];
	if (!abilities.canRead) {
		if (input.settings.offboard === 'remove' && changes.some(change => change.kind === 'revoke'))
			said.push(say.revokesInstead());
		if (input.resend) {
			const again = changes.flatMap(change => (change.kind === 'restore' ? [change.person.email] : []));
			if (again.length > 0) said.push(say.resent(again));
		}
	}
	return {
		input,
		organisation,
		match,
		people: changes,
		seats,
		mails,
		groups: groups.work,
		managedGroups: groups.managedGroups,
		managedMemberships: groups.managedMemberships,
		groupImportsBlocked: groups.groupImportsBlocked,
		problems: said,
		recordOf: groups.recordOf,
		settle: groups.settle,
	};
};
