// The log of the dashboard: it follows its end until somebody scrolls, and stays where they look. The built program.
import {expect, test} from 'vitest';
import {afterRunMs, expectRight, realDashboard} from '../helpers/real-dashboard.ts';
import {resting} from '../helpers/resting.ts';
import {keys, type Running} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

/** Lines below the ones that are seen. */
const below = (screen: Running): number => Number(/(\d+) more below, End follows/.exec(screen.text())?.[1] ?? 0);
/** The lines of the log, with their times. */
const shown = (screen: Running): string[] =>
	screen.lines().flatMap(line => /│ (\d\d:\d\d:\d\d {2}(?:info|ok|wait|warn|error) .*?) *┃? *│$/.exec(line)?.[1] ?? []);

test.each([
	[80, 24],
	[120, 40],
])('follows its end, stays where it is scrolled to, and follows again after End, at %d×%d', async (columns, rows) => {
	const place = await realDashboard({users: 40, groups: 6, oddities: false});
	const screen = await place.open({columns, rows});
	screen.type('l');
	await screen.waitFor('Nothing has run yet');
	const read = async (): Promise<void> => {
		screen.type('t');
		await screen.waitFor(/reading|signing in/);
		await screen.waitFor('✓ directory read');
		await resting(screen, afterRunMs);
	};
	// Until there is more than fits, its end is what is seen.
	for (let turn = 0, full = false; !full; turn++) {
		await read();
		expect(below(screen)).toBe(0);
		expect(shown(screen).at(-1)).toContain('directory read');
		screen.type(keys.up);
		await resting(screen);
		full = below(screen) > 0;
		screen.type(full ? '' : keys.end);
		expect(turn).toBeLessThan(20);
	}
	expect(below(screen)).toBe(1);
	await expectRight(screen, afterRunMs);
	const seen = shown(screen);
	const hidden = below(screen);
	// Another process runs meanwhile; what it says comes below, and nothing that is looked at moves.
	place.practice.latency.ms = 400;
	await place.usher('plan');
	await until(() => below(screen) > hidden, screen.text);
	expect(shown(screen)).toEqual(seen);
	screen.type(keys.end);
	await until(() => below(screen) === 0 && shown(screen).at(-1) !== seen.at(-1), screen.text);
	await expectRight(screen, afterRunMs);
});
