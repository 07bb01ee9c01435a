import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {cleanText} from '../text/clean.ts';
import {type SettingKey, settingKeys, settingRules} from './keys.ts';
import type {SettingRule} from './kinds.ts';

export type Tree = {[part: string]: unknown};

/** What stands at a dotted path of a tree from a file; undefined when nothing does. */
export const valueAt = (tree: unknown, path: string): unknown => {
	let found = tree;
	for (const part of path.split('.')) {
		if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
		found = (found as Tree)[part];
	}
	return found;
};

/** Dotted paths of everything in a tree; lists count as one. */
export const pathsIn = (tree: unknown, before = ''): string[] => {
	if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return [before];
	const parts = Object.entries(tree);
	if (parts.length === 0) return before === '' || settingKeys.some(key => key.startsWith(`${before}.`)) ? [] : [before];
	return parts.flatMap(([part, value]) => pathsIn(value, before === '' ? part : `${before}.${part}`));
};

/** Puts a value at a dotted path, making what leads there. Only for keys of settings, never for foreign text. */
export const putAt = (tree: Tree, key: SettingKey, value: unknown): void => {
	const parts = key.split('.');
	const last = parts.pop() ?? '';
	let at = tree;
	for (const part of parts) {
		const next = at[part];
		if (typeof next === 'object' && next !== null) at = next as Tree;
		else {
			const made: Tree = {};
			at[part] = made;
			at = made;
		}
	}
	at[last] = value;
};

/** For a message: short, and without the password that an address may carry. */
const shown = (value: unknown): string =>
	cleanText((typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).replace(/\/\/[^/@]*@/g, '//…@'), 80);

const invalid = (key: string, value: unknown, rule: SettingRule, where: string): UsherError =>
	new UsherError({
		code: 'setting-invalid',
		exitCode: exitCodes.notSetUp,
		message: `The setting ${key} (${where}) cannot be "${shown(value)}". Allowed: ${rule.allowed}.`,
		advice:
			where === rule.variable
				? `Correct or remove ${rule.variable} in the environment.`
				: `usher config set ${key} VALUE, or usher config unset ${key}.`,
	});

/**
 * A value from the file or the environment, checked.
 * @param where the file's path or the variable's name, for the message
 * @param typed the text that the value was made of, where it was: what the message shows
 * @throws UsherError `setting-invalid` (exit 10) naming key, value and what is allowed
 */
export const checked = (key: SettingKey, value: unknown, where: string, typed: unknown = value): unknown => {
	const rule = settingRules[key] as SettingRule;
	const result = rule.type.safeParse(value);
	if (!result.success) throw invalid(key, typed, rule, where);
	return result.data;
};

const asJsonList = (text: string): unknown => {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
};

const wordsOf = (text: string): unknown => {
	if (text.startsWith('[')) return asJsonList(text);
	return text.split(/\s+/).filter(word => word !== '');
};

const itemsOf = (text: string): unknown => {
	if (text.startsWith('[')) return asJsonList(text);
	return text
		.split(',')
		.map(item => item.trim())
		.filter(item => item !== '');
};

/**
 * A value as typed in a shell or set in the environment. Lists have a comma between, or are JSON.
 * @throws UsherError `setting-invalid` (exit 10)
 */
export const fromText = (key: SettingKey, text: string, where: string): unknown => {
	const {from} = settingRules[key];
	const trimmed = text.trim();
	if (from === 'number')
		return checked(key, /^[+-]?(\d+\.?\d*|\.\d+)$/.test(trimmed) ? Number(trimmed) : Number.NaN, where, trimmed);
	if (from === 'list') return checked(key, itemsOf(trimmed), where, trimmed);
	if (from === 'words') return checked(key, wordsOf(trimmed), where, trimmed);
	return checked(key, text, where);
};

/** A value as `config get` prints it and `config set` takes it; '' when not set. */
export const toText = (value: unknown): string => {
	if (value === undefined || value === null) return '';
	if (!Array.isArray(value)) return String(value);
	const plain = value.every(item => typeof item === 'string' && !/[,"[\]\s]/.test(item));
	return plain ? value.join(',') : JSON.stringify(value);
};
