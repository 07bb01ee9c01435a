import {expect, test} from 'vitest';
import {treeRowSpans} from '../../../source/ui/dashboard/tree/cells.ts';
import {liveRows, mostAtOnce, nearer, type Shown} from '../../../source/ui/dashboard/tree/live.ts';
import {directoryTree} from '../../../source/ui/dashboard/tree/model.ts';
import type {TreeQuery} from '../../../source/ui/dashboard/tree/search.ts';
import {spansWidth} from '../../../source/ui/parts/line.tsx';
import {glyphsFor} from '../../../source/ui/theme.ts';
import {type Open, treeRows} from '../../../source/ui/tree/rows.ts';
import {company, groupId, rosterOf} from '../../helpers/company.ts';
import {usualPlan} from '../../helpers/fake-profile.ts';

const glyphs = glyphsFor({unicode: true});
const roster = rosterOf(company({users: 60, groups: 8, membersEach: 4}));
const view = {roster, plan: usualPlan({roster}, 3)};

const draw = (query: Partial<TreeQuery> = {}, open: Open = new Set(), width = 50): string[] => {
	const tree = directoryTree(view, {search: '', filter: 'all', ...query});
	const rows = treeRows(tree, open);
	return Array.from({length: rows.total}, (_, index) => {
		const spans = treeRowSpans(tree, rows.rowAt(index)!, width, glyphs);
		expect(spansWidth(spans)).toBe(width);
		return spans
			.map(span => span.text)
			.join('')
			.trimEnd();
	});
};

test('leavers first, then groups by name, then people in no group', () => {
	expect(draw()).toEqual([
		'▸ − Gone from the direct…      1  leaving',
		'▸ ✓ Design                     4  in',
		'▸ ~ Engineering               12  3 join, 1 leave',
		'▸ ~ Finance                    4  renamed',
		'▸ ✓ Legal                     12  in',
		'▸   In no group               28',
	]);
});

test('nested groups stand in their group, with the state of each as a sign and a word', () => {
	const rows = draw({}, new Set([groupId(0), `${groupId(0)}/${groupId(1)}`]));
	expect(rows.slice(2, 10)).toEqual([
		'▾ ~ Engineering               12  3 join, 1 leave',
		'  ▾ + Platform                 8  new group',
		'    ▸ ✓ Data                   4  nested',
		'      ✓ Frances Lovelace          in',
		'      ✓ Ken Lovelace              in',
		'      ✓ Margaret Lovelace         in',
		'      ✓ Tim Lovelace              in',
		'    + Ada Lovelace                new',
	]);
});

test('a search keeps the way to what it finds, and opens it', () => {
	expect(draw({search: 'frances l'})).toEqual([
		'▾ ~ Engineering               12  3 join, 1 leave',
		'  ▾ + Platform                 8  new group',
		'      ✓ Frances Lovelace          in',
	]);
});

test('a group found by its name shows everyone in it', () => {
	const open = new Set([groupId(6)]);
	expect(draw({search: 'support'}, open).length).toBeGreaterThan(0);
	expect(draw({search: 'finance'}, new Set([groupId(3)]))).toHaveLength(5);
});

test('a search may be an address', () => {
	expect(draw({search: 'ada.lovelace@'}).some(row => row.includes('Ada Lovelace'))).toBe(true);
});

test('changes only leaves out who stays as they are', () => {
	const rows = draw({filter: 'changes'});
	expect(rows.some(row => /\bin$/.test(row) && row.includes('✓ ') && !/[▸▾]/.test(row))).toBe(false);
	expect(rows.some(row => row.includes('Gone from the'))).toBe(true);
});

test('narrow rows say less, in as many cells as there are', () => {
	for (const width of [30, 40, 76, 100]) draw({}, new Set([groupId(0)]), width);
});

test('a tree that fills in changes a few rows at a time and ends as the read tells it', () => {
	const live = new Map(
		Array.from({length: 50}, (_, number) => [
			`id-${number}`,
			{name: `Group ${String((number * 7) % 50).padStart(2, '0')}`},
		]),
	);
	const rows = liveRows(live);
	let shown: Shown = [];
	for (let step = 1; step <= 3; step++) {
		shown = nearer(shown, rows, 20);
		expect(shown.map(row => row.group.name)).toEqual(
			Array.from({length: Math.min(20, step * mostAtOnce)}, (_, at) => `Group ${String(at).padStart(2, '0')}`),
		);
	}
	const read = new Map(live);
	for (const [key, group] of live)
		if (group.name < 'Group 20') read.set(key, {...group, members: {users: 3, groups: 0}} as never);
	const told = liveRows(read);
	const next = nearer(shown, told, 20);
	expect(next.filter((row, at) => row !== shown[at]).length).toBe(mostAtOnce);
	expect(nearer(nearer(next, told, 20), told, 20).map(row => row.group)).toEqual(
		Array.from({length: 20}, (_, at) => told.rowAt(at).group),
	);
	expect(nearer(shown, rows, 5)).toHaveLength(5);
});
