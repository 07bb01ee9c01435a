// Handing a profile over to systemd: what is made, in which order, and what is left when it is taken back.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import {onDisk} from '../platform/disk/errors.ts';
import type {Environment} from '../platform/environment.ts';
import {type Secrets, secretCredential} from '../platform/secrets/secrets.ts';
import {type Paths, pathsOf} from '../platform/settings/paths.ts';
import {type SecretName, type Settings, secretNames} from '../platform/settings/settings.ts';
import {handedOverTo, handOverNote, serviceHome} from '../profile/handed-over.ts';
import type {Action} from './action.ts';
import {type HandOver, passedOn, variablesNote} from './hand-over.ts';
import {originText} from './origin.ts';
import {closedToOthers} from './reachable.ts';
import {foldersInHomes, type SystemdShape, systemdFiles, unitFolder, unitName} from './systemd.ts';

const serviceAccount = 'usher';
const secretsRoot = '/etc/usher';
/** Root's folder of a profile's secrets and of its environment file. */
export const secretsFolder = (profile: string): string => `${secretsRoot}/${profile}`;
/** Says where the profile was before. */
export const originFile = (profile: string): string => `${secretsFolder(profile)}/taken-from.json`;
/** The copy of the certificate that the settings name, in the service's folder. */
export const certificateCopy = 'certificate';

/** The profile's files once a service owns them. */
export const servicePaths = (profile: string): Paths => pathsOf({environment: {USHER_HOME: serviceHome}, profile});

export type InstallInput = {
	readonly profile: string;
	readonly program: readonly [string, string];
	readonly paths: Paths;
	readonly settings: Settings;
	readonly secrets: Secrets;
	readonly environment: Environment;
	readonly shape: SystemdShape;
	/** The folder below which files are looked for. */
	readonly root?: string | undefined;
};

/** The secrets that the profile has; the service gets each as a credential of its own. */
const namesOf = (secrets: Secrets): SecretName[] => secretNames.filter(name => secrets.where(name).from !== undefined);

/** What a scheduler has to know, from the profile as it is. */
export const handOverOf = (input: Omit<InstallInput, 'shape' | 'paths' | 'root'>): HandOver => ({
	profile: input.profile,
	program: input.program,
	home: serviceHome,
	user: serviceAccount,
	secretsFolder: secretsFolder(input.profile),
	credentials: namesOf(input.secrets).map(secretCredential),
	intervalMinutes: input.settings.schedule.intervalMinutes,
	metricsFile: input.settings.metrics.file,
	environment: passedOn(input.environment),
});

/**
 * The same for a profile that a service has already: its secrets are root's files now, and its settings may all be in its
 * environment file, so neither is looked for in the profile.
 */
export const installedHandOver = (profile: string, program: HandOver['program']): HandOver | undefined => {
	const folder = secretsFolder(profile);
	if (!existsSync(folder)) return undefined;
	return {
		profile,
		program,
		home: serviceHome,
		user: serviceAccount,
		secretsFolder: folder,
		credentials: onDisk(folder, () => readdirSync(folder))
			.filter(name => secretNames.map(secretCredential).includes(name))
			.sort(),
		intervalMinutes: 0,
		environment: {},
	};
};

/** Files that settings or this shell name, and that the service's account must be able to read: copied into its home. */
const namedFiles = (
	{settings, environment}: Pick<InstallInput, 'settings' | 'environment'>,
	home: string,
): {readonly key: string; readonly from: string; readonly path: string}[] =>
	[
		{key: 'USHER_CERTIFICATE_FILE', from: settings.entra.certificateFile, name: certificateCopy},
		{key: 'USHER_CA_FILE', from: settings.network.caFile, name: 'authorities.pem'},
		{
			key: 'NODE_EXTRA_CA_CERTS',
			from: environment.NODE_EXTRA_CA_CERTS || undefined,
			name: 'extra-authorities.pem',
		},
	].flatMap(({key, from, name}) => (from === undefined ? [] : [{key, from, path: join(home, name)}]));

const fileMissing = (key: string, path: string): UsherError =>
	new UsherError({
		code: 'service-file-missing',
		exitCode: exitCodes.notSetUp,
		message: `The file that ${key} names, here or in the settings, is not there: ${path}`,
		advice: 'Put it back, or name another one; usher doctor checks it. Nothing has been done.',
	});

/**
 * Refuses a program that the service could not start: its account owns nothing, and others' folders may be closed.
 * @throws UsherError `service-program` (exit 10) that names what is wrong with the path
 */
