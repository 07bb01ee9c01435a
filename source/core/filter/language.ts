// What a filter is once read: clauses of values, each knowing where in the text it stands.
import type {EntraId} from '../ports.ts';

/** Where in the filter's text something stands, in UTF-16 units. */
export type Span = {readonly at: number; readonly length: number};

/** One person's address, or every address that fits a pattern with `*`. Lower case. */
export type AddressValue = Span &
	({readonly kind: 'address'; readonly text: string} | {readonly kind: 'address-pattern'; readonly text: string});
/** A group by its id (lower case), by its name, or every group whose name fits a pattern with `*`. */
export type GroupValue = Span &
	(
		| {readonly kind: 'group-id'; readonly text: EntraId}
		| {readonly kind: 'group-name' | 'group-pattern'; readonly text: string}
	);
/** An administrative unit by its id, lower case. */
export type UnitValue = Span & {readonly kind: 'unit'; readonly text: EntraId};
export type FilterValue = AddressValue | GroupValue | UnitValue;

export type Effect = 'include' | 'exclude';
export type Keyword =
	| 'include'
	| 'exclude'
	| 'includeGroup'
	| 'excludeGroup'
	| 'includeadministrativeunit'
	| 'excludeadministrativeunit';
export type Clause<Value extends FilterValue> = Span & {
	readonly keyword: Keyword;
	readonly effect: Effect;
	readonly values: readonly Value[];
};

/** Without clauses it lets everyone in. Includes unite (none: everyone), excludes subtract. */
export type UserFilter = {
	readonly place: 'user';
	readonly text: string;
	readonly clauses: readonly Clause<AddressValue | GroupValue>[];
};
/** Without clauses it lets every group in. Includes unite (none: every group), excludes subtract. */
export type GroupFilter = {
	readonly place: 'group';
	readonly text: string;
	readonly clauses: readonly Clause<GroupValue | UnitValue>[];
};
export type Filter = UserFilter | GroupFilter;

/** The clause as a person knows it, for one of its values: `include:Engineering`. */
export const clauseLabel = (keyword: Keyword, value: FilterValue): string => {
	const plain = value.text;
	const quoted = value.kind.startsWith('group') && /[,|:"]|^\s|\s$|^$/u.test(plain);
	return `${keyword}:${quoted ? `"${plain.replaceAll('"', '""')}"` : plain}`;
};
