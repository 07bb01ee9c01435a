// The tree before there is one: groups as the read tells of them. Pure.
import {fitSpans, type Span} from '../../parts/line.tsx';
import type {LiveGroup} from '../../session/state.ts';
import {count} from '../../text/numbers.ts';
import type {Glyphs} from '../../theme.ts';

export type LiveRows = {
	readonly total: number;
	rowAt(index: number): {readonly key: string; readonly group: LiveGroup};
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

/** A group of which only the name, or also the number of direct members, is known. */
export const liveRowSpans = (group: LiveGroup, width: number, glyphs: Glyphs): Span[] => {
	const read = group.members !== undefined;
	const nested = read && group.members.groups > 0 ? `  ${count(group.members.groups)} nested` : '';
	const right = read ? `${count(group.members.users)}${nested}` : glyphs.waiting;
	const cells = Math.max(14, right.length);
	return [
		...fitSpans(
			[
				{text: `  ${read ? glyphs.done : glyphs.waiting} `, tone: read ? 'good' : 'quiet'},
				{text: group.name, tone: read ? 'plain' : 'quiet'},
			],
			width - cells - 1,
			glyphs.ellipsis,
		),
		{
			text: ` ${read ? `${count(group.members.users).padStart(6)}${nested}`.padEnd(cells) : glyphs.waiting.padStart(6).padEnd(cells)}`,
			tone: 'quiet',
		},
	];
};
