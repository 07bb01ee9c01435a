// The dashboard as a person has it: the built program in a pseudo-terminal, on a real profile, against the practice tenant.
import {expect, test} from 'vitest';
import {afterRunMs, expectRight, expectWhole, realDashboard} from '../helpers/real-dashboard.ts';
import {resting} from '../helpers/resting.ts';
import {framesSince} from '../helpers/same-anew.ts';
import {keys} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

const seats = {organisation: {seats: 80, mayGrowTo: 500}} as const;

test('a first plan is approved by typing its number, and nothing less', async () => {
	const place = await realDashboard({users: 90, groups: 12, ...seats});
	const screen = await place.open();
	await screen.waitFor('has not been read yet');
	screen.type('p');
	await screen.waitFor('y applies');
	await expectRight(screen, afterRunMs);
	expect(screen.text()).toContain('nothing has been sent');
	screen.type('y');
	await screen.waitFor(/Type \d+ to let it pass/);
	const number = /Type (\d+) to let it pass/.exec(screen.text())?.[1] ?? '';
	screen.type(`${Number(number) - 1}${keys.enter}`);
	await screen.waitFor(/not the number|Type \d+/);
	expect(place.practice.bitwarden.store.members.size).toBe(1);
	screen.type(`${keys.ctrl('u')}${number}${keys.enter}`);
	await screen.waitFor(/✓ applied/);
	await expectRight(screen, afterRunMs);
	expect(place.practice.bitwarden.store.members.size).toBeGreaterThan(60);
	screen.type('q');
	await screen.waitFor('Groups and people');
	await expectRight(screen);
	screen.type('p');
	await screen.waitFor('Plan ');
	screen.type('p');
	await screen.waitFor(/[Nn]othing to do|Nothing changes|in step/);
	screen.type('q');
	await screen.waitFor('Groups and people');
	screen.type('h');
	await screen.waitFor('History');
	await screen.waitFor('nothing to do');
	screen.type(keys.down);
	await screen.waitFor(/✓ applied +\d+ changes/);
	await expectRight(screen);
	screen.type('qq');
	expect(await screen.exited).toMatchObject({code: 0});
	expect(screen.buffer()).toBe('normal');
	const {document} = await place.json<{runs: {outcome: string}[]}>('history');
	expect(JSON.stringify(document)).toContain('applied');
});

test('the tree fills in while a slow read goes on, at 120×40, at 80×24 and back', async () => {
	const place = await realDashboard({users: 2200, groups: 160, members: 5000, latencyMs: 700, ...seats});
	const screen = await place.open();
	screen.type('t');
	await screen.waitFor(/[1-9]\d* of \d+ groups/);
	await screen.waitFor(/^│ {3}[✓…] All staff/m);
	expect(screen.text()).not.toContain('✓ directory read');
	for (const [columns, rows] of [
		[80, 24],
		[120, 40],
		[80, 24],
	] as const) {
		screen.resize(columns, rows);
		await screen.waitFor('q quit');
	}
	await screen.waitFor(/In no group|All staff/);
	// What still fills in is another screen a moment later.
	await screen.waitFor('✓ directory read');
	await expectRight(screen, afterRunMs);
	screen.resize(120, 40);
	await screen.waitFor('automatic off');
	await expectRight(screen);
});

