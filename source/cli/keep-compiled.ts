// Keeps what Node has compiled of Usher, so that the next start need not compile it again: a fifth of the time to the
// first frame. What is kept is run as it is, so it is kept only where nobody else can write.
import {lstatSync, mkdirSync, readdirSync, rmSync} from 'node:fs';
import {enableCompileCache} from 'node:module';
import {homedir} from 'node:os';
import {isAbsolute, join, resolve} from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** A folder that must be there, and those below it that are made. */
const placeOf = (environment: Environment): readonly [string, ...string[]] => {
	const {USHER_HOME: own = '', XDG_CACHE_HOME: cache = '', HOME: home = ''} = environment;
	if (own !== '') return [resolve(own), 'cache', 'compiled'];
	// XDG Base Directory Specification: a path that is not absolute counts as not set.
	if (isAbsolute(cache)) return [cache, 'usher', 'compiled'];
	return [home === '' ? homedir() : home, '.cache', 'usher', 'compiled'];
};

/** A folder, not a link to one, of this user, that nobody else may write to. */
const isOwn = (folder: string, user: number): boolean => {
	const found = lstatSync(folder, {throwIfNoEntry: false});
	return found?.isDirectory() === true && found.uid === user && (found.mode & 0o022) === 0;
};

/**
 * The folder for what this version is compiled to, made if need be (0700), when those of other versions go. Undefined
 * where it, or one on the way to it, is not this user's own (sudo with somebody's HOME, a shared folder), and where
 * nothing can be written.
 */
export const compiledFolder = (environment: Environment, version: string): string | undefined => {
	const user = process.getuid?.();
	if (user === undefined) return undefined;
	try {
		// A user without a home, and a working directory that is gone, are said by whoever needs them.
		const [base, ...below] = placeOf(environment);
		if (!isOwn(base, user)) return undefined;
		let folder = base;
		let above = base;
		let made = false;
		for (const name of [...below, version]) {
			above = folder;
			folder = join(folder, name);
			made = lstatSync(folder, {throwIfNoEntry: false}) === undefined;
			if (made) mkdirSync(folder, {mode: 0o700});
			if (!isOwn(folder, user)) return undefined;
		}
		if (made) {
			for (const other of readdirSync(above)) {
				if (other !== version) rmSync(join(above, other), {recursive: true, force: true});
			}
		}
		return folder;
	} catch {
		return undefined;
	}
};

/** Turns it on for this process. Not for a service, which starts once; nor where Node was told of a place of its own. */
export const keepCompiled = (environment: Environment, version: string): void => {
	if (environment.INVOCATION_ID !== undefined || environment.NODE_COMPILE_CACHE !== undefined) return;
	const folder = compiledFolder(environment, version);
	if (folder !== undefined) enableCompileCache(folder);
};
