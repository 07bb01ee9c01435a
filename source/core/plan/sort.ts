import type {Change, GroupChange, PeopleChange, PersonRef} from '../changes.ts';

/** The order in which changes are applied, and shown. */
const peopleFirst = ['revoke', 'remove', 'adopt-member', 'restore', 'invite'] as const satisfies PeopleChange['kind'][];
const groupsAfter = [
	'adopt-group',
	'create-group',
	'rename-group',
	'set-group-members',
	'empty-group',
	'delete-group',
] as const satisfies GroupChange['kind'][];

/** By UTF-16 units: the same order on every machine. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The places of items, sorted by their name, then by their id. Names are taken out once, because a first plan compares
 * a hundred thousand of them with each other.
 */
const orderOf = <Item>(
	items: readonly Item[],
	nameOf: (item: Item) => string,
	idOf: (item: Item) => string,
): number[] => {
	const names = items.map(nameOf);
	const places = items.map((_item, place) => place);
	return places.sort((a, b) => {
		const one = names[a]!;
		const two = names[b]!;
		if (one === two) return compare(idOf(items[a]!), idOf(items[b]!));
		return one < two ? -1 : 1;
	});
};

/** The places of people, sorted by address, then by id. */
export const orderOfPeople = (people: readonly PersonRef[]): number[] =>
	orderOf(
		people,
		person => person.email,
		person => person.externalId,
	);

/** Kind by kind, because a first plan has a hundred thousand changes of the same kind to compare. */
const sortKinds = <One extends Change>(
	changes: readonly One[],
	kinds: readonly One['kind'][],
	order: (some: readonly One[]) => number[],
): One[] => {
	const byKind = new Map<Change['kind'], One[]>(kinds.map(kind => [kind, []]));
	for (const change of changes) byKind.get(change.kind)?.push(change);
	return [...byKind.values()].flatMap(some => order(some).map(place => some[place]!));
};

/** Sorts changes of people by what is done first, then by address, then by id: the same whatever order they came in. */
export const sortPeopleChanges = (changes: readonly PeopleChange[]): PeopleChange[] =>
	sortKinds(changes, peopleFirst, some => orderOfPeople(some.map(change => change.person)));

/** Sorts changes by what is done first, then by address or name, then by id: the same whatever order they came in. */
export const sortChanges = (changes: readonly Change[]): Change[] => {
	const people: PeopleChange[] = [];
	const groups: GroupChange[] = [];
	for (const change of changes) {
		if ('person' in change) people.push(change);
		else groups.push(change);
	}
	const byName = (some: readonly GroupChange[]): number[] =>
		orderOf(
			some.map(change => change.group),
			group => group.name,
			group => group.externalId,
		);
	return [...sortPeopleChanges(people), ...sortKinds(groups, groupsAfter, byName)];
};
