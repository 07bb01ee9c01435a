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

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type OfPerson = Extract<Change, {readonly person: unknown}>;
type OfGroup = Exclude<Change, OfPerson>;

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
		const ofPeople = people[rank]!;
		const ofGroups = groups[rank]!;
		for (const place of orderOfPeople(ofPeople.map(change => change.person))) changes[at++] = ofPeople[place]!;
		const byName = orderOf(
			ofGroups.map(change => change.group),
			group => group.name,
			group => group.externalId,
		);
		for (const place of byName) changes[at++] = ofGroups[place]!;
	}
	return changes;
};
