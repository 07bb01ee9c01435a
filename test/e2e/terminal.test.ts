// The dashboard as a program of its own, on a real pseudo-terminal: signals, suspension, resize, and what is left behind.
import {afterEach, beforeAll, expect, test} from 'vitest';
import {buildProgram} from '../helpers/build-program.ts';
import {expectRestored} from '../helpers/given-back.ts';
import {resting} from '../helpers/resting.ts';
import {keys, type Running, spawnInTerminal} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

let program: string;
let running: Running | undefined;
beforeAll(async () => {
	program = await buildProgram('dashboard-program.tsx');
});
afterEach(async () => {
	running?.kill('SIGKILL');
	await running?.exited;
	running = undefined;
});

const start = async (
	script: object = {},
	options: {columns?: number; rows?: number; environment?: Record<string, string>} = {},
): Promise<Running> => {
	const screen = spawnInTerminal(process.execPath, [program], {
		columns: 120,
		rows: 36,
		...options,
		environment: {SCRIPT: JSON.stringify(script), ...options.environment},
	});
	running = screen;
	await screen.waitFor('Groups and people');
	return screen;
};

test('q leaves with 0 and gives the terminal back', async () => {
	const screen = await start();
	expect(screen.buffer()).toBe('alternate');
	screen.type('q');
	expect(await screen.exited).toMatchObject({code: 0});
	expectRestored(screen);
	expect(screen.text()).toContain('left with 0, no run');
});

test.each(['SIGTERM', 'SIGHUP', 'SIGINT'])(
	'%s during a run stops it, journals its end and gives the terminal back',
	async signal => {
		const screen = await start({pauseMs: 60, size: {users: 4000, groups: 100, membersEach: 4}});
		screen.type('t');
		await screen.waitFor('reading the directory');
		screen.kill(signal);
		expect(await screen.exited).toMatchObject({code: 130});
		expectRestored(screen);
		expect(screen.text()).toContain('left with 130, interrupted');
	},
);

test('Ctrl+C during an apply finishes the request on its way, and the next one leaves', async () => {
	const screen = await start({pauseMs: 250, size: {users: 100, groups: 4, membersEach: 4}});
	screen.type('s');
	await screen.waitFor('y applies this plan');
	screen.type('y');
	await screen.waitFor(/applying, \d of 8 requests/);
	screen.type(keys.ctrl('c'));
	await screen.waitFor('Stopping: the request on its way is finished');
	await screen.waitFor('! interrupted');
	await screen.waitFor(/stopped after \d of 8 requests/);
	expect(screen.text()).not.toContain('nothing has been sent');
	screen.type(keys.ctrl('c'));
	expect(await screen.exited).toMatchObject({code: 0});
	expectRestored(screen);
	expect(screen.text()).toContain('interrupted');
});

test('Ctrl+Z gives the shell its screen, and fg brings the whole dashboard back', async () => {
	const screen = spawnInTerminal('/bin/bash', ['--norc', '-i'], {
		columns: 100,
		rows: 30,
		environment: {SCRIPT: JSON.stringify({alreadyRead: true}), PS1: 'ready> ', HISTFILE: '/dev/null'},
	});
	running = screen;
	await screen.waitFor('ready>');
	screen.type(`'${process.execPath}' '${program}'\r`);
	await screen.waitFor('Design Berlin');
	const before = screen.lines();
	screen.type(keys.ctrl('z'));
	await screen.waitFor('Stopped');
	expect(screen.buffer()).toBe('normal');
	screen.type('fg\r');
	await screen.waitFor('Design Berlin');
	await screen.waitFor('? help');
	expect(screen.buffer()).toBe('alternate');
	expect(screen.lines()).toEqual(before);
	screen.type('q');
	await screen.waitFor('left with 0');
	screen.type('exit\r');
	await screen.exited;
});

test('Ctrl+L draws everything again over what others have written', async () => {
	const screen = await start({alreadyRead: true});
	await screen.waitFor('Design Berlin');
	await resting(screen);
	const before = screen.lines();
	screen.terminal.write('\x1b[5;5Hsomebody else wrote this\x1b[20;1Hand this');
	await screen.waitFor('somebody else');
	screen.type(keys.ctrl('l'));
	await screen.waitGone('somebody else');
	await screen.waitGone('and this');
	// A frame may come in several pieces.
	await until(() => screen.text() === before.join('\n'), screen.text);
});

