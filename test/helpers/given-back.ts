// What a program that was told to stop leaves: the terminal as it was, and its run in the journal.
import {expect} from 'vitest';
import type {Running} from './terminal.ts';
import type {Place} from './usher.ts';

/** The shell's screen is back: its buffer, its cursor, its line editing. */
export const expectRestored = (screen: Running): void => {
	expect(screen.buffer()).toBe('normal');
	const raw = screen.raw();
	expect(raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(raw.lastIndexOf('\x1b[?25l'));
	expect(raw.lastIndexOf('\x1b[?1049l')).toBeGreaterThan(raw.lastIndexOf('\x1b[?1049h'));
	expect(raw.lastIndexOf('\x1b[?2004l')).toBeGreaterThanOrEqual(raw.lastIndexOf('\x1b[?2004h'));
};

type Runs = {readonly runs: readonly {readonly outcome?: string}[]};

/** How each run in the journal ended. */
export const outcomes = async (place: Place): Promise<(string | undefined)[]> =>
	(await place.json<Runs>('history')).document.runs.map(({outcome}) => outcome);
