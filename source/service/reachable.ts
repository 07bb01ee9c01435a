import {statSync} from 'node:fs';
import {dirname} from 'node:path';

/** `r` of a file, `x` of a folder, for everyone. */
const readable = 0o004;
const passable = 0o001;

/**
 * What keeps an account that owns nothing and is in no group from reading a file; undefined when nothing does.
 *
 * @param path a whole path, without links
 * @param from the folder that is shown to it by itself, so that those above do not matter
 * @returns the path of the file, or of the folder, that is closed to others
 */
export const closedToOthers = (path: string, from = '/'): string | undefined => {
	const isOpen = (at: string, bit: number): boolean => {
		const stats = statSync(at, {throwIfNoEntry: false});
		return stats === undefined || (stats.mode & bit) !== 0;
	};
	const folders: string[] = [];
	for (let at = dirname(path); at !== '/' && at.length >= from.length; at = dirname(at)) folders.unshift(at);
	return folders.find(folder => !isOpen(folder, passable)) ?? (isOpen(path, readable) ? undefined : path);
};
