// Signals, a connection that breaks, Ctrl+Z: the built program on a real profile gives the terminal back, and its run ends in the journal.
import process from 'node:process';
import {expect, onTestFinished, test} from 'vitest';
import {expectRestored, outcomes} from '../helpers/given-back.ts';
import {
	afterRunMs,
	applying,
	expectRight,
	expectWhole,
	type RealDashboard,
	realDashboard,
} from '../helpers/real-dashboard.ts';
import {resting} from '../helpers/resting.ts';
import {setUpPlace} from '../helpers/set-up.ts';
import {step} from '../helpers/set-up-steps.ts';
import {keys, type Running, spawnInTerminal} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;
const company = {users: 60, groups: 24, seed: 3, organisation: {seats: 80, mayGrowTo: 500}} as const;

/** In the middle of reading: what is read takes its time. */
const reading = async (place: RealDashboard, screen: Running): Promise<void> => {
	place.practice.latency.ms = 900;
	screen.type('t');
	await screen.waitFor(/reading the directory/);
};

test.each([
	['SIGTERM', 'reading', reading],
	['SIGHUP', 'reading', reading],
	['SIGTERM', 'applying', applying],
	['SIGHUP', 'applying', applying],
] as const)(
	'%s while it is %s: the terminal is given back, and the run is journalled as stopped',
	async (...[signal, , begin]) => {
		const place = await realDashboard(company);
		const screen = await place.open({columns: 100, rows: 30});
		await begin(place, screen);
		const asked = place.practice.bitwarden.requests.total;
		screen.kill(signal);
		expect(await screen.exited).toMatchObject({code: 130});
		expectRestored(screen);
		place.practice.latency.ms = 0;
		expect(place.practice.bitwarden.requests.total - asked).toBeLessThan(8);
		expect(await outcomes(place)).toContain('interrupted');
		// Nothing holds the lock, and nothing is in the way of the next run.
		expect((await place.usher('plan')).code).toBe(0);
	},
);

test('a terminal that closes while it reads: the read ends, journalled, and the program with it', async () => {
	const place = await realDashboard(company);
	const screen = await place.open({columns: 100, rows: 30});
	await reading(place, screen);
	screen.hangUp();
	await expect.poll(() => outcomes(place), {interval: 300}).toContain('interrupted');
	await until(
		() => {
			try {
				process.kill(screen.pid, 0);
				return false;
			} catch {
				return true;
			}
		},
		() => 'the program is still there',
	);
});

/** A shell with job control, as a person has it. */
const shell = (environment: Readonly<Record<string, string>>, columns: number, rows: number): Running => {
	const screen = spawnInTerminal('/bin/bash', ['--norc', '-i'], {
		columns,
		rows,
		environment: {...environment, PS1: 'ready> ', HISTFILE: '/dev/null'},
	});
	onTestFinished(() => screen.kill('SIGKILL'));
	return screen;
};

test.each([
	[80, 24],
	[120, 40],
])('Ctrl+Z gives the shell its screen, and fg the dashboard as it was, at %d×%d', async (columns, rows) => {
	const place = await realDashboard(company);
	await place.usher('plan');
	const screen = shell(place.environment, columns, rows);
	await screen.waitFor('ready>');
	screen.type(`'${process.execPath}' '${program}'\r`);
	await screen.waitFor('All staff');
	await resting(screen, afterRunMs);
	const before = screen.text();
	screen.type(keys.ctrl('z'));
	await screen.waitFor('Stopped');
	expect(screen.buffer()).toBe('normal');
	// The shell edits its lines and echoes them.
	screen.type('echo "and $((6 * 7))"\r');
	await screen.waitFor('and 42');
	screen.type('fg\r');
	await until(() => screen.text() === before, screen.text);
	expect(screen.buffer()).toBe('alternate');
	// And the keys are heard again.
	screen.type(keys.down);
	await until(() => screen.text() !== before, screen.text);
	await resting(screen, afterRunMs);
	expectWhole(screen.lines());
	screen.type('q');
	await until(() => screen.buffer() === 'normal', screen.text);
	screen.type('exit\r');
	await screen.exited;
});

test('Ctrl+Z in a field of the set-up keeps what was typed', async () => {
	const place = await setUpPlace();
	const screen = shell(place.environment, 80, 24);
	await screen.waitFor('ready>');
	screen.type(`'${process.execPath}' '${program}' setup\r`);
	await screen.waitFor('Connect');
	screen.type(keys.enter);
	await screen.waitFor(step(2));
	screen.type(`${keys.down}${keys.down}${keys.enter}${place.practice.urls.bitwarden}`);
	await screen.waitFor('answers');
	await resting(screen, afterRunMs);
	const before = screen.text();
	screen.type(keys.ctrl('z'));
	await screen.waitFor('Stopped');
	expect(screen.buffer()).toBe('normal');
	screen.type('fg\r');
	await until(() => screen.text() === before, screen.text);
	screen.type(keys.ctrl('c'));
	await screen.waitFor('usher setup');
	expect(screen.buffer()).toBe('normal');
	screen.type('exit\r');
	await screen.exited;
});

test.each(['SIGTERM', 'SIGHUP'])('%s in the set-up gives the terminal back, and keeps what was typed', async signal => {
	const place = await setUpPlace();
	const screen = place.open();
	await screen.waitFor('Connect');
	screen.type(keys.enter);
	await screen.waitFor(step(2));
	screen.type(`${keys.down}${keys.down}${keys.enter}${place.practice.urls.bitwarden}`);
	await screen.waitFor('answers');
	screen.type(`${keys.enter}${place.practice.bitwarden.clientId}`);
	await screen.waitFor(place.practice.bitwarden.clientId.slice(-12));
	screen.kill(signal);
	expect(await screen.exited).toMatchObject({code: 130});
	expectRestored(screen);
	const again = place.open();
	await again.waitFor(step(2));
	await again.waitFor(place.practice.bitwarden.clientId.slice(-12));
});

test('Ctrl+L draws over what others have written', async () => {
	const place = await realDashboard(company);
	await place.usher('plan');
	const screen = await place.open({columns: 80, rows: 24});
	await screen.waitFor('All staff');
	await resting(screen, afterRunMs);
	const before = screen.text();
	screen.terminal.write('\x1b[5;5Hsomebody else wrote this\x1b[20;1Hand this');
	await screen.drawn();
	expect(screen.text()).toContain('somebody else');
	screen.type(keys.ctrl('l'));
	await until(() => screen.text() === before, screen.text);
	await expectRight(screen);
});
