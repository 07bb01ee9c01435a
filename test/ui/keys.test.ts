import {expect, test} from 'vitest';
import {dashboardBindings} from '../../source/ui/dashboard/bindings.ts';
import {type Binding, footerHints, helpGroups, hintsThatFit, keyName, press} from '../../source/ui/keys.ts';
import {helpRows} from '../../source/ui/parts/help-overlay.tsx';
import {widthOf} from '../../source/ui/text/fit.ts';

const binding = (more: Partial<Binding<number>>): Binding<number> => ({
	id: 'x',
	keys: ['x'],
	label: 'x',
	run: () => {},
	...more,
});

test('keys have names', () => {
	expect(keyName('', {upArrow: true})).toBe('up');
	expect(keyName('c', {ctrl: true})).toBe('ctrl+c');
	expect(keyName('', {tab: true, shift: true})).toBe('shift+tab');
	expect(keyName('', {escape: true, meta: true})).toBe('escape');
	expect(keyName('b', {meta: true})).toBe('alt+b');
	expect(keyName(' ', {})).toBe('space');
	expect(keyName('pasted text', {})).toBeUndefined();
});

test('a disabled key says why, one that holds elsewhere is as if it were not there', () => {
	const bindings = [
		binding({id: 'a', when: n => n > 5}),
		binding({id: 'b', disabled: n => (n === 1 ? 'Not now.' : undefined)}),
	];
	expect(press(bindings, 'x', 9)).toMatchObject({kind: 'bound', binding: {id: 'a'}});
	expect(press(bindings, 'x', 2)).toMatchObject({kind: 'bound', binding: {id: 'b'}});
	expect(press(bindings, 'x', 1)).toEqual({kind: 'disabled', reason: 'Not now.'});
	expect(press(bindings, 'y', 1)).toEqual({kind: 'unbound'});
});

test('the footer keeps help and quit when there is little room', () => {
	const bindings = [
		binding({id: 'one', keys: ['1'], label: 'a long label here'}),
		binding({id: 'two', keys: ['2'], label: 'another long label'}),
		binding({id: 'help', keys: ['?'], label: 'help', pinned: true}),
	];
	const hints = hintsThatFit(footerHints(bindings, 0), 28);
	expect(hints.map(hint => hint.key)).toEqual(['1', '?']);
	expect(hintsThatFit(footerHints(bindings, 0), 8).map(hint => hint.key)).toEqual(['?']);
});

test('every key of the dashboard is in the help, under a heading, with a sentence', () => {
	for (const {id, help, group, label} of dashboardBindings) {
		expect(group, id).toBeDefined();
		expect((help ?? label).length, id).toBeGreaterThan(2);
		expect(help?.endsWith('.'), id).not.toBe(true);
	}
	const everywhere = dashboardBindings.map(({when: _, disabled: __, ...rest}) => rest);
	const shown = helpGroups(everywhere, undefined as never).flatMap(group => group.lines);
	expect(shown).toHaveLength(dashboardBindings.length);
});

test('what changes the organisation is marked, and Enter alone never does it', () => {
	const dangerous = dashboardBindings.filter(one => one.dangerous === true);
	expect(dangerous.map(one => one.id)).toEqual(['apply', 'give-back']);
	for (const one of dangerous) expect(one.keys).not.toContain('enter');
});

test('the help shows every key in any width, in two columns where there is room, and cuts nothing', () => {
	const bindings = ['one', 'two', 'three', 'four'].flatMap(group =>
		Array.from({length: 6}, (_, n) => ({
			id: `${group}-${n}`,
			keys: [`${n}`],
			label: 'label',
			group,
			help: `what ${group} ${n} does, told at some length so that it needs more than the room of half a window`,
			run: () => {},
		})),
	);
	const said = (width: number): string[] =>
		helpRows(bindings, undefined, [['+', 'a sign']], true, width).map(row => row.map(({text}) => text).join(''));
	for (const width of [74, 103, 104, 114, 220]) {
		const rows = said(width);
		for (const row of rows) expect(widthOf(row.trimEnd()), row).toBeLessThanOrEqual(width);
		const words = rows.join(' ').split(/\s+/);
		expect(words.filter(word => word === 'window')).toHaveLength(bindings.length);
	}
	expect(said(220).length).toBeLessThan(said(103).length);
});
