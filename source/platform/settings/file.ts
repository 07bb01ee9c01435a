import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {onDisk} from '../disk/errors.ts';
import {readRegular} from '../disk/read.ts';
import {makeFolder} from '../disk/write.ts';
import {cleanText} from '../text/clean.ts';
import {namedTwice} from '../text/named-twice.ts';
import type {Paths} from './paths.ts';
import type {Tree} from './values.ts';

/** The version of the file that this Usher writes. */
const settingsVersion = 1;
/** Filters can be long; nothing else is. */
const most = 4 * 1_048_576;

const damaged = (path: string, what: string): UsherError =>
	new UsherError({
		code: 'settings-damaged',
		exitCode: exitCodes.notSetUp,
		message: `The settings file ${what}: ${path}`,
		advice: 'It was left as it is, and nothing runs. Correct it with an editor, or move it away and run usher setup.',
	});

/** Where a JSON text breaks, as line and column; '' when the engine does not say. */
const place = (text: string, error: unknown): string => {
	const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
	if (at === undefined) return '';
	const before = text.slice(0, Number(at)).split('\n');
	return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`;
};

/** More levels than any setting has: what walks through the tree, and whoever writes it, would end at a hundred thousand. */
const deepest = 16;

const isTooDeep = (tree: unknown): boolean => {
	let level: readonly unknown[] = [tree];
	for (let depth = 0; level.length > 0; depth++) {
		if (depth > deepest) return true;
		level = level.flatMap(one => (typeof one === 'object' && one !== null ? Object.values(one) : []));
	}
	return false;
};

/**
 * The settings file as a tree; an empty one when there is no file.
 * @throws UsherError `settings-damaged`, `settings-newer` or `settings-exposed` (exit 10). The file is never changed here
 */
export const readSettingsFile = (path: string): Tree => {
	const bytes = readRegular(path, most, ({mode}) => {
		if ((mode & 0o002) === 0) return;
		throw new UsherError({
			code: 'settings-exposed',
			exitCode: exitCodes.notSetUp,
			message: `Everyone on this machine may change the settings file: ${path}`,
			advice: `Nothing runs until that is mended: chmod 600 '${path}'. Then look whether its content is still yours.`,
		});
	});
	if (bytes === undefined) return {};
	// Some editors put a mark before the text; it is not kept by the decoder.
	const text = new TextDecoder().decode(bytes);
	let tree: unknown;
	try {
		tree = JSON.parse(text);
	} catch (error) {
		throw damaged(path, `is no JSON${place(text, error)}`);
	}
	if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) throw damaged(path, 'holds no settings');
	if (isTooDeep(tree)) throw damaged(path, 'is nested deeper than settings are');
	const twice = namedTwice(text);
	if (twice !== undefined)
		throw damaged(path, `says ${cleanText(twice.path, 80)} twice (lines ${twice.lines.join(' and ')})`);
	const {version, ...settings} = tree as Tree;
	if (!Number.isInteger(version) || Number(version) < 1) throw damaged(path, 'does not say its version');
	if (Number(version) > settingsVersion) {
		throw new UsherError({
			code: 'settings-newer',
			exitCode: exitCodes.notSetUp,
			message: `The settings file was written by a newer Usher (version ${Number(version)}): ${path}`,
			advice: 'Use that newer Usher here too.',
		});
	}
	return settings;
};

/**
 * Writes the tree as the settings file: whole or not at all, for its owner only.
 * @throws UsherError `disk-…` naming the path
 */
export const writeSettingsFile = async (paths: Paths, tree: Tree): Promise<void> => {
	makeFolder(paths.folder);
	// Loaded only to write: reading the settings must stay quick.
	const {default: Conf} = await import('conf');
	onDisk(paths.settings, () => {
		const store = new Conf<Tree>({
			cwd: paths.folder,
			configName: 'settings',
			configFileMode: 0o600,
			clearInvalidConfig: false,
			accessPropertiesByDotNotation: false,
		});
		store.store = {version: settingsVersion, ...tree};
	});
};
