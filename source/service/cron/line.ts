// The line that cron runs, and the file of variables that it reads first.
import {dirname, join, resolve} from 'node:path';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Environment} from '../../platform/environment.ts';
import {type Paths, pathsOf} from '../../platform/settings/paths.ts';
import {shellWord} from '../../platform/text/shell-word.ts';
import {type HandOver, passedOn} from '../hand-over.ts';
import {cronWords} from '../scheduled-words.ts';
import {scheduleOf} from './schedule.ts';

/** Where the variables of the line are: crontab gives a command to sh as one argument, and others can read arguments. */
export const cronVariables = (paths: Pick<Paths, 'folder'>): string => join(paths.folder, 'cron-variables');

/** Where a secret is, or how to get it: no secret itself. */
const secretSource = /^USHER_(?!NEW_).*(?:SECRET|PASSWORD|PASSPHRASE|KEY|WEBHOOK)_(?:FILE|COMMAND)$/;
const isPath = (name: string): boolean => name === 'NODE_EXTRA_CA_CERTS' || name.endsWith('_FILE');

/** What says where the profile is, when the home that cron gives leads elsewhere. */
const places = (paths: Paths, environment: Environment, home: string): Record<string, string> => {
	if (environment.USHER_HOME) return {USHER_HOME: resolve(environment.USHER_HOME)};
	const there = pathsOf({environment: {HOME: home}, profile: paths.profile});
	const above = (folder: string): string => dirname(dirname(folder));
	return {
		...(there.folder === paths.folder ? {} : {XDG_CONFIG_HOME: above(paths.folder)}),
		...(there.stateFolder === paths.stateFolder ? {} : {XDG_STATE_HOME: above(paths.stateFolder)}),
	};
};

/**
 * What of this shell's environment the profile needs under cron, which has none of it: where the profile is, proxies,
 * authorities, settings, and where secrets are. Never a secret. Paths are whole, since cron works in the home.
 *
 * @param home of the account, as the machine has it
 */
export const cronEnvironment = (paths: Paths, environment: Environment, home: string): Record<string, string> => {
	const sources = Object.entries(environment).filter(
		(entry): entry is [string, string] => Boolean(entry[1]) && secretSource.test(entry[0]),
	);
	const all = {...passedOn(environment), ...Object.fromEntries(sources)};
	return {
		...places(paths, environment, home),
		...Object.fromEntries(Object.entries(all).map(([name, value]) => [name, isPath(name) ? resolve(value) : value])),
	};
};

/** The file that sh reads; undefined without variables. */
export const variablesText = (variables: Readonly<Record<string, string>>): string | undefined => {
	const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${shellWord(value)}\n`);
	return lines.length === 0
		? undefined
		: `# Read by the crontab line of usher service install --cron, which writes this anew.\n${lines.join('')}`;
};

/** `%` ends a command for cron unless there is a backslash before it (crontab(5)). */
export const escaped = (command: string): string => command.replaceAll('%', '\\%');
const unescaped = (command: string): string => command.replaceAll('\\%', '%');

const sentence = cronWords.map(shellWord).join(' ');

/**
 * The line of a profile: a schedule, and what sh is given.
 *
 * @param variables the file that is read first, when there are any
 * @throws UsherError `crontab-path` (exit 2) for a path that no crontab can hold
 */
export const cronLine = (
	given: Pick<HandOver, 'profile' | 'program' | 'intervalMinutes'>,
	variables: string | undefined,
): string => {
	for (const path of [...given.program, ...(variables === undefined ? [] : [variables])]) {
		// How a backslash before % or another one is read differs from cron to cron.
		if (/[\u0000-\u001f\u007f\\]/.test(path)) {
			throw new UsherError({
				code: 'crontab-path',
				exitCode: exitCodes.usage,
				message: `A path has a character that no crontab can hold: ${JSON.stringify(path)}`,
				advice: 'Move it to a folder whose name has no backslash and no control character in it.',
			});
		}
	}
	const command = [
		...(variables === undefined ? [] : ['.', shellWord(variables), '&&']),
		...given.program.map(shellWord),
		'--profile',
		given.profile,
		sentence,
	];
	return `${scheduleOf(given.intervalMinutes)} ${escaped(command.join(' '))}`;
};

/** A line in its two parts; the command is as sh gets it. The schedule is '' for a line that has none. */
export const partsOf = (line: string): {readonly schedule: string; readonly command: string} => {
	const [, schedule = '', command = ''] = /^\s*(@\w+|(?:[^\s]+[ \t]+){4}[^\s]+)[ \t]+(.*)$/.exec(line) ?? [];
	return {schedule, command: unescaped(command)};
};

/** The command of a line with other words than those of a sync; undefined for a line that does not end in them. */
export const insteadOfSync = (line: string, words: readonly string[]): string | undefined => {
	const {command} = partsOf(line);
	return command.endsWith(` ${sentence}`)
		? `${command.slice(0, -sentence.length)}${words.map(shellWord).join(' ')}`
		: undefined;
};

/** The programs that a line starts: whole paths, Node.js and Usher's own file; none when it was rewritten beyond that. */
export const programOf = (line: string): readonly string[] => {
	const words = [...partsOf(line).command.matchAll(/((?:'[^']*'|\\'|[^\s'\\])+)/g)].map(([word]) =>
		word.replaceAll(
			/'([^']*)'|\\(')/g,
			(_all, inside: string | undefined, quote: string | undefined) => inside ?? quote ?? '',
		),
	);
	const at = words.indexOf('--profile');
	return at < 2 ? [] : words.slice(at - 2, at).filter(word => word.startsWith('/'));
};
