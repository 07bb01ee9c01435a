import type {Change, PersonRef} from '../changes.ts';

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

/** By address, then by id. */
export const byAddress = (a: PersonRef, b: PersonRef): number =>
	a.email < b.email ? -1 : a.email === b.email ? compare(a.externalId, b.externalId) : 1;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type OfPerson = Extract<Change, {readonly person: unknown}>;
type OfGroup = Exclude<Change, OfPerson>;
const byPerson = (a: OfPerson, b: OfPerson): number => byAddress(a.person, b.person);
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
