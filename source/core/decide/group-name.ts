import type {EntraId} from '../ports.ts';

/** Most UTF-16 units of a group's name (Bitwarden server, GroupCreateUpdateRequestModel). */
export const longestName = 100;
let graphemes: Intl.Segmenter | undefined;

/**
 * The name that the organisation gets for a group: at most 100 UTF-16 units, shortened between graphemes so that no
 * letter loses its marks; `(unnamed)` and the first part of the id when nothing is left.
 */
export const groupNameOf = (group: {readonly id: EntraId; readonly name: string}): string => {
	const name = group.name.trim();
	if (name === '') return `(unnamed) ${group.id.split('-')[0]}`;
	if (name.length <= longestName) return name;
	graphemes ??= new Intl.Segmenter('en', {granularity: 'grapheme'});
	let end = 0;
	for (const {segment, index} of graphemes.segment(name)) {
		if (index + segment.length > longestName) break;
		end = index + segment.length;
	}
	if (end === 0) {
		// One letter under a hundred marks: cut between code points, as there is no better place.
		for (const point of name) {
			if (end + point.length > longestName) break;
			end += point.length;
		}
	}
	return name.slice(0, end).trimEnd();
};
