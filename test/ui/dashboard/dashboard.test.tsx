import stringWidth from 'string-width';
import {afterEach, expect, test} from 'vitest';
import {type OpenDashboard, openDashboard} from '../../helpers/dashboard.tsx';
import {inviteRefusal} from '../../helpers/fake-profile.ts';
import {keys} from '../../helpers/terminal.ts';
import {until} from '../../helpers/until.ts';

let screen: OpenDashboard;
afterEach(() => screen.close());

/** A frame that is whole: header above, keys below, both edges of every panel where they belong. */
const expectWhole = (rows: readonly string[]): void => {
	expect(rows[0]).toMatch(/^ usher {2}/);
	expect(rows.at(-1)).toMatch(/help/);
	for (const row of rows.slice(1, -2)) expect(row).toMatch(/^[╭│╰].*[╮│╯]$/);
	for (const row of rows) expect(stringWidth(row)).toBeLessThanOrEqual(screen.terminal.cols);
};

/** What a terminal would show if everything were drawn anew: incremental frames must leave nothing behind. */
const expectSameAsFresh = async (): Promise<void> => {
	await screen.settled();
	const seen = screen.lines();
	screen.terminal.clear();
	const {cols, rows} = screen.terminal;
	screen.resize(cols - 1, rows);
	await screen.settled();
	screen.resize(cols, rows);
	await screen.settled();
	expect(screen.lines()).toEqual(seen);
};

test('the tree is there before anything has run, and says what the keys do', async () => {
	screen = openDashboard();
	await screen.waitFor('The directory has not been read yet');
	expectWhole(screen.lines());
});

test('the tree fills in while the directory is read, and then carries what the plan does', async () => {
	screen = openDashboard({pauseMs: 15});
	await screen.waitFor('not been read yet');
	screen.type('pq');
	await screen.waitFor(/of 48 groups/);
	await screen.waitFor('Engineering');
	await screen.waitFor('renamed');
	expect(screen.text()).toContain('1 group to create');
	await screen.waitFor('✓ planned');
	expectWhole(screen.lines());
});

test('the screen is whole after every key', async () => {
	screen = openDashboard({alreadyRead: true}, {columns: 110, rows: 30});
	await screen.waitFor('Engineering');
	const walk = [
		keys.down,
		keys.down,
		keys.right,
		keys.down,
		keys.right,
		keys.pageDown,
		keys.end,
		keys.up,
		keys.home,
		keys.left,
		'f',
		'f',
		'f',
		keys.tab,
		keys.down,
		keys.tab,
		keys.up,
		keys.tab,
		'x',
		keys.down,
		keys.enter,
		'q',
		'h',
		'q',
		'e',
		keys.down,
		'q',
		'G',
		'k',
		'k',
		' ',
		'j',
		'l',
		'l',
	];
	for (const key of walk) {
		screen.type(key);
		await screen.settled();
		expectWhole(screen.lines());
	}
	await expectSameAsFresh();
});

test('keys of one write all count, each on what the one before has made', async () => {
	screen = openDashboard({alreadyRead: true});
	await screen.waitFor('Engineering');
	screen.type(`${keys.home}${keys.down}${keys.down}${keys.down}\r`);
	await screen.waitFor('›▾');
	const opened = screen.lines().find(row => row.includes('▾'));
	expect(opened).toContain('Design London');
	screen.type('jjj');
	await screen.settled();
	expect(screen.lines().filter(row => row.includes('›'))).toHaveLength(1);
});

test('search finds people and addresses as it is typed, and Esc brings everything back', async () => {
	screen = openDashboard({alreadyRead: true});
	await screen.waitFor('Engineering');
	screen.type('/hopper');
	await screen.waitFor('Grace Hopper');
	await screen.waitFor(/20 people, 0 groups/);
	expect(screen.text()).not.toContain('Ada Lovelace');
	screen.type(`${keys.backspace}${keys.backspace}`);
	await screen.waitFor('/ hopp');
	screen.type(keys.enter);
	await screen.waitFor('p plan');
	screen.type(keys.escape);
	await screen.waitGone('/ hopp');
	await screen.waitFor('Design Berlin');
});

test('a search that matches nothing says so', async () => {
	screen = openDashboard({alreadyRead: true});
	await screen.waitFor('Engineering');
	screen.type('/zzzz');
	await screen.waitFor('Nothing matches "zzzz".');
});

test('f shows changes only, then problems only', async () => {
	screen = openDashboard({alreadyRead: true});
	await screen.waitFor('Engineering');
	screen.type('f');
	await screen.waitFor('changes only');
	await screen.waitFor('Gone from the directory');
	expect(screen.text()).toContain('renamed');
	screen.type('f');
	await screen.waitFor('problems only');
	await screen.waitFor('problem');
	expect(screen.text()).not.toContain('renamed');
});

test('details say why someone is in, and through which groups', async () => {
	screen = openDashboard({alreadyRead: true});
	await screen.waitFor('Engineering');
	screen.type(`/ada lovelace\r${keys.end}`);
	await screen.waitFor('Will be invited as ada.lovelace@fabrikam.example.');
	expect(screen.text()).toContain('In: member of Engineering');
	expect(screen.text()).toContain('Through Engineering');
});

