// Incremental drawing is right when it cannot be told from drawing everything anew, and when no frame on the way was less.
import {expect} from 'vitest';
import {createScreen} from './screen.ts';
import {keys, type Running} from './terminal.ts';
import {until} from './until.ts';

/** What Ctrl+L begins with, and nothing else writes. */
const wipe = '\x1b[2J';

/** Draws everything anew with Ctrl+L: the same has to be there as before, or something was left behind or left out. */
export const expectSameAnew = async (screen: Running, seen: readonly string[]): Promise<void> => {
	const before = screen.raw().length;
	screen.type(keys.ctrl('l'));
	await until(
		() => screen.raw().indexOf(wipe, before) >= 0,
		() => 'Ctrl+L did not draw everything anew',
	);
	// What was there has to be gone from the terminal as well before the same counts as drawn anew.
	await screen.drawn();
	const same = (): boolean => screen.text() === seen.join('\n');
	await until(same, screen.text).catch(() => {});
	expect(screen.lines()).toEqual(seen);
};

/**
 * Every frame that the terminal has shown since `from` bytes were written, as rows: the program says where each begins
 * and ends (synchronised output, `?2026`). Only for a terminal that keeps its size.
 */
export const framesSince = async (screen: Running, from: number): Promise<string[][]> => {
	const replayed = createScreen(screen.terminal.cols, screen.terminal.rows);
	const frames: string[][] = [];
	let at = 0;
	for (const piece of screen.raw().split(/(?<=\x1b\[\?2026l)/)) {
		await replayed.write(piece);
		at += piece.length;
		if (at > from) frames.push(replayed.lines());
	}
	return frames;
};
