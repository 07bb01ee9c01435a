// Light and dark, without colours, without UTF-8, for a screen reader, and too small: the built program on a real profile.
import {expect, test} from 'vitest';
import {afterRunMs, expectRight, expectWhole, type RealDashboard, realDashboard} from '../helpers/real-dashboard.ts';
import {resting} from '../helpers/resting.ts';
import {framesSince} from '../helpers/same-anew.ts';
import {setUpPlace} from '../helpers/set-up.ts';
import {step, throughBitwarden} from '../helpers/set-up-steps.ts';
import {keys, type Running} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

const planned = async (): Promise<RealDashboard> => {
	const place = await realDashboard({users: 90, groups: 12, organisation: {seats: 80, mayGrowTo: 500}});
	await place.usher('plan');
	return place;
};

/** Every colour of text and paper, as a sequence names it. */
const colours = (raw: string): string[] =>
	raw.match(/\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m/g) ?? [];

/** Tree, plan, guard, history, settings, problems, help. */
const tour: readonly (readonly [key: string, content: string | RegExp])[] = [
	[keys.down, 'Groups and people'],
	['f', 'Groups and people'],
	['p', 'y applies'],
	['y', /Type \d+ to let it pass/],
	[keys.escape, 'nothing has been sent'],
	['q', 'Groups and people'],
	['h', 'History'],
	['q', 'Groups and people'],
	['e', 'Settings'],
	['q', 'Groups and people'],
	['x', 'Problems'],
	['q', 'Groups and people'],
	['?', 'Esc closes'],
	[keys.escape, 'Groups and people'],
];

test.each([
	[80, 24],
	[120, 40],
])(
	'without UTF-8 and without colours, at %d×%d: ASCII only, no colour anywhere, and every screen whole',
	async (...[columns, rows]) => {
		const place = await planned();
		const screen = await place.open({columns, rows}, {LC_ALL: 'C', LANG: 'C', NO_COLOR: '1'});
		await screen.waitFor('Engineering');
		await resting(screen, afterRunMs);
		const from = screen.raw().length;
		for (const [key, content] of tour) {
			screen.type(key);
			await screen.waitFor(content);
			await expectRight(screen, key === 'p' ? afterRunMs : undefined);
			expect(screen.text()).not.toMatch(/[^\x00-\x7f]/);
		}
		expect(colours(screen.raw())).toEqual([]);
		expect(screen.raw()).not.toMatch(/[^\x00-\x7f]/);
		for (const frame of await framesSince(screen, from)) expectWhole(frame);
		// The line that is chosen is still told from the others.
		expect(screen.text()).toMatch(/^\| ?> ?/m);
	},
);

/** Brightness of a colour of the 256, 0 to 1 (xterm's cube and its greys). */
const brightness = (index: number): number => {
	if (index < 16) return index < 8 ? 0.4 : 0.7;
	if (index >= 232) return (8 + (index - 232) * 10) / 255;
	const levels = [0, 95, 135, 175, 215, 255];
	const [r = 0, g = 0, b = 0] = [Math.floor((index - 16) / 36), Math.floor((index - 16) / 6) % 6, (index - 16) % 6];
	return (0.299 * (levels[r] ?? 0) + 0.587 * (levels[g] ?? 0) + 0.114 * (levels[b] ?? 0)) / 255;
};

const letters = (screen: Running): number[] =>
	Array.from({length: screen.terminal.rows}, (_, row) => screen.cells(row))
		.flat()
		.filter(cell => cell.text !== ' ' && cell.background === undefined && !cell.inverse)
		.flatMap(cell => (cell.foreground === undefined ? [] : [cell.foreground]));

test('on a light background nothing is written in light colours, on a dark one nothing in dark ones', async () => {
	const place = await planned();
	const seen: Record<string, number[]> = {};
	for (const theme of ['light', 'dark']) {
		const screen = await place.open({columns: 80, rows: 24}, {USHER_THEME: theme});
		await screen.waitFor('Engineering');
		for (const [key, content] of tour) {
			screen.type(key);
			await screen.waitFor(content);
			await resting(screen);
			seen[theme] = [...(seen[theme] ?? []), ...letters(screen)];
		}
	}
	expect(seen.light?.length).toBeGreaterThan(100);
	expect(Math.max(...(seen.light ?? []).map(brightness))).toBeLessThan(0.75);
	expect(Math.min(...(seen.dark ?? []).map(brightness))).toBeGreaterThan(0.25);
});

test('a screen reader gets lines below each other: no frame, no second screen, each key answered', async () => {
	const place = await planned();
	const screen = await place.open({columns: 80, rows: 60}, {USHER_SCREEN_READER: '1'});
	await screen.waitFor('Engineering');
	for (const [key, content] of tour) {
		const before = screen.raw().length;
		screen.type(key);
		await until(
			() => screen.raw().length > before,
			() => `waited for an answer to ${JSON.stringify(key)}; the screen shows\n${screen.text()}`,
		);
		if (content !== 'Groups and people') await screen.waitFor(content);
		await resting(screen, key === 'p' ? afterRunMs : undefined);
	}
	screen.type('q');
	expect(await screen.exited).toMatchObject({code: 0});
	expect(screen.raw()).not.toMatch(/[╭╮╰╯│─█░]/);
	// No escape sequence but bracketed paste.
	expect(screen.raw().replaceAll(/\x1b\[\?2004[hl]/g, '')).not.toContain('\x1b');
});

test('for a screen reader the set-up says where one is, without frames', async () => {
	const place = await setUpPlace();
	const screen = place.open({columns: 80, rows: 60}, ['setup'], {USHER_SCREEN_READER: '1'});
	await throughBitwarden(screen, place);
	await screen.waitFor('step 3 of 9');
	screen.type(keys.ctrl('c'));
	expect(await screen.exited).toMatchObject({code: 0});
	expect(screen.raw()).not.toMatch(/[╭╮╰╯│─]/);
	expect(screen.raw()).not.toContain(place.practice.bitwarden.secret());
	expect(screen.raw().replaceAll(/\x1b\[\?2004[hl]/g, '')).not.toContain('\x1b');
});

test('below 80×24 a sentence asks for more room, and the screen is there again as it was', async () => {
	const place = await planned();
	const screen = await place.open({columns: 80, rows: 24});
	await screen.waitFor('Engineering');
	screen.type('/a');
	await screen.waitFor('/ a');
	await resting(screen, afterRunMs);
	const before = screen.text();
	for (const [columns, rows] of [
		[79, 24],
		[80, 23],
		[30, 8],
		[12, 3],
	] as const) {
		screen.resize(columns, rows);
		await screen.waitFor(/Usher\s+needs/);
		await resting(screen);
		expect(screen.text()).not.toMatch(/[╭│╰]/);
		if (columns >= 30) expect(screen.text().replaceAll(/\s+/g, ' ')).toContain('80 columns and 24 rows');
		screen.resize(80, 24);
		await until(() => screen.text() === before, screen.text);
	}
	await expectRight(screen);
});

test('in a window too small from the start the set-up waits for room', async () => {
	const place = await setUpPlace();
	const screen = place.open({columns: 60, rows: 20});
	await screen.waitFor('needs a window of 80 columns');
	screen.resize(80, 24);
	await screen.waitFor(step(1));
	await expectRight(screen);
});
