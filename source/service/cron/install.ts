// Handing a profile over to cron: what is written, and what has to be so first.
import {existsSync} from 'node:fs';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Environment} from '../../platform/environment.ts';
import {secretTitles} from '../../platform/secrets/errors.ts';
import {type Secrets, secretVariable} from '../../platform/secrets/secrets.ts';
import type {Paths} from '../../platform/settings/paths.ts';
import {type Settings, secretNames} from '../../platform/settings/settings.ts';
import type {Action, RunProgram} from '../action.ts';
import {variablesNote} from '../hand-over.ts';
import {type Account, ownerOf} from './account.ts';
import {type Block, type BlockOwner, blockIn} from './block.ts';
import {cronEnvironment, cronLine, cronVariables, variablesText} from './line.ts';
import {readCrontab} from './program.ts';

export const blockOwner = (paths: Pick<Paths, 'profile' | 'stateFolder'>): BlockOwner => ({
	profile: paths.profile,
	folder: paths.stateFolder,
});

/** A profile's line in a crontab. */
export type Found = {readonly account: Account; readonly crontab: Uint8Array; readonly block: Block};

/**
 * The line of a profile in the crontab of the account that owns it; undefined when there is none.
 * @throws UsherError `cron-account`, `crontab-…`
 */
export const findLine = async (paths: Paths, run: RunProgram): Promise<Found | undefined> => {
	const account = await ownerOf(paths, run);
	const crontab = await readCrontab(account);
	const block = blockIn(crontab, blockOwner(paths));
	return block === undefined ? undefined : {account, crontab, block};
};

/** The same where cron is only one of the ways: a machine without it, or one that does not let this account use it, has no line. */
export const findLineIfAny = async (paths: Paths, run: RunProgram): Promise<Found | undefined> => {
	try {
		return await findLine(paths, run);
	} catch (error) {
		if (error instanceof UsherError && error.code !== 'crontab-damaged') return undefined;
		throw error;
	}
};

const refused = (message: string, advice: string): UsherError =>
	new UsherError({code: 'cron-secret', exitCode: exitCodes.notSetUp, message, advice});

/**
 * Refuses secrets that nobody has, or only this shell: cron starts without its environment, and a crontab is no place for them.
 * @throws UsherError `cron-secret` (exit 10) that says where to put it
 */
export const refuseShellSecrets = (
	secrets: Pick<Secrets, 'where' | 'keyFrom'>,
	settings: Settings,
	environment: Environment,
	usher: string,
): void => {
	let sealed = false;
	// The app registration signs in in one way; what another one would need is not asked for.
	const signIn = {secret: 'entra', certificate: 'certificate-password', federated: undefined}[
		settings.entra.credential
	];
	for (const name of secretNames) {
		if ((name === 'entra' || name === 'certificate-password') && name !== signIn) continue;
		const {from, detail, shadowed} = secrets.where(name);
		const others = shadowed.filter(place => place !== 'environment' && place !== 'systemd');
		sealed ||= from === 'encrypted' || others.includes('encrypted');
		if (from === undefined && name !== 'webhook' && name !== 'certificate-password') {
			throw refused(
				`Usher has not been given ${secretTitles[name]}.`,
				`${usher} secret set ${name} asks for it and keeps it encrypted.`,
			);
		}
		if ((from !== 'environment' && from !== 'systemd') || others.length > 0) continue;
		throw refused(
			`Cron would not have ${secretTitles[name]}: it is only ${from === 'environment' ? `in this shell (${detail})` : 'a credential of systemd'}.`,
			from === 'environment'
				? `printenv ${secretVariable(name)} | ${usher} secret set ${name} keeps it encrypted; then unset ${secretVariable(name)} and install again.`
				: `${usher} secret set ${name} asks for it and keeps it encrypted; then install again.`,
		);
	}
	if (!sealed || secrets.keyFrom() === 'file' || environment.USHER_PASSPHRASE_FILE) return;
	throw refused(
		'Cron could not open the encrypted file: its pass phrase is only in this shell.',
		`Put the pass phrase into a file that only this account can read, and name it with USHER_PASSPHRASE_FILE when you install; or let a key of its own open it: ${usher} secret rotate --key-file.`,
	);
};

export type CronInput = {
	readonly profile: string;
	readonly program: readonly [string, string];
	readonly paths: Paths;
	readonly settings: Settings;
	readonly environment: Environment;
};

export type CronInstall = {readonly account: Account; readonly line: string; readonly actions: readonly Action[]};

/** Root writes for whoever owns the profile. */
const given = (account: Account, path: string): readonly Action[] =>
	account.own ? [] : [{kind: 'run', command: ['chown', '-h', `${account.name}:`, path]}];

/**
 * What installing does: a file with the variables that the run needs, where there are any, and the line.
 * @throws UsherError `cron-account`, `crontab-path`
 */
export const cronInstall = async (input: CronInput, run: RunProgram): Promise<CronInstall> => {
	const {paths, environment, settings, profile, program} = input;
	const account = await ownerOf(paths, run);
	const file = cronVariables(paths);
	const variables = cronEnvironment(paths, environment, account.home);
	const text = variablesText(variables);
	const {intervalMinutes} = settings.schedule;
	const line = cronLine({profile, program, intervalMinutes}, text === undefined ? undefined : file);
	const crontab = {kind: 'crontab', account, owner: blockOwner(paths), line} as const;
	const actions: readonly Action[] =
		text === undefined
			? [crontab, ...(existsSync(file) ? [{kind: 'remove', path: file} as const] : [])]
			: [
					{kind: 'write', path: file, mode: 0o600, text, note: variablesNote(file, variables)},
					...given(account, file),
					crontab,
				];
	return {account, line, actions};
};

/** What taking the line out does. */
export const cronUninstall = (paths: Paths, {account}: Pick<Found, 'account'>): readonly Action[] => {
	const file = cronVariables(paths);
	return [
		{kind: 'crontab', account, owner: blockOwner(paths), line: undefined},
		...(existsSync(file) ? [{kind: 'remove', path: file} as const] : []),
	];
};
