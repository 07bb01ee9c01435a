// Run once before all tests: what they write goes into one folder, in memory where that is possible, and is gone afterwards.
import {execFileSync} from 'node:child_process';
import {accessSync, chmodSync, constants, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync} from 'node:fs';
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

/** As open as where it is: some tests look at who may reach a file. */
const make = (place: string): string => {
	const folder = mkdtempSync(join(place, 'usher-tests-'));
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
