import type {EntraId} from '../ports.ts';
import type {
	AddressValue,
	Clause,
	Effect,
	Filter,
	FilterValue,
	GroupFilter,
	GroupValue,
	Keyword,
	UnitValue,
	UserFilter,
} from './language.ts';
import {fold} from './pattern.ts';
import {filterError} from './point.ts';
import {type RawValue, scan} from './scan.ts';

const idShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const addressShape = /^[^\s@"<>()[\]\\;]+@[^\s@"<>()[\]\\;]+$/u;

type Place = Filter['place'];
type Read<Value> = (raw: RawValue, text: string) => Value;

const readAddress: Read<AddressValue> = (raw, text) => {
	const value = fold(raw.text);
	const pattern = value.includes('*');
	// A pattern may leave the @ to a star: `*` or `ann*`.
	const fine = pattern ? /^[^\s"<>()[\]\\;]+$/u.test(value) : addressShape.test(value);
	if (!fine) {
		const group = idShape.test(value);
		throw filterError({place: 'user', text}, raw.at, {
			code: 'filter-invalid',
			what: 'The user filter cannot be read: expected an e-mail address.',
			advice: group
				? 'This is an id. Groups are named with includeGroup: and excludeGroup:.'
				: 'Write the whole address, or a * for the rest of it. Groups are named with includeGroup: and excludeGroup:.',
		});
	}
	return {kind: pattern ? 'address-pattern' : 'address', text: value, at: raw.at, length: raw.length};
};

const readGroup: Read<GroupValue> = raw => {
	const {at, length} = raw;
	const id = raw.text.trim().toLowerCase();
	if (idShape.test(id)) return {kind: 'group-id', text: id as EntraId, at, length};
	return {kind: raw.text.includes('*') ? 'group-pattern' : 'group-name', text: raw.text.trim(), at, length};
};

const readUnit: Read<UnitValue> = (raw, text) => {
	const id = raw.text.trim().toLowerCase();
	if (!idShape.test(id)) {
		throw filterError({place: 'group', text}, raw.at, {
			code: 'filter-invalid',
			what: 'The group filter cannot be read: expected the id of an administrative unit.',
			advice: 'Copy the Object ID from Entra ID, Roles & admins, Admin units, Properties.',
		});
	}
	return {kind: 'unit', text: id as EntraId, at: raw.at, length: raw.length};
};

type Vocabulary<Value> = ReadonlyMap<string, {keyword: Keyword; effect: Effect; read: Read<Value>}>;
const vocabulary = <Value>(words: readonly (readonly [Keyword, Read<Value>])[]): Vocabulary<Value> =>
	new Map(
		words.map(([keyword, read]) => [
			keyword.toLowerCase(),
			{keyword, effect: keyword.startsWith('include') ? 'include' : 'exclude', read},
		]),
	);

const userWords = vocabulary<AddressValue | GroupValue>([
	['include', readAddress],
	['exclude', readAddress],
	['includeGroup', readGroup],
	['excludeGroup', readGroup],
]);
const groupWords = vocabulary<GroupValue | UnitValue>([
	['include', readGroup],
	['exclude', readGroup],
	['includeadministrativeunit', readUnit],
	['excludeadministrativeunit', readUnit],
]);

const clausesOf = <Value extends FilterValue>(
	place: Place,
	text: string,
	words: Vocabulary<Value>,
): readonly Clause<Value>[] =>
	scan(place, text).map(({keyword, values}) => {
		const word = words.get(keyword.text.toLowerCase());
		if (word === undefined) {
			const known = [...words.values()].map(({keyword: name}) => name);
			throw filterError({place, text}, keyword.at, {
				code: 'filter-invalid',
				what: `The ${place} filter cannot be read: expected ${known.slice(0, -1).join(', ')} or ${known.at(-1)}.`,
				advice: `"${keyword.text}" is not a clause of the ${place} filter. Correct it; nothing runs until then.`,
			});
		}
		// The scanner leaves no clause without a value.
		const last = values.at(-1)!;
		const end = last.at + last.length;
		return {
			keyword: word.keyword,
			effect: word.effect,
			values: values.map(value => word.read(value, text)),
			at: keyword.at,
			length: end - keyword.at,
		};
	});

/**
 * Reads a user filter: `include:` and `exclude:` with addresses, `includeGroup:` and `excludeGroup:` with ids or names
 * of groups, clauses joined by `|` (Bitwarden Directory Connector, "Sync with Microsoft Entra ID", and more). Blank text is no filter.
 * Throws UsherError `filter-invalid` (exit code 10), pointing at the character.
 */
export const parseUserFilter = (text: string): UserFilter => ({
	place: 'user',
	text,
	clauses: clausesOf('user', text, userWords),
});

/**
 * Reads a group filter: `include:` and `exclude:` with names or ids, `includeadministrativeunit:` and
 * `excludeadministrativeunit:` with ids of units, clauses joined by `|`. Blank text is no filter.
 * Throws UsherError `filter-invalid` (exit code 10), pointing at the character.
 */
export const parseGroupFilter = (text: string): GroupFilter => ({
	place: 'group',
	text,
	clauses: clausesOf('group', text, groupWords),
});