test('a plan that the guard holds back takes its number, and nothing less', async () => {
	screen = openDashboard({refusals: [inviteRefusal(63)], invites: 63});
	await screen.waitFor('not been read yet');
	screen.type('p');
	await screen.waitFor('63 invitations at once');
	screen.type('y');
	await screen.waitFor('Type 63');
	screen.type('62\r');
	await screen.waitFor('That is not 63');
	expect(screen.profile.answers).toEqual([]);
	screen.type(`${keys.ctrl('u')}63\r`);
	await screen.waitFor(/applied \d/);
	expect(screen.profile.answers).toEqual([{approve: '7f3a9c0d'}]);
	expect(screen.profile.wishes).toEqual([{mode: 'plan'}, {mode: 'sync'}]);
});

test('the question is seen at 80×24, however much the guard has to say', async () => {
	const wordy = (limit: number) => ({
		...inviteRefusal(limit),
		message: `${'This plan would do a great deal of something. '.repeat(3)}The limit is ${limit}.`,
	});
	screen = openDashboard({refusals: [wordy(63), wordy(12), wordy(40), wordy(5)], invites: 63}, {columns: 80, rows: 24});
	await screen.waitFor('not been read yet');
	screen.type('p');
	await screen.waitFor('This plan would do');
	screen.type('y');
	await screen.waitFor('Type 63 to let it pass');
	await screen.waitFor(/│ › +│/);
	expectWhole([...screen.lines().slice(0, -1), 'help']);
	screen.type('63\r');
	await screen.waitFor(/applied \d/);
});

test('a digit starts the number, and Esc leaves everything as it is', async () => {
	screen = openDashboard({refusals: [inviteRefusal(63)], invites: 63});
	await screen.waitFor('not been read yet');
	screen.type('p');
	await screen.waitFor('63 invitations at once');
	screen.type('6');
	await screen.waitFor('› 6');
	screen.type(keys.escape);
	await screen.waitGone('Type 63');
	expect(screen.profile.wishes).toEqual([{mode: 'plan'}]);
});

test('sync asks before it applies, and n leaves everything as it is', async () => {
	screen = openDashboard();
	await screen.waitFor('not been read yet');
	screen.type('s');
	await screen.waitFor('y applies this plan');
	screen.type('n');
	await screen.waitFor('left as it is');
	expect(screen.profile.answers).toEqual(['decline']);
});

test('Ctrl+C stops a run, and only the next one leaves', async () => {
	screen = openDashboard({pauseMs: 40, size: {users: 5000, groups: 200, membersEach: 5}});
	await screen.waitFor('not been read yet');
	screen.type('t');
	await screen.waitFor('reading the directory');
	screen.type(keys.ctrl('c'));
	await screen.waitFor('interrupted');
	expect(screen.left()).toBeUndefined();
	screen.type(keys.ctrl('c'));
	await expect.poll(() => screen.left()).toBe(0);
});

test('a second dashboard looks on at the run of the first, and says who runs', async () => {
	screen = openDashboard({holder: undefined as never});
	await screen.waitFor('not been read yet');
	const {profile} = screen;
	const at = new Date().toISOString();
	profile.holderIs('A command of grace (process 4711)');
	profile.records.unshift({
		run: 'other',
		startedAt: at,
		endedAt: undefined,
		by: 'command',
		mode: 'sync',
		outcome: undefined,
		exitCode: undefined,
		changes: 0,
		problems: 0,
		refusals: 0,
		error: undefined,
	});
	profile.journal.push(
		{run: 'other', seq: 1, at, event: {kind: 'run-started', run: 'other', at, by: 'command', mode: 'sync'}},
		{run: 'other', seq: 2, at, event: {kind: 'phase', phase: 'directory'}},
	);
	await screen.waitFor('reading the directory, by a command');
	screen.type('s');
	await screen.waitFor(/is running\./);
	profile.journal.push({
		run: 'other',
		seq: 3,
		at,
		event: {
			kind: 'run-ended',
			report: {
				run: 'other',
				outcome: 'applied',
				exitCode: 0,
				refusals: [],
				applied: {invite: 2},
				problems: [],
				requests: {graph: 2, bitwarden: 2},
				durationMs: 10,
			},
		},
	});
	profile.records[0] = {...profile.records[0]!, endedAt: at, outcome: 'applied'};
	await screen.waitFor('✓ applied');
	screen.type('p');
	await screen.waitFor('nothing has been sent');
});

test('from 120×40 to 80×24 and back, nothing is left behind', async () => {
	screen = openDashboard({alreadyRead: true}, {columns: 120, rows: 40});
	await screen.waitFor('Engineering');
	await screen.settled();
	const wide = screen.lines();
	screen.resize(80, 24);
	await screen.settled();
	expectWhole(screen.lines());
	screen.resize(60, 20);
	await screen.waitFor('80 columns and 24 rows');
	expect(screen.text()).not.toContain('Engineering');
	screen.resize(120, 40);
	await screen.settled();
	expect(screen.lines()).toEqual(wide);
});

