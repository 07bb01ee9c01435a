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

type OfPerson = Extract<Change, {readonly person: unknown}>;
type OfGroup = Exclude<Change, OfPerson>;
const byPerson = (a: OfPerson, b: OfPerson): number =>
	compare(a.person.email, b.person.email) || compare(a.person.externalId, b.person.externalId);
const byGroup = (a: OfGroup, b: OfGroup): number =>
	compare(a.group.name, b.group.name) || compare(a.group.externalId, b.group.externalId);

/** Sorts changes by what is done first, then by address or name, then by id: the same whatever order they came in. */
export const sortChanges = (changes: Change[]): Change[] => {
	// Kind by kind, because a first plan has a hundred thousand changes of the same kind to compare.
	const kinds = Object.keys(ranks).length;
	const people = Array.from({length: kinds}, (): OfPerson[] => []);
	const groups = Array.from({length: kinds}, (): OfGroup[] => []);
	for (const change of changes) {
		const rank = ranks[change.kind];
		if ('person' in change) people[rank]?.push(change);
		else groups[rank]?.push(change);
	}
	let at = 0;
	for (let rank = 0; rank < kinds; rank++) {
		for (const change of people[rank]!.sort(byPerson)) changes[at++] = change;
		for (const change of groups[rank]!.sort(byGroup)) changes[at++] = change;
	}
	return changes;
};

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
