// How far a guided set-up has come: a small file beside the settings, there only while it is under way.
import {readFileSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {onDisk} from '../platform/disk/errors.ts';
import {writeWhole} from '../platform/disk/write.ts';
import type {Paths} from '../platform/settings/paths.ts';

export type SetUpProgress = {
	/** Steps that are done, by their names. */
	readonly finished: readonly string[];
	/** Steps left for later. */
	readonly skipped: readonly string[];
};

const version = 1;

/** The file of a profile's set-up. */
export const setUpFile = (paths: Pick<Paths, 'folder'>): string => join(paths.folder, 'set-up.json');

const words = (value: unknown): string[] =>
	Array.isArray(value) ? value.filter(one => typeof one === 'string').slice(0, 50) : [];

/**
 * How far the set-up has come; undefined when none is under way.
 * A damaged file is set aside: it only says which steps to show again.
 * @throws UsherError `disk-…`
 */
export const readSetUpProgress = (paths: Pick<Paths, 'folder'>): SetUpProgress | undefined => {
	const path = setUpFile(paths);
	const text = onDisk(path, () => {
		try {
			return readFileSync(path, 'utf8');
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
			throw error;
		}
	});
	if (text === undefined) return undefined;
	try {
		const tree: unknown = JSON.parse(text);
		if (typeof tree === 'object' && tree !== null && 'version' in tree && tree.version === version) {
			const {finished, skipped} = tree as Record<string, unknown>;
			return {finished: words(finished), skipped: words(skipped)};
		}
	} catch {
		// Falls through to what a damaged one means.
	}
	onDisk(path, () => renameSync(path, `${path}.damaged`));
	return {finished: [], skipped: []};
};

/** Writes how far the set-up has come. @throws UsherError `disk-…` */
export const writeSetUpProgress = (paths: Pick<Paths, 'folder'>, progress: SetUpProgress): void =>
	writeWhole(setUpFile(paths), `${JSON.stringify({version, ...progress}, undefined, '\t')}\n`);

/** The set-up is over: its file goes. @throws UsherError `disk-…` */
export const endSetUp = (paths: Pick<Paths, 'folder'>): void =>
	onDisk(setUpFile(paths), () => rmSync(setUpFile(paths), {force: true}));