test('where there is not room for every key, those that are used more often are named', async () => {
	screen = openDashboard({alreadyRead: true}, {columns: 120, rows: 30});
	await screen.waitFor('Engineering');
	for (const [columns, shown, left] of [
		[120, ['l log', 'x problems', 'h history', 'e settings'], ['a automatic']],
		[100, ['l log', 'x problems'], ['h history', 'e settings', 'a automatic']],
	] as const) {
		screen.resize(columns, 30);
		await screen.settled();
		const footer = screen.lines().at(-1) ?? '';
		for (const hint of shown) expect(footer).toContain(hint);
		for (const hint of left) expect(footer).not.toContain(hint);
	}
});

test('details that are scrolled past their end come back with the first key', async () => {
	screen = openDashboard({alreadyRead: true}, {columns: 80, rows: 24});
	await screen.waitFor('Engineering');
	screen.type(keys.down + keys.right + keys.down);
	await screen.waitFor(/╭ Ada Dijkstra/);
	const firstRow = (): string => screen.lines()[16] ?? '';
	const first = firstRow();
	screen.type(keys.tab + keys.end + keys.down.repeat(30));
	await until(
		() => firstRow() !== first,
		() => screen.text(),
	);
	screen.type(keys.up);
	await until(
		() => firstRow() === first,
		() => screen.text(),
	);
});

test('hostile names stay in their cells', async () => {
	const hostile = [
		'\u202Egnp.exe',
		'a\u200b\u200b\u200bb',
		'👩‍👩‍👧 family',
		'日本語の非常に長い名前がここにあります本当に長い',
		'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢',
		'x'.repeat(300),
		'',
		'\u0600\u0601',
	];
	screen = openDashboard(
		{
			alreadyRead: true,
			rename: (kind, number) => (kind === 'group' && number < 16 ? hostile[number % hostile.length] : undefined),
		},
		{columns: 100, rows: 30},
	);
	await screen.waitFor('people');
	for (let step = 0; step < 20; step++) {
		screen.type(keys.down);
		await screen.settled();
		const rows = screen.lines();
		expect(rows[0]).toMatch(/^ usher {2}/);
		expect(rows.slice(1, -2).filter(row => !/[╮│╯]$/.test(row))).toEqual([]);
	}
});

test('without UTF-8 nothing but ASCII is drawn, and the frame stands', async () => {
	screen = openDashboard({alreadyRead: true}, {environment: {LANG: 'C'}, columns: 80, rows: 24});
	await screen.waitFor('Engineering');
	expect(screen.lines()[1]).toMatch(/^\+ Groups and people -+ .* -\+$/);
});

test('without colours the selection is still seen', async () => {
	screen = openDashboard({alreadyRead: true}, {environment: {NO_COLOR: '1'}});
	await screen.waitFor('Engineering');
	const rows = Array.from({length: 36}, (_, row) => screen.cells(row));
	expect(rows.flat().every(cell => cell.foreground === undefined)).toBe(true);
	expect(screen.lines().some(row => row.includes('›'))).toBe(true);
});

test('a screen reader hears plain lines: no frames, the selected row, no second screen', async () => {
	screen = openDashboard({alreadyRead: true}, {capabilities: {screenReader: true}, columns: 100, rows: 40});
	await screen.waitFor('Groups and people');
	expect(screen.text()).not.toMatch(/[╭│╰─]/);
	expect(screen.buffer()).toBe('normal');
	screen.type(keys.down + keys.down);
	await screen.waitFor('Design Berlin');
});

test('settings are changed in a field and kept, one that the environment decides says so', async () => {
	screen = openDashboard({alreadyRead: true});
	await screen.waitFor('Engineering');
	screen.type('e');
	await screen.waitFor('sync.userFilter');
	screen.type(`${keys.enter}`);
	await screen.waitFor('Enter keep it');
	screen.type('include:a@x\r');
	await screen.waitFor('Kept. The next run goes by it.');
	await screen.waitFor(/sync\.userFilter +include:a@x/);
	screen.type(keys.end);
	await screen.settled();
	screen.type(keys.enter);
	await screen.waitFor('USHER_INTERVAL in the environment decides this one; change it there.');
});

test('a problem is acknowledged with Enter, and counted again with Enter', async () => {
	screen = openDashboard({alreadyRead: true});
	await screen.waitFor('Engineering');
	screen.type('x');
	await screen.waitFor('1 needs a person');
	screen.type('\r');
	await screen.waitFor('0 need a person');
	screen.type('\r');
	await screen.waitFor('1 needs a person');
});

test('an error says what to do and carries the request id', async () => {
	screen = openDashboard({
		failure: {
			code: 'graph-refused',
			message: 'Microsoft Graph refused the read.',
			advice: 'Grant User.Read.All, then try again.',
			requestId: '8f0c-11',
		},
	});
	await screen.waitFor('not been read yet');
	screen.type('t');
	await screen.waitFor('✗ failed');
	await screen.waitFor('request 8f0c-11');
	await screen.waitFor('Grant User.Read.All');
});
