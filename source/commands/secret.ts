import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {count} from '../core/words.ts';
import {secretTitles} from '../platform/secrets/errors.ts';
import {createSecrets, type Secrets, type SecretWhere} from '../platform/secrets/secrets.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import {type SecretName, secretNames} from '../platform/settings/settings.ts';
import {openSettings} from '../platform/settings/store.ts';
import {givenEnd, noteSecretEnd} from './secret-end.ts';
import {takeSecret} from './secret-prompt.ts';
import type {Shell} from './shell.ts';
import {table} from './text/table.ts';
import {loadWidthsFor, wrap} from './text/width.ts';
import {list} from './text/words.ts';

const secretsOf = (shell: Shell): Secrets => {
	const {environment, profile} = shell;
	const paths = pathsOf({environment, profile});
	return createSecrets({paths, settings: openSettings({paths, environment}).settings, environment});
};

const named = (name: string): SecretName => {
	const found = secretNames.find(known => known === name);
	if (found !== undefined) return found;
	throw new UsherError({
		code: 'secret-unknown',
		exitCode: exitCodes.usage,
		message: 'There is no secret of that name.',
		advice: `The secrets are ${list(secretNames)}. A secret itself is never given as an argument: it would stay in the shell's history.`,
	});
};

/** Where a secret is read from, in words. */
export const whereWords = ({from, detail}: SecretWhere): string => {
	switch (from) {
		case undefined:
			return 'nowhere';
		case 'environment':
			return `environment (${detail})`;
		case 'systemd':
			// Containers have their secrets mounted in the same way.
			return detail.includes('.service/') ? 'systemd credential' : 'mounted secret';
		case 'file':
			return `file ${detail}`;
		case 'command':
			return `command ${detail}`;
		case 'encrypted':
			return 'encrypted file';
	}
};

/** `usher secret set`: from a prompt that does not show it, from standard input, or from a file; into the encrypted file. */
export const secretSet = async (
	shell: Shell,
	text: string,
	options: {readonly file?: string; readonly ends?: string},
): Promise<ExitCode> => {
	const name = named(text);
	const ends = givenEnd(shell, options.ends);
	const secrets = secretsOf(shell);
	const value = await takeSecret(shell, `Paste ${secretTitles[name]} (it is not shown), then Enter: `, options.file);
	await secrets.set(name, value);
	const where = secrets.where(name);
	if (shell.json) shell.document({name, ...where});
	shell.print(`Stored ${secretTitles[name]} in the encrypted file.`);
	if (name === 'entra') {
		const {environment, profile} = shell;
		await noteSecretEnd(shell, openSettings({paths: pathsOf({environment, profile}), environment}), ends);
	}
	if (where.from !== 'encrypted') {
		shell.tell(...wrap(`It is not used: ${whereWords(where)} comes first.`, shell.columns));
	}
	return exitCodes.done;
};

/** `usher secret clear`: forgets a secret that was stored. */
export const secretClear = async (shell: Shell, text: string): Promise<ExitCode> => {
	const name = named(text);
	const secrets = secretsOf(shell);
	const cleared = await secrets.clear(name);
	const where = secrets.where(name);
	if (shell.json) shell.document({name, cleared, ...where});
	shell.print(cleared ? `Forgot ${secretTitles[name]}.` : `The encrypted file did not hold ${secretTitles[name]}.`);
	if (where.from !== undefined) shell.tell(...wrap(`It still comes from: ${whereWords(where)}.`, shell.columns));
	return exitCodes.done;
};

/** `usher secret rotate`: the encrypted file under a new key, or under the pass phrase that the environment now has. */
export const secretRotate = async (shell: Shell, options: {readonly keyFile?: boolean} = {}): Promise<ExitCode> => {
	const secrets = secretsOf(shell);
	const sealed = await secrets.rotate(options.keyFile === true ? 'file' : undefined);
	const keyFrom = secrets.keyFrom();
	if (shell.json) shell.document({sealed, keyFrom});
	const under = keyFrom === 'phrase' ? 'the pass phrase' : 'a new key';
	shell.print(
		sealed === 0 ? 'The encrypted file holds no secret.' : `Sealed ${count(sealed, 'secret')} under ${under}.`,
	);
	return exitCodes.done;
};

/** `usher secret where`: which place each secret comes from; never the secret. */
export const secretWhere = async (shell: Shell): Promise<ExitCode> => {
	const secrets = secretsOf(shell);
	const rows = secretNames.map(name => ({name, ...secrets.where(name)}));
	if (shell.json) {
		shell.document({profile: shell.profile, secrets: rows.map(row => ({...row, from: row.from ?? null}))});
		return exitCodes.done;
	}
	await loadWidthsFor(rows.map(whereWords));
	shell.print(
		...table(
			rows.map(row => [
				row.name,
				whereWords(row),
				row.shadowed.length === 0 ? '' : `also in: ${row.shadowed.join(', ')}`,
			]),
			[{head: 'secret'}, {head: 'comes from', least: 20}, {head: '', least: 10}],
			shell.columns,
		),
	);
	return exitCodes.done;
};
