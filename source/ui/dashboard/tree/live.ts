// The tree before there is one: groups as the read tells of them. Pure.
import {fitSpans, type Span} from '../../parts/line.tsx';
import type {LiveGroup} from '../../session/state.ts';
import {count} from '../../text/numbers.ts';
import type {Glyphs} from '../../theme.ts';
import {columnsFor} from './cells.ts';

export type LiveRow = {readonly key: string; readonly group: LiveGroup};
export type LiveRows = {
	readonly total: number;
	rowAt(index: number): LiveRow;
};

const made = new WeakMap<ReadonlyMap<string, LiveGroup>, LiveRows>();

/** Groups by name; sorted once for each batch of the read. */
export const liveRows = (live: ReadonlyMap<string, LiveGroup>): LiveRows => {
	const known = made.get(live);
	if (known !== undefined) return known;
	const sorted = [...live].map(([key, group]) => ({key, group, name: group.name.toLowerCase()}));
	sorted.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
	const rows: LiveRows = {total: sorted.length, rowAt: index => sorted[index]!};
	made.set(live, rows);
	return rows;
};

/** Rows that may change at once: a slow line takes in so many twice a second. */
export const mostAtOnce = 7;

export type Shown = readonly LiveRow[];

/**
 * The window's rows a step nearer to what the read has told: from the top, at most so many rows change, so that the tree fills in
 * as quickly as a slow line can draw it.
 */
export const nearer = (shown: Shown, rows: LiveRows, height: number, most = mostAtOnce): Shown => {
	const wanted = Math.min(height, rows.total);
	const next = shown.slice(0, wanted);
	let room = most;
	for (let index = 0; index < wanted && room > 0; index++) {
		const row = rows.rowAt(index);
		if (next[index]?.key === row.key && next[index]?.group === row.group) continue;
		next[index] = row;
		room--;
	}
	return next;
};

/**
 * A group of which only the name, or also the number of direct members, is known. Everything stands where the tree will
 * have it, so that little is drawn again when the read has ended.
 */
export const liveRowSpans = (group: LiveGroup, width: number, glyphs: Glyphs): Span[] => {
	const {members} = group;
	const columns = columnsFor(width);
	const nested = members === undefined || members.groups === 0 ? '' : `${count(members.groups)} nested`;
	const number = members === undefined ? glyphs.waiting : count(members.users);
	const known = members !== undefined;
	return [
		...fitSpans(
			[
				{text: '  '},
				{text: `${known ? glyphs.done : glyphs.waiting} `, tone: known ? 'good' : 'quiet'},
				{text: group.name, tone: known ? 'strong' : 'quiet'},
			],
			width - columns.count - columns.word - 2,
			glyphs.ellipsis,
		),
		{text: number.padStart(columns.count), tone: 'quiet'},
		{text: '  '},
		...fitSpans([{text: nested, tone: 'quiet'}], columns.word, glyphs.ellipsis),
	];
};
