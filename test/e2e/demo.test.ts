// `usher demo` in a terminal: the whole product on the practice tenant, from the first plan to a company that lives.
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {keys, type Running, spawnInTerminal} from '../helpers/terminal.ts';

const usher = new URL('../../dist/cli.js', import.meta.url).pathname;
let running: Running | undefined;
afterEach(async () => {
	running?.kill('SIGKILL');
	await running?.exited;
	running = undefined;
});

test('the demo plans, waits for the number, applies, and shows the tree that it made', async () => {
	const screen = spawnInTerminal(process.execPath, [usher, 'demo'], {columns: 120, rows: 40});
	running = screen;
	await screen.waitFor('Groups and people');
	await screen.waitFor('The plan has');
	screen.type('p');
	await screen.waitFor(/Plan [0-9a-f]{4} /);
	await screen.waitFor('y applies');
	screen.type('y');
	await screen.waitFor(/Type [\d,]+ to let it pass/);
	const number = /Type ([\d,]+) to let it pass/.exec(screen.text())?.[1]?.replace(',', '') ?? '';
	screen.type(`${number}${keys.enter}`);
	await screen.waitFor(/✓ applied|applied in part/);
	expect(screen.text()).not.toContain('nothing has been sent');
	screen.type('q');
	await screen.waitFor('Groups and people');
	screen.type('h');
	await screen.waitFor(/Run \d{8}-\d{6}-/);
	screen.type('qq');
	expect(await screen.exited).toMatchObject({code: 0});
	expect(screen.buffer()).toBe('normal');
});

test('the demo leads through the whole set-up with every value filled in, and back to the dashboard', async () => {
	const screen = spawnInTerminal(process.execPath, [usher, 'demo'], {columns: 80, rows: 24});
	running = screen;
	await screen.waitFor('The plan has');
	screen.type('u');
	for (const [step, ready] of [
		['1 of 9', 'Practise'],
		['2 of 9', 'Signed in'],
		['3 of 9', 'Found the tenant'],
		['4 of 9', '● It is there already'],
		['5 of 9', 'Signed in'],
		['6 of 9', 'Everything that is needed is there'],
		['7 of 9', /people and \d+ groups in/],
		['8 of 9', /\d+ of \d+ people in/],
	] as const) {
		await screen.waitFor(step);
		await screen.waitFor(ready);
		screen.type(keys.enter);
	}
	await screen.waitFor('9 of 9');
	await screen.waitFor('Open the dashboard');
	screen.type(keys.enter);
	await screen.waitFor('The plan has');
	expect(screen.lines()[0]).toMatch(/^ usher {2}demo {2}Halden/);
	screen.type('q');
	expect(await screen.exited).toMatchObject({code: 0});
	expect(screen.buffer()).toBe('normal');
});

test('usher the first time is the set-up', async () => {
	const home = await mkdtemp(join(tmpdir(), 'usher-home-'));
	const screen = spawnInTerminal(process.execPath, [usher], {columns: 100, rows: 30, environment: {USHER_HOME: home}});
	running = screen;
	await screen.waitFor(/set-up/i);
	screen.type(keys.ctrl('c'));
	await screen.exited;
	expect(screen.buffer()).toBe('normal');
	await rm(home, {recursive: true, force: true});
});
