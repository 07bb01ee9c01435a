// The dashboard of a real profile: the built program in a pseudo-terminal, against a practice tenant of its own.
import process from 'node:process';
import {expect, onTestFinished} from 'vitest';
import type {PracticeOptions} from '../../source/practice/start.ts';
import {resting} from './resting.ts';
import {expectSameAnew} from './same-anew.ts';
import {type Running, spawnInTerminal} from './terminal.ts';
import {openPlace, type Place} from './usher.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;

type Size = {readonly columns?: number; readonly rows?: number};

export type RealDashboard = Place & {
	/** Opens a dashboard on the profile; there may be several. */
	open(size?: Size, more?: Readonly<Record<string, string>>): Promise<Running>;
};

/** A practice tenant and a profile that knows it; both end with the test. */
export const realDashboard = async (
	options: PracticeOptions = {},
	more: Readonly<Record<string, string>> = {},
): Promise<RealDashboard> => {
	const place = await openPlace(options, more);
	return {
		...place,
		open: async ({columns = 120, rows = 40} = {}, extra = {}) => {
			const screen = spawnInTerminal(process.execPath, [program], {
				columns,
				rows,
				environment: {...place.environment, ...extra},
			});
			onTestFinished(async () => {
				screen.kill('SIGKILL');
				await screen.exited;
			});
			await screen.waitFor('Groups and people');
			return screen;
		},
	};
};

/** From the tree into the middle of applying a first plan: each answer takes its time from then on. */
export const applying = async (place: Place, screen: Running): Promise<void> => {
	screen.type('p');
	await screen.waitFor('y applies');
	screen.type('y');
	await screen.waitFor(/Type \d+ to let it pass/);
	place.practice.latency.ms = 900;
	screen.type(`${/Type (\d+) to/.exec(screen.text())?.[1] ?? ''}\r`);
	await screen.waitFor(/applying, \d+ of \d+ request/);
};

/** How often the tree of a read that goes on is drawn anew, and what the session tells by its own clock; a little more than both. */
export const afterRunMs = 700;

/** Header, keys, and both edges of every panel are where they belong. */
export const expectWhole = (rows: readonly string[]): void => {
	const said = rows.join('\n');
	const keysAt = rows.slice(0, 2).findIndex(row => /^[╭+][ -]Keys /.test(row));
	if (keysAt !== 0) expect(rows[0], said).toMatch(/^ usher {2}/);
	if (keysAt < 0) expect(rows.at(-1), said).toMatch(/help|Esc/);
	// Where there is little room the set-up's steps are one line above the frames.
	const framesAt = /^ .* \d of 9$/.test(rows[1] ?? '') ? 2 : 1;
	// What there is to say above the keys may take three rows.
	const saidRows = rows.slice(0, -2).findLastIndex(row => /[╯+]$/.test(row)) + 1;
	const below = Math.max(saidRows, rows.length - 4);
	for (const row of keysAt < 0 ? rows.slice(framesAt, below) : rows.slice(keysAt))
		expect(row, said).toMatch(/^[╭│╰+|].*[╮│╯+|]$/);
};

/** The screen is whole; and drawn anew it is the same, so that nothing was left behind. */
export const expectRight = async (screen: Running, quietMs?: number): Promise<void> => {
	await resting(screen, quietMs);
	const seen = screen.lines();
	expectWhole(seen);
	await expectSameAnew(screen, seen);
};
