import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import {openSettings, type SettingsStore} from '../platform/settings/store.ts';
import {commandLine} from './command-line.ts';
import type {Shell} from './shell.ts';
import {table} from './text/table.ts';
import {indented, loadWidthsFor} from './text/width.ts';

const storeOf = (shell: Shell): SettingsStore =>
	openSettings({
		paths: pathsOf({environment: shell.environment, profile: shell.profile}),
		environment: shell.environment,
	});

/** A value as people read it: nothing is a dash. */
const shown = (value: string | undefined): string => (value === undefined || value === '' ? '–' : value);
const orNull = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value);

const entryFrom = (from: 'default' | 'file' | 'environment', variable: string): string =>
	from === 'environment' ? variable : from === 'file' ? 'set' : '';

/** `usher config list`: every setting, its value and where that comes from. */
export const configList = async (shell: Shell, options: {readonly changed: boolean}): Promise<ExitCode> => {
	const entries = storeOf(shell)
		.list()
		.filter(entry => !options.changed || entry.from !== 'default');
	await loadWidthsFor(entries.map(entry => entry.value));
	const wrong = entries.find(entry => entry.wrong !== undefined);
	if (shell.json) {
		shell.document({
			profile: shell.profile,
			settings: entries.map(({key, value, from, variable, help, allowed, wrong}) => ({
				key,
				value: orNull(value),
				from,
				variable,
				help,
				allowed,
				...(wrong === undefined ? {} : {wrong}),
			})),
		});
		return wrong === undefined ? exitCodes.done : exitCodes.notSetUp;
	}
	if (entries.length === 0) {
		shell.print('Every setting is as it is by default.', `${commandLine(shell, 'config', 'list')} shows them all.`);
		return exitCodes.done;
	}
	const {paint} = shell;
	shell.print(
		...table(
			entries.map(({key, value, from, variable, wrong}) => [
				key,
				shown(value),
				entryFrom(from, variable) + (wrong === undefined ? '' : ' (wrong)'),
			]),
			[{head: 'setting'}, {head: 'value', least: 16}, {head: 'from'}],
			shell.columns,
			(cell, row, column) => (column === 1 && entries[row]?.from !== 'default' ? paint.bold(cell) : cell),
		),
		'',
		paint.dim(`${commandLine(shell, 'config', 'get')} KEY says what a setting is for.`),
	);
	for (const {wrong: why} of entries) if (why !== undefined) shell.tell(...indented(why, shell.columns, ''));
	return wrong === undefined ? exitCodes.done : exitCodes.notSetUp;
};

/** `usher config get`: the value alone on stdout, what it is for on stderr when a person watches. */
export const configGet = async (shell: Shell, key: string): Promise<ExitCode> => {
	const store = storeOf(shell);
	const value = store.get(key);
	const entry = store.list().find(other => other.key === key);
	if (shell.json) {
		shell.document({key, value: orNull(value), from: entry?.from, variable: entry?.variable, help: entry?.help});
		return exitCodes.done;
	}
	shell.print(shown(value));
	if (shell.canAsk && entry) {
		const from = {
			default: 'This is the default.',
			file: 'Set in the settings file.',
			environment: `From the environment variable ${entry.variable}.`,
		}[entry.from];
		shell.tell(...indented(`${entry.help} It may be ${entry.allowed}. ${from}`, shell.columns, ''));
	}
	return exitCodes.done;
};

/** `usher config set`: checks and stores one setting. */
export const configSet = async (shell: Shell, key: string, text: string): Promise<ExitCode> => {
	const store = storeOf(shell);
	await store.set(key, text);
	const entry = store.list().find(other => other.key === key);
	if (shell.json) shell.document({key, value: orNull(entry?.value), from: entry?.from});
	shell.print(`${key} is now ${shown(entry?.value)}.`);
	if (entry?.from === 'environment') {
		shell.tell(...indented(`${entry.variable} is set in this shell and wins over the file.`, shell.columns, ''));
	}
	return exitCodes.done;
};

/** `usher config unset`: a setting is as by default again. */
export const configUnset = async (shell: Shell, key: string): Promise<ExitCode> => {
	const store = storeOf(shell);
	await store.unset(key);
	const entry = store.list().find(other => other.key === key);
	if (shell.json) shell.document({key, value: orNull(entry?.value), from: entry?.from});
	shell.print(`${key} is ${shown(entry?.value)} again.`);
	return exitCodes.done;
};

/** `usher config path`: where the settings are. */
export const configPath = async (shell: Shell): Promise<ExitCode> => {
	const paths = pathsOf({environment: shell.environment, profile: shell.profile});
	if (shell.json) shell.document({profile: shell.profile, path: paths.settings});
	shell.print(paths.settings);
	return exitCodes.done;
};
