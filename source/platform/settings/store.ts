import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {parseGroupFilter, parseUserFilter} from '../../core/filter/parse.ts';
import type {Environment} from '../environment.ts';
import {cleanText} from '../text/clean.ts';
import {readSettingsFile, writeSettingsFile} from './file.ts';
import {isSettingKey, type SettingKey, settingKeys, settingRules} from './keys.ts';
import type {Paths} from './paths.ts';
import type {Settings} from './settings.ts';
import {checked, fromText, pathsIn, putAt, type Tree, toText, valueAt} from './values.ts';

export type ListedSetting = {
	readonly key: SettingKey;
	/** As `config set` takes it; '' when not set. */
	readonly value: string;
	readonly from: 'default' | 'file' | 'environment';
	readonly variable: string;
	readonly help: string;
	readonly allowed: string;
	/** Why the value cannot be used. */
	readonly wrong?: string;
};

export type SettingsStore = {
	/** Everything, defaults filled in. @throws UsherError (exit 10) when a setting is unknown, wrong or the file damaged */
	readonly settings: Settings;
	/** @throws UsherError `setting-unknown` (exit 2) */
	get(key: string): string;
	/** Checks and writes one setting to the file. @throws UsherError `setting-unknown`, `setting-invalid`, `filter-invalid`, `settings-damaged`, `disk-…` */
	set(key: string, text: string): Promise<void>;
	/** Writes several at once, all or none; undefined removes one. */
	setAll(values: Readonly<Partial<Record<SettingKey, string | undefined>>>): Promise<void>;
	/** Removes one from the file, a wrong or unknown one too. */
	unset(key: string): Promise<void>;
	list(): ListedSetting[];
	readonly path: string;
};

const unknownKey = (key: string): UsherError => {
	const name = cleanText(key, 80);
	const last = name.split('.').at(-1)?.toLowerCase() ?? '';
	const like = settingKeys.find(
		known => known.toLowerCase().endsWith(`.${last}`) || known.toLowerCase() === name.toLowerCase(),
	);
	return new UsherError({
		code: 'setting-unknown',
		exitCode: exitCodes.usage,
		message: `There is no setting ${name}.${like === undefined ? '' : ` Is ${like} meant?`}`,
		advice: 'usher config list shows all of them.',
	});
};
const unknownInFile = (key: string, path: string): UsherError =>
	new UsherError({
		code: 'setting-unknown',
		exitCode: exitCodes.notSetUp,
		message: `The settings file has a setting that does not exist: ${cleanText(key, 80)} (${path})`,
		advice: `Nothing runs, because it may be a slip in a name that matters. Remove it: usher config unset ${cleanText(key, 80)}`,
	});

/** A variable that is empty counts as not set: an emptied filter would mean everyone. */
const override = (key: SettingKey, environment: Environment): string | undefined => {
	const value = environment[settingRules[key].variable];
	return value === undefined || value.trim() === '' ? undefined : value;
};

/**
 * The settings of a profile: its file, overridden by the environment. Read when asked, so that a damaged file can
 * still be listed and mended; nothing is written before `set`.
 */
export const openSettings = ({paths, environment}: {paths: Paths; environment: Environment}): SettingsStore => {
	let tree: Tree | undefined;
	let settled: Settings | undefined;
	const file = (): Tree => {
		tree ??= readSettingsFile(paths.settings);
		return tree;
	};
	const value = (key: SettingKey): unknown => {
		const {variable, fallback} = settingRules[key];
		const given = override(key, environment);
		if (given !== undefined) return fromText(key, given, variable);
		const kept = valueAt(file(), key);
		return kept === undefined ? fallback : checked(key, kept, paths.settings);
	};
	const settle = (): Settings => {
		for (const key of pathsIn(file())) if (!isSettingKey(key)) throw unknownInFile(key, paths.settings);
		const whole: Tree = {
			entra: {secret: {}, certificatePassword: {}},
			bitwarden: {secret: {}},
			notify: {webhook: {}},
			metrics: {},
		};
		for (const key of settingKeys) {
			const found = value(key);
			if (found !== undefined) putAt(whole, key, found);
		}
		return whole as unknown as Settings;
	};
	const write = async (change: (copy: Tree) => void): Promise<void> => {
		// Read again: another process may have written meanwhile.
		const copy = structuredClone(readSettingsFile(paths.settings));
		change(copy);
		await writeSettingsFile(paths, copy);
		tree = undefined;
		settled = undefined;
	};
	const setAll: SettingsStore['setAll'] = values => {
		const accepted = Object.entries(values).map(([key, text]) => {
			if (!isSettingKey(key)) throw unknownKey(key);
			const value = text === undefined ? undefined : fromText(key, text, paths.settings);
			// Said now, with its position, rather than by the next run.
			if (key === 'sync.userFilter' && typeof value === 'string') parseUserFilter(value);
			if (key === 'sync.groupFilter' && typeof value === 'string') parseGroupFilter(value);
			return [key, value] as const;
		});
		return write(copy => {
			for (const [key, found] of accepted) {
				if (found === undefined) removeAt(copy, key);
				else putAt(copy, key, found);
			}
		});
	};
	return {
		path: paths.settings,
		get settings() {
			settled ??= settle();
			return settled;
		},
		get: key => {
			if (!isSettingKey(key)) throw unknownKey(key);
			return toText(value(key));
		},
		set: async (key, text) => {
			if (!isSettingKey(key)) throw unknownKey(key);
			await setAll({[key]: text});
		},
		setAll: async values => setAll(values),
		unset: async key => {
			if (!isSettingKey(key) && valueAt(readSettingsFile(paths.settings), key) === undefined) throw unknownKey(key);
			await write(copy => removeAt(copy, key));
		},
		list: () =>
			settingKeys.map(key => {
				const {variable, help, allowed, fallback} = settingRules[key];
				const given = override(key, environment);
				const kept = valueAt(file(), key);
				const from = given !== undefined ? 'environment' : kept !== undefined ? 'file' : 'default';
				const row = {key, from, variable, help, allowed} as const;
				try {
					return {...row, value: toText(value(key))};
				} catch (error) {
					const wrong = error instanceof UsherError ? error.message : String(error);
					return {...row, value: cleanText(given ?? toText(kept ?? fallback), 200), wrong};
				}
			}),
	};
};

const removeAt = (tree: Tree, key: string): void => {
	const parts = key.split('.');
	const last = parts.pop() ?? '';
	const holder = parts.length === 0 ? tree : valueAt(tree, parts.join('.'));
	if (typeof holder === 'object' && holder !== null) delete (holder as Tree)[last];
};

/** Variables called USHER_… that nothing reads: slips, which `doctor` names. @param others variables that are no settings */
export const unknownVariables = (environment: Environment, others: readonly string[]): string[] => {
	const known = new Set([...settingKeys.map(key => settingRules[key].variable), ...others]);
	return Object.keys(environment)
		.filter(name => name.startsWith('USHER_') && !known.has(name))
		.sort();
};