test('Ctrl+C during an apply finishes the request, journals it, and the next plan has the rest', async () => {
	const place = await realDashboard({
		users: 900,
		groups: 24,
		seed: 3,
		organisation: {seats: 2000, mayGrowTo: 3000},
	});
	const screen = await place.open();
	screen.type('p');
	await screen.waitFor('y applies');
	screen.type('y');
	await screen.waitFor(/Type \d+ to let it pass/);
	place.practice.latency.ms = 900;
	screen.type(`${/Type (\d+) to/.exec(screen.text())?.[1] ?? ''}${keys.enter}`);
	await screen.waitFor(/applying, \d+ of \d+ request/);
	screen.type(keys.ctrl('c'));
	await screen.waitFor('Stopping: the request on its way is finished');
	await screen.waitFor('! interrupted');
	place.practice.latency.ms = 0;
	await expectRight(screen, afterRunMs);
	const {document} = await place.json<unknown>('history');
	expect(JSON.stringify(document)).toContain('interrupted');
	// The history says of each kind how much of it was done.
	screen.type('q');
	await screen.waitFor('Groups and people');
	screen.type('h');
	await screen.waitFor(/Sync +! interrupted +\d+ change/);
	screen.type(keys.enter);
	await screen.waitFor(/Invite \d+ {2}(not done|\d+ of them done)/);
	screen.type(keys.right);
	await screen.waitFor(/not done: /);
	await expectRight(screen);
	screen.type('qq');
	await screen.waitFor('Groups and people');
	screen.type('p');
	await screen.waitFor('y applies');
	screen.type('y');
	await screen.waitFor(/Type \d+ to let it pass|applying|✓ applied/);
	const number = /Type (\d+) to let it pass/.exec(screen.text())?.[1];
	if (number !== undefined) screen.type(`${number}${keys.enter}`);
	await screen.waitFor('✓ applied');
	const {members} = place.practice.bitwarden.store;
	const ids = [...members.values()].flatMap(({externalId}) => (externalId ? [externalId] : []));
	expect(new Set(ids).size).toBe(ids.length);
});

test.each([
	[80, 24],
	[120, 40],
])(
	'the screen after every key is whole and as if drawn anew, hostile names and all, at %d×%d',
	async (columns, rows) => {
		const place = await realDashboard({users: 120, groups: 24, ...seats});
		await place.usher('plan');
		const screen = await place.open({columns, rows});
		await screen.waitFor('All staff');
		await resting(screen, afterRunMs);
		const from = screen.raw().length;
		const walk = [
			keys.down,
			keys.up,
			keys.right,
			keys.down,
			keys.right,
			keys.pageDown,
			keys.end,
			keys.home,
			keys.left,
			'f',
			'f',
			'f',
			keys.tab,
			keys.tab,
			'/',
			'o',
			's',
			keys.backspace,
			keys.down,
			keys.enter,
			keys.right,
			keys.escape,
			'x',
			keys.down,
			'q',
			'h',
			keys.down,
			'f',
			'f',
			'f',
			keys.enter,
			keys.right,
			keys.down,
			keys.end,
			'l',
			keys.down,
			keys.tab,
			'/',
			'o',
			keys.escape,
			'?',
			keys.escape,
			keys.escape,
			'q',
			'e',
			keys.down,
			'q',
			'?',
			keys.escape,
			keys.end,
			keys.right,
			keys.end,
		];
		for (const key of walk) {
			screen.type(key);
			await expectRight(screen);
		}
		// Nor was any frame on the way less than whole: nothing flickers, the header stays where it is.
		const frames = await framesSince(screen, from);
		expect(frames.length).toBeGreaterThan(walk.length);
		for (const frame of frames) expectWhole(frame);
		// What could move the cursor, colour what follows or turn the writing round never reaches the terminal.
		expect(screen.raw()).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u0007]/);
		expect(screen.raw()).not.toContain('\x1b[2J\x1b]0;');
	},
);

test('a second dashboard looks on and says who holds the lock', async () => {
	const place = await realDashboard({users: 60, groups: 12, ...seats});
	const first = await place.open();
	const second = await place.open({columns: 80, rows: 24});
	place.practice.latency.ms = 600;
	first.type('p');
	await second.waitFor(`by a dashboard, process ${first.pid}`);
	second.type('s');
	await second.waitFor(/\(process \d+, since \d\d:\d\d\) is running\./);
	place.practice.latency.ms = 0;
	await first.waitFor('y applies');
	await second.waitGone(`process ${first.pid}`);
	await second.waitFor('Engineering');
	// What the other one planned is seen in the tree here too.
	await second.waitFor('new group');
	await expectRight(second, afterRunMs);
});