export const refuseClosedProgram = (program: HandOver['program']): void => {
	const shown = foldersInHomes(program);
	const move = 'Put Node.js and Usher where every account can read them (/opt, /usr/local), and install with those.';
	const refused = (message: string): UsherError =>
		new UsherError({code: 'service-program', exitCode: exitCodes.notSetUp, message, advice: move});
	for (const path of program) {
		// systemd takes no quotes and backslashes in the path of a program, and parts a bound folder at a colon.
		if (/["'\\\u0000-\u001f\u007f]/.test(path) || shown.some(folder => folder.includes(':'))) {
			throw refused(`systemd takes no program from a path such as ${JSON.stringify(path)}. Nothing has been done.`);
		}
		const closed = closedToOthers(
			path,
			shown.find(folder => folder === dirname(path)),
		);
		if (closed === undefined) continue;
		throw refused(
			`The account ${serviceAccount} could not start ${path}: ${closed === path ? 'it' : closed} is closed to others. Nothing has been done.`,
		);
	}
};

/**
 * What installing does, in order. Nothing is done here; secrets are read, so this may fail as reading them does.
 * The profile's settings, ledger and history are copied, and a note in the old place says where it went: two Ushers with
 * a ledger each would undo one another. A profile that a service has already keeps what it has learnt there: only the
 * program, the unit, the variables and the secrets are brought up to date.
 */
export const installActions = async (input: InstallInput): Promise<readonly Action[]> => {
	const {profile, paths, secrets} = input;
	const target = servicePaths(profile);
	const given = handOverOf(input);
	const files = namedFiles(input, target.folder);
	const environment = {...given.environment, ...Object.fromEntries(files.map(({key, path}) => [key, path]))};
	const credentials: Action[] = [];
	for (const name of namesOf(secrets)) {
		const path = `${given.secretsFolder}/${secretCredential(name)}`;
		credentials.push({kind: 'write', path, mode: 0o600, text: await secrets.read(name), secret: true});
	}
	const content = (path: string): Uint8Array => onDisk(path, () => readFileSync(path));
	const copied = (of: typeof files): Action[] =>
		of.map(({key, from, path}) => {
			if (!existsSync(from)) throw fileMissing(key, from);
			return {kind: 'write', path, mode: 0o600, text: content(from), secret: true};
		});
	const moved = (): Action[] => [
		...(existsSync(paths.settings)
			? [{kind: 'write', path: target.settings, mode: 0o600, text: content(paths.settings)} as const]
			: []),
		...copied(files),
		...[
			[paths.ledger, target.ledger],
			[paths.state, target.state],
		].flatMap(([from = '', path = '']) => (existsSync(from) ? [{kind: 'copy-database', from, path} as const] : [])),
		{kind: 'write', path: originFile(profile), mode: 0o600, text: originText(input.environment)},
	];
	const isNew = handedOverTo(paths) === undefined;
	const unit = unitName(profile);
	const isThere = (name: string): boolean => existsSync(join(input.root ?? '/', unitFolder, name));
	const [wanted, other] =
		input.shape === 'timer' ? [`${unit}.timer`, `${unit}.service`] : [`${unit}.service`, `${unit}.timer`];
	return [
		{kind: 'account', name: given.user, home: serviceHome},
		{kind: 'folder', path: serviceHome, mode: 0o700},
		{kind: 'folder', path: secretsRoot, mode: 0o700},
		{kind: 'folder', path: given.secretsFolder, mode: 0o700},
		...credentials,
		// A certificate may have been renewed there since.
		...(isNew ? moved() : copied(files.filter(({key}) => key !== 'USHER_CERTIFICATE_FILE'))),
		{kind: 'run', command: ['chown', '-R', `${given.user}:${given.user}`, serviceHome]},
		...(isThere(other) ? [{kind: 'run', command: ['systemctl', 'disable', '--now', other]} as const] : []),
		...(isThere(`${unit}.timer`) ? [{kind: 'remove', path: `${unitFolder}/${unit}.timer`} as const] : []),
		...systemdFiles({...given, environment}, input.shape).map(
			file =>
				({
					kind: 'write',
					...file,
					...(file.path.endsWith('/environment')
						? {note: variablesNote(join(input.root ?? '/', file.path), environment)}
						: {}),
				}) as const,
		),
		// Before it starts: from then on the ledger there is the one that counts.
		{kind: 'write', path: handOverNote(paths), mode: 0o644, text: `${serviceHome}\n`},
		{kind: 'run', command: ['systemctl', 'daemon-reload']},
		{kind: 'run', command: ['systemctl', 'enable', wanted]},
		{kind: 'run', command: ['systemctl', 'restart', wanted]},
		// A timer leaves a machine that has just started alone for a while; whoever installs wants to see that it works.
		...(input.shape === 'timer'
			? [{kind: 'run', command: ['systemctl', 'start', '--no-block', `${unit}.service`]} as const]
			: []),
	];
};

/** A program under somebody's home is shown to the account, as its unit does. */
const homeProperties = (program: HandOver['program']): readonly string[] => {
	const shown = foldersInHomes(program);
	if (shown.length === 0) return [];
	const bind = shown.map(path => `--property=BindReadOnlyPaths="${path.replaceAll(/["\\]/g, '\\$&')}"`);
	return ['--property=ProtectHome=tmpfs', ...bind];
};

/**
 * The command that runs Usher as the service does: its account, its home, its credentials. systemd would put variables in
 * the place of `$NAME` (systemd.service, "Command lines").
 *
 * @param options.terminal whether there is one; without it, what the command prints stays as it is, byte for byte
 */
export const asService = (
	given: HandOver,
	words: readonly string[],
	{terminal}: {readonly terminal: boolean},
): readonly [string, ...string[]] => [
	'systemd-run',
	'--quiet',
	'--collect',
	terminal ? '--pty' : '--pipe',
	'--wait',
	`--uid=${given.user}`,
	`--gid=${given.user}`,
	`--property=EnvironmentFile=-${given.secretsFolder}/environment`,
	...given.credentials.map(name => `--property=LoadCredential=${name}:${given.secretsFolder}/${name}`),
	...homeProperties(given.program),
	`--setenv=USHER_HOME=${given.home}`,
	'--setenv=TERM',
	...given.program,
	'--profile',
	given.profile,
	...words.map(word => word.replaceAll('$', '$$$$')),
];