test('from 120×40 to 80×24 and back while it reads, every screen is whole', async () => {
	const screen = await start({pauseMs: 25, size: {users: 300, groups: 60, membersEach: 6}}, {columns: 120, rows: 40});
	screen.type('t');
	for (const [columns, rows] of [
		[80, 24],
		[120, 40],
		[81, 25],
		[79, 23],
		[120, 40],
	] as const) {
		screen.resize(columns, rows);
		await screen.waitFor(columns < 80 ? 'needs a window' : 'q quit');
	}
	await screen.waitFor('✓ directory read');
	const whole = (): boolean =>
		/^ usher {2}fabrikam/.test(screen.lines()[0] ?? '') &&
		screen
			.lines()
			.slice(1, -2)
			.every(line => /^[╭│╰].*[╮│╯]$/.test(line));
	// What is on its way to the terminal when the read ends may still be half a row.
	await until(whole, screen.text);
});

test('several keys in one write', async () => {
	const screen = await start({alreadyRead: true});
	await screen.waitFor('Design Berlin');
	screen.type(`/hopper${keys.backspace}${keys.backspace}`);
	await screen.waitFor('/ hopp');
	screen.type(keys.enter);
	await screen.waitFor('q quit');
	screen.type(`${keys.escape}`);
	await screen.waitGone('/ hopp');
	screen.type(`${keys.down}${keys.down}${keys.enter}`);
	await screen.waitFor(/›▾ ✓ Design Berlin/);
});

test('a pipe gets a sentence and the commands that need no terminal', async () => {
	const screen = spawnInTerminal(
		'/bin/bash',
		['-c', `'${process.execPath}' '${program}' < /dev/null 2>&1; echo "ended $?"`],
		{columns: 140},
	);
	running = screen;
	await screen.waitFor('The dashboard needs a terminal');
});

test('for a screen reader lines are added below each other, and nothing is drawn over', async () => {
	const screen = await start({alreadyRead: true}, {rows: 60, environment: {USHER_SCREEN_READER: '1'}});
	await screen.waitFor('Up and Down move');
	const before = screen.raw().length;
	screen.type(`${keys.down}${keys.down}`);
	await screen.waitFor('Design Berlin');
	const said = screen.raw().slice(before);
	expect(said).toContain('Design Berlin');
	expect(said).not.toContain('Groups and people');
	screen.type('p');
	await screen.waitFor('Plan 7f3a');
	screen.type('qq');
	expect(await screen.exited).toMatchObject({code: 0});
	expect(screen.buffer()).toBe('normal');
	// No escape sequence but bracketed paste.
	expect(screen.raw().replaceAll(/\x1b\[\?2004[hl]/g, '')).not.toContain('\x1b');
});

test.each([
	['rgb:fdfd/f6f6/e3e3', 'light'],
	['rgb:1e1e/1e1e/2e2e', 'dark'],
	['rgb:ff/ff/ff', 'light'],
])(
	'a terminal whose background is %s gets the %s colours, even when its answer comes in pieces',
	async (answer, shade) => {
		const told = await start({alreadyRead: true}, {environment: {USHER_THEME: shade}});
		await told.waitFor('Design Berlin');
		await resting(told);
		// Of a blank nobody sees the colour of letters.
		const colours = (screen: Running) =>
			Array.from({length: 36}, (_, row) => screen.cells(row).filter(cell => cell.text !== ' '));
		const wanted = colours(told);
		expect(told.raw()).not.toContain('\x1b]11;?');
		told.kill('SIGKILL');
		await told.exited;
		const other = await start({alreadyRead: true}, {environment: {USHER_THEME: shade === 'light' ? 'dark' : 'light'}});
		await other.waitFor('Design Berlin');
		expect(colours(other)).not.toEqual(wanted);
		other.kill('SIGKILL');
		await other.exited;
		const screen = await start({alreadyRead: true}, {environment: shade === 'light' ? {} : {COLORFGBG: '0;15'}});
		await screen.waitFor('Design Berlin');
		expect(screen.raw()).toContain('\x1b]11;?');
		const reply = `\x1b]11;${answer}\x1b\\`;
		screen.type(reply.slice(0, 9));
		// Longer than a lone Escape is waited for: a slow line takes its time.
		await new Promise(resolve => setTimeout(resolve, 200));
		screen.type(reply.slice(9));
		await expect.poll(() => colours(screen)).toEqual(wanted);
		// And nothing of the answer was taken for keys.
		expect(screen.text()).not.toContain('rgb');
	},
);
