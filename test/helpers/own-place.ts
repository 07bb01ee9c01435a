// Run once before all tests: what they write goes into one folder, in memory where that is possible, and is gone afterwards.
import {execFileSync} from 'node:child_process';
import {
	accessSync,
	chmodSync,
	constants,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statfsSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';

const inMemory = '/dev/shm';
/** Enough for the largest state of the tests, several times over. */
const roomBytes = 2 ** 31;

/** Usher has each write reach the disk before it goes on, which is most of what some tests would wait for. */
const fits = (folder: string): boolean => {
	try {
		accessSync(folder, constants.W_OK);
		const {bavail, bsize} = statfsSync(folder);
		return bavail * bsize > roomBytes;
	} catch {
		return false;
	}
};

/** In a container programs may not be started from there. */
const runsPrograms = (folder: string): boolean => {
	try {
		const program = join(folder, 'program');
		writeFileSync(program, '#!/bin/sh\n', {mode: 0o755});
		execFileSync(program);
		return true;
	} catch {
		return false;
	}
};

const prefix = 'usher-tests-';

/** What a run left that was killed a day ago or longer: memory is not emptied by itself. */
const sweep = (place: string): void => {
	const dayAgo = Date.now() - 86_400_000;
	for (const name of readdirSync(place).filter(one => one.startsWith(prefix))) {
		const left = statSync(join(place, name), {throwIfNoEntry: false});
		if (left !== undefined && left.mtimeMs < dayAgo && left.uid === process.getuid?.())
			rmSync(join(place, name), {recursive: true, force: true});
	}
};

/** As open as where it is: some tests look at who may reach a file. */
const make = (place: string): string => {
	sweep(place);
	const folder = mkdtempSync(join(place, prefix));
	chmodSync(folder, 0o755);
	return folder;
};

export const setup = (): (() => void) => {
	let folder = make(fits(inMemory) ? inMemory : tmpdir());
	if (folder.startsWith(inMemory) && !runsPrograms(folder)) {
		rmSync(folder, {recursive: true});
		folder = make(tmpdir());
	}
	process.env.TMPDIR = folder;
	// What one start of the program has compiled, the next ones find.
	process.env.NODE_COMPILE_CACHE = join(folder, 'compiled');
	mkdirSync(process.env.NODE_COMPILE_CACHE);
	return () => rmSync(folder, {recursive: true, force: true});
};
