import {rm, writeFile} from 'node:fs/promises';
import {strToU8, zipSync} from 'fflate';
import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {number} from '../core/words.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import {openSettings} from '../platform/settings/store.ts';
import {shellWord} from '../platform/text/shell-word.ts';
import {knownSecrets, type Part, partsOf} from './bundle/parts.ts';
import {createRedactor, maskNames} from './bundle/redact.ts';
import type {Shell} from './shell.ts';
import {table} from './text/table.ts';
import {loadWidths, wrap} from './text/width.ts';

export type BundleOptions = {
	readonly file?: string | undefined;
	readonly maskEmails: boolean;
	readonly runs: number;
	readonly doctor: boolean;
};

type Content = {readonly name: string; readonly what: string; readonly text: string};

const readMe = (contents: readonly Content[], masked: boolean): string =>
	[
		'A support bundle of Usher. Everything in it is text; read it before you send it to anyone.',
		'',
		...contents.map(({name, what}) => `${name.padEnd(32)} ${what}`),
		'',
		'Left out: every secret, token, key and pass phrase; values of environment variables; arguments of commands.',
		masked
			? 'Addresses and names of people are masked. Names of groups, ids, and hosts are in it.'
			: 'In it are addresses and names of people, names of groups, ids, and hosts. `usher bundle --mask-emails` masks the people.',
		'',
	].join('\n');

const textOf = async (part: Part, masked: boolean): Promise<string> => {
	try {
		const value = await part.make();
		if (typeof value === 'string') return value;
		return `${JSON.stringify(masked ? maskNames(value) : value, undefined, '\t') ?? 'null'}\n`;
	} catch (error) {
		// A bundle is made when something is broken: what is broken is part of it.
		const {message} = error as Error;
		return `${JSON.stringify({failed: message, ...(error instanceof UsherError ? {code: error.code, advice: error.advice} : {})}, undefined, '\t')}\n`;
	}
};

const wantsMask = ({environment, profile}: Shell): boolean => {
	try {
		return openSettings({paths: pathsOf({environment, profile}), environment}).settings.logs.maskEmails === 'yes';
	} catch {
		return false;
	}
};

/** The file was made before these. */
const partWritten: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO']);

const unwritable = (file: string, error: NodeJS.ErrnoException): UsherError =>
	new UsherError({
		code: 'bundle-unwritable',
		exitCode: exitCodes.usage,
		message:
			error.code === 'EEXIST'
				? `There is a file ${file} already, and it was left as it is.`
				: `The bundle could not be written to ${file} (${error.code ?? 'unknown'}).`,
		advice:
			error.code === 'ENOSPC' || error.code === 'EDQUOT'
				? 'There is no room for it. Free some space, or name a file on another disk: usher bundle FILE.'
				: 'Name another file: usher bundle FILE.',
	});

/** `usher bundle [FILE]`: a redacted archive for support, and what is in it. */
export const bundle = async (shell: Shell, options: BundleOptions): Promise<ExitCode> => {
	await loadWidths();
	const masked = options.maskEmails || wantsMask(shell);
	const stamp = shell.now().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
	const file = options.file ?? `usher-bundle-${shell.profile}-${stamp}.zip`;
	shell.progress.show('Collecting');
	const redact = createRedactor(await knownSecrets(shell), masked);
	const contents: Content[] = [];
	for (const part of await partsOf(shell, options)) {
		const text = redact(await textOf(part, masked));
		contents.push({name: part.name, what: part.what, text});
	}
	const all = [{name: 'README.txt', what: 'what is in here', text: readMe(contents, masked)}, ...contents];
	const mtime = shell.now();
	const archive = zipSync(Object.fromEntries(all.map(({name, text}) => [name, [strToU8(text), {mtime}]])), {level: 9});
	try {
		// For its owner only, and never in the place of another file.
		await writeFile(file, archive, {flag: 'wx', mode: 0o600});
	} catch (error) {
		const failure = error as NodeJS.ErrnoException;
		// What does not fit leaves nothing torn behind, nor in the way of the next try.
		if (partWritten.has(failure.code ?? '')) await rm(file, {force: true});
		throw unwritable(file, failure);
	}
	if (shell.json) {
		const listed = all.map(({name, what, text}) => ({name, what, bytes: strToU8(text).length}));
		shell.document({file, bytes: archive.length, masked, contents: listed});
		return exitCodes.done;
	}
	shell.print(
		`Written: ${file}`,
		'',
		...table(
			all.map(({name, what, text}) => [name, number(strToU8(text).length), what]),
			[{head: 'file'}, {head: 'bytes', align: 'right'}, {head: 'what', least: 20}],
			shell.columns,
		),
		'',
		...wrap(
			`No secret and no token is in it.${masked ? ' Addresses and names of people are masked.' : ' Addresses and names of people are; --mask-emails masks them.'} Read it before you send it:`,
			shell.columns,
		),
		`  unzip -p ${shellWord(file)} | less`,
	);
	return exitCodes.done;
};