test('settings are changed in the form, problems acknowledged, and both are there for the next process', async () => {
	const place = await realDashboard({users: 120, groups: 24, ...seats});
	await place.usher('plan');
	const screen = await place.open({columns: 80, rows: 24});
	await screen.waitFor('All staff');
	screen.type('e');
	await screen.waitFor('Settings');
	const chosen = (): string => /^╭ (\w+(?:\.\w+)+) /m.exec(screen.text())?.[1] ?? '';
	await until(() => chosen() !== '', screen.text);
	while (chosen() !== 'sync.guests') {
		const before = chosen();
		screen.type(keys.down);
		await until(() => chosen() !== before, screen.text);
	}
	screen.type(keys.enter);
	await screen.waitFor('Enter keep it');
	screen.type(`${keys.ctrl('u')}sideways${keys.enter}`);
	await screen.waitFor(/out|in/);
	screen.type(`${keys.ctrl('u')}in${keys.enter}`);
	await screen.waitFor('Kept. The next run goes by it.');
	await expectRight(screen);
	expect((await place.usher('config', 'get', 'sync.guests')).stdout.trim()).toBe('in');
	screen.type('q');
	await screen.waitFor('Groups and people');
	screen.type('x');
	await screen.waitFor('Problems');
	await screen.waitFor(/\d need/);
	screen.type(keys.enter);
	await screen.waitFor('acknowledged');
	await expectRight(screen);
	screen.type('qq');
	await screen.exited;
	const again = await place.open({columns: 80, rows: 24});
	await again.waitFor('All staff');
	again.type('x');
	await again.waitFor('acknowledged');
});

test('search finds a person in every group as it is typed, with the reason and the way in', async () => {
	const place = await realDashboard({users: 150, groups: 24, oddities: false, ...seats});
	await place.usher('plan');
	const {document} = await place.json<{people: {name: string; email: string}[]}>('test');
	const somebody = document.people.find(user => /^[a-z.]+@/.test(user.email ?? '')) ?? document.people[0]!;
	const screen = await place.open();
	await screen.waitFor('Engineering');
	screen.type('/');
	const word = somebody.email.split('@')[0] ?? '';
	for (const letter of word) {
		screen.type(letter);
		await expectRight(screen);
	}
	await screen.waitFor(somebody.name);
	await screen.waitFor(/\d+ (person|people), \d+ groups?/);
	screen.type(keys.enter);
	for (let row = 0; row < 12 && !screen.text().includes(`${somebody.email} `); row++) {
		screen.type(keys.down);
		await screen.waitFor('q quit');
	}
	await screen.waitFor(somebody.email);
	await screen.waitFor('In: ');
	screen.type(keys.escape);
	await screen.waitGone(`/ ${word}`);
	await expectRight(screen);
	screen.type('/qqqq');
	await screen.waitFor('Nothing matches "qqqq".');
});

test('a service that asks to wait is said so while it waits, and an error says what to do and carries its request id', async () => {
	const place = await realDashboard({users: 60, groups: 12, ...seats});
	place.practice.faults.add({
		service: 'graph',
		route: 'GET /v1.0/users',
		harm: {kind: 'throttle', retryAfter: {seconds: 4}},
	});
	const screen = await place.open();
	screen.type('t');
	await screen.waitFor(/asks us to wait [1-4] s/);
	await screen.waitFor('✓ directory read');
	await expectRight(screen, afterRunMs);
	place.practice.faults.add({
		service: 'graph',
		times: Number.POSITIVE_INFINITY,
		harm: {
			kind: 'status',
			status: 403,
			body: '{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}',
			headers: {'request-id': '5f1c2d3e-0000-4000-8000-00000000abcd'},
		},
	});
	screen.type('t');
	await screen.waitFor('✗ failed');
	await expectRight(screen, afterRunMs);
	expect(screen.text()).toMatch(/permission|consent|privileges/i);
	expect(screen.text()).toContain('5f1c2d3e-0000-4000-8000-00000000abcd');
	expect(screen.text()).toMatch(/ok +\d+ people and \d+ groups/);
});
