// When is a screen as it will stay? Not after some time, which a loaded machine stretches: when the program sleeps.
import {readdirSync, readFileSync} from 'node:fs';
import type {Running} from './terminal.ts';
import {patienceMs} from './until.ts';

/** How long it has to sleep in silence: longer than a frame is ever held back. */
const frameMs = 150;
const lookMs = 25;

/** True when every thread of the process sleeps: one that is due and waits for a processor does not. True where the system does not tell. */
const sleeps = (pid: number): boolean => {
	try {
		return readdirSync(`/proc/${pid}/task`).every(thread => {
			const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1');
			// proc(5): the state follows the name, which may hold anything, in brackets.
			return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) === 'S';
		});
	} catch {
		return true;
	}
};

/**
 * Resolves when the program has nothing left to draw: it sleeps and writes nothing, look after look, for `quietMs`, and
 * the terminal has taken all of it in. Who waits for something that comes by a clock of its own (the tree of a read that
 * goes on) says how long that may take.
 */
export const resting = async (screen: Running, quietMs = frameMs): Promise<void> => {
	const end = Date.now() + patienceMs;
	let before = -1;
	for (let looks = 0; looks * lookMs < quietMs; ) {
		if (Date.now() > end) throw new Error(`waited for the screen to rest; it shows\n${screen.text()}`);
		await new Promise(resolve => setTimeout(resolve, lookMs));
		const quiet = screen.written() === before && sleeps(screen.pid);
		before = screen.written();
		looks = quiet ? looks + 1 : 0;
	}
	await screen.drawn();
};
