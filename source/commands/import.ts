import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {secretTitles} from '../platform/secrets/errors.ts';
import {createSecrets} from '../platform/secrets/secrets.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import {type SecretName, secretNames} from '../platform/settings/settings.ts';
import {openSettings} from '../platform/settings/store.ts';
import {readBwdcFile, usualBwdcFile} from '../profile/bwdc/file.ts';
import type {BwdcImport} from '../profile/bwdc/map.ts';
import {soundSettings} from '../profile/bwdc/sound.ts';
import {missingSettings} from '../profile/set-up.ts';
import {askYes} from './ask.ts';
import {commandLine} from './command-line.ts';
import type {Shell} from './shell.ts';
import {table} from './text/table.ts';
import {indented, loadWidthsFor, wrap} from './text/width.ts';

export type ImportOptions = {readonly file: string | undefined; readonly yes: boolean; readonly dryRun: boolean};

const nowhere = (): UsherError =>
	new UsherError({
		code: 'bwdc-nowhere',
		exitCode: exitCodes.usage,
		message: 'No configuration of Bitwarden Directory Connector lies where it usually does on this machine.',
		advice: '`bwdc data-file` prints where its data.json is. Give that: usher import /path/to/data.json',
	});

const notConfirmed = (again: string): UsherError =>
	new UsherError({
		code: 'import-not-confirmed',
		exitCode: exitCodes.usage,
		message: 'Nobody can be asked here, and nothing was saved.',
		advice: `If this is right: ${again}`,
	});

const review = (shell: Shell, path: string, {rows, notes}: BwdcImport): void => {
	const {paint} = shell;
	shell.print(
		paint.bold(`Bitwarden Directory Connector, ${path}`),
		'',
		...table(
			rows.map(({what, becomes}) => [what, becomes]),
			[{head: 'there'}, {head: 'in Usher', least: 24}],
			shell.columns,
			(cell, row) => (rows[row]?.keep === false ? paint.warn(cell) : cell),
		),
		'',
		...notes.flatMap(note => [...indented(note, shell.columns, '  ', '- '), '']),
	);
};

/** What still has to be given, as the commands that give it. */
const openEnds = (shell: Shell, faulty: readonly string[]): string[] => {
	const {environment, profile} = shell;
	const paths = pathsOf({environment, profile});
	const {settings} = openSettings({paths, environment});
	const secrets = createSecrets({paths, settings, environment});
	const needed: readonly SecretName[] = settings.entra.credential === 'secret' ? ['entra', 'bitwarden'] : ['bitwarden'];
	return [
		...missingSettings(settings).map(key => commandLine(shell, 'config', 'set', key, 'VALUE')),
		...faulty.map(key => commandLine(shell, 'config', 'set', key, 'FILTER')),
		...needed
			.filter(name => secrets.where(name).from === undefined)
			.map(name => `${commandLine(shell, 'secret', 'set', name)}  (${secretTitles[name]})`),
	];
};

/**
 * `usher import`: shows what a configuration of Bitwarden Directory Connector becomes, asks, and saves it as this
 * profile's settings. Secrets that stand there in clear go into the encrypted file; a filter that cannot be read is
 * not saved, because no filter would mean everyone.
 */
export const importBwdc = async (shell: Shell, options: ImportOptions): Promise<ExitCode> => {
	const {environment, profile} = shell;
	const path = options.file ?? usualBwdcFile(environment);
	if (path === undefined) throw nowhere();
	const found = await readBwdcFile(path);
	const {sound, faulty} = soundSettings(found.settings);
	await loadWidthsFor(found.rows.flatMap(({what, becomes}) => [what, becomes]));
	review(shell, path, found);

	const paths = pathsOf({environment, profile});
	const store = openSettings({paths, environment});
	const taken = store.list().filter(({key, from, value}) => key in sound && from === 'file' && value !== sound[key]);
	if (taken.length > 0)
		shell.print(
			...wrap(
				`This profile has settings of its own that would be replaced: ${taken.map(({key}) => key).join(', ')}.`,
				shell.columns,
			),
			'',
		);
	let saved = false;
	if (!options.dryRun) {
		const again = commandLine(shell, 'import', ...(options.file === undefined ? [] : [options.file]), '--yes');
		if (!options.yes && !shell.canAsk) throw notConfirmed(again);
		saved = options.yes || (await askYes(shell, `Save this as profile ${profile}?`));
		if (saved) {
			await store.setAll(sound);
			const secrets = createSecrets({paths, settings: store.settings, environment});
			for (const name of secretNames) {
				const value = found.secrets[name];
				if (value !== undefined) await secrets.set(name, value);
			}
		}
	}
	const left = saved ? openEnds(shell, faulty) : [];
	if (shell.json) {
		const {rows, notes} = found;
		shell.document({
			profile,
			path,
			saved,
			rows,
			notes,
			settings: sound,
			faulty,
			secrets: Object.keys(found.secrets),
			left,
		});
	}
	if (!saved) shell.print('Nothing was saved.');
	else if (left.length > 0) shell.print('Saved. Still to be given:', ...left.map(line => `  ${line}`));
	else shell.print('Saved.');
	if (saved)
		shell.print(
			'',
			`${commandLine(shell, 'doctor')} checks it, ${commandLine(shell, 'plan')} shows what a sync would change.`,
		);
	return exitCodes.done;
};
