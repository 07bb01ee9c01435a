// The dashboard of a real profile: the built program in a pseudo-terminal, against a practice tenant of its own.
import process from 'node:process';
import {expect, onTestFinished} from 'vitest';
import type {PracticeOptions} from '../../source/practice/start.ts';
import {keys, type Running, spawnInTerminal} from './terminal.ts';
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
			await screen.waitFor('Groups and people', 20_000);
			return screen;
		},
	};
};

/** Resolves when the program has stopped writing. */
export const resting = async (screen: Running): Promise<void> => {
	for (let before = -1; before !== screen.written(); ) {
		before = screen.written();
		await new Promise(resolve => setTimeout(resolve, 200));
	}
};

/** The screen is whole: header, keys, both edges of every panel; and drawn anew it is the same, so that nothing was left behind. */
export const expectRight = async (screen: Running): Promise<void> => {
	await resting(screen);
	const seen = screen.lines();
	const help = /^╭ Keys /.test(seen[0] ?? '');
	if (!help) {
		expect(seen[0]).toMatch(/^ usher {2}/);
		expect(seen.at(-1)).toMatch(/help|Esc/);
	}
	for (const line of help ? seen : seen.slice(1, -2)) expect(line, seen.join('\n')).toMatch(/^[╭│╰].*[╮│╯]$/);
	screen.type(keys.ctrl('l'));
	await resting(screen);
	expect(screen.lines()).toEqual(seen);
};
