// Handing a profile over to systemd: what is made, in which order, and what is left when it is taken back.
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {onDisk} from '../platform/disk/errors.ts';
import type {Environment} from '../platform/environment.ts';
import {type Secrets, secretCredential} from '../platform/secrets/secrets.ts';
import {type Paths, pathsOf} from '../platform/settings/paths.ts';
import {type SecretName, type Settings, secretNames} from '../platform/settings/settings.ts';
import {handOverNote} from '../profile/handed-over.ts';
import type {Action} from './action.ts';
import {type HandOver, passedOn} from './hand-over.ts';
import {type SystemdShape, systemdFiles, unitFolder, unitName} from './systemd.ts';

/** Where an unattended profile lives: StateDirectory= of the unit makes and owns it. */
export const serviceHome = '/var/lib/usher';
export const serviceAccount = 'usher';
const secretsRoot = '/etc/usher';

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
};

/** The secrets that the profile has; the service gets each as a credential of its own. */
const namesOf = (secrets: Secrets): SecretName[] => secretNames.filter(name => secrets.where(name).from !== undefined);

/** What a scheduler has to know, from the profile as it is. */
export const handOverOf = (input: Omit<InstallInput, 'shape' | 'paths'>): HandOver => ({
	profile: input.profile,
	program: input.program,
	home: serviceHome,
	user: serviceAccount,
	secretsFolder: `${secretsRoot}/${input.profile}`,
	credentials: namesOf(input.secrets).map(secretCredential),
	intervalMinutes: input.settings.schedule.intervalMinutes,
	environment: passedOn(input.environment),
});

/** Files that settings name and that the service's account must be able to read: copied into its home. */
const namedFiles = (
	settings: Settings,
	home: string,
): {readonly key: string; readonly from: string; readonly path: string}[] =>
	[
		{key: 'USHER_CERTIFICATE_FILE', from: settings.entra.certificateFile, name: 'certificate'},
		{key: 'USHER_CA_FILE', from: settings.network.caFile, name: 'authorities.pem'},
	].flatMap(({key, from, name}) => (from === undefined ? [] : [{key, from, path: join(home, name)}]));

/**
 * What installing does, in order. Nothing is done here; secrets are read, so this may fail as reading them does.
 * The profile's settings, ledger and history are copied, and a note in the old place says where it went: two Ushers with
 * a ledger each would undo one another.
 */
export const installActions = async (input: InstallInput): Promise<readonly Action[]> => {
	const {profile, paths, secrets, settings} = input;
	const target = servicePaths(profile);
	const given = handOverOf(input);
	const files = namedFiles(settings, target.folder);
	const environment = {...given.environment, ...Object.fromEntries(files.map(({key, path}) => [key, path]))};
	const credentials: Action[] = [];
	for (const name of namesOf(secrets)) {
		const path = `${given.secretsFolder}/${secretCredential(name)}`;
		credentials.push({kind: 'write', path, mode: 0o600, text: await secrets.read(name), secret: true});
	}
	const content = (path: string): Uint8Array => onDisk(path, () => readFileSync(path));
	const unit = unitName(profile);
	return [
		{kind: 'account', name: given.user, home: serviceHome},
		{kind: 'folder', path: serviceHome, mode: 0o700},
		{kind: 'folder', path: secretsRoot, mode: 0o700},
		{kind: 'folder', path: given.secretsFolder, mode: 0o700},
		...credentials,
		...(existsSync(paths.settings)
			? [{kind: 'write', path: target.settings, mode: 0o600, text: content(paths.settings)} as const]
			: []),
		...files.map(({from, path}) => ({kind: 'write', path, mode: 0o600, text: content(from), secret: true}) as const),
		...[
			[paths.ledger, target.ledger],
			[paths.state, target.state],
		].flatMap(([from = '', path = '']) => (existsSync(from) ? [{kind: 'copy-database', from, path} as const] : [])),
		{kind: 'run', command: ['chown', '-R', `${given.user}:${given.user}`, serviceHome]},
		...systemdFiles({...given, environment}, input.shape).map(file => ({kind: 'write', ...file}) as const),
		{kind: 'run', command: ['systemctl', 'daemon-reload']},
		{
			kind: 'run',
			command: ['systemctl', 'enable', '--now', input.shape === 'timer' ? `${unit}.timer` : `${unit}.service`],
		},
		{kind: 'write', path: handOverNote(paths), mode: 0o644, text: `${serviceHome}\n`},
	];
};

/**
 * What taking it back does. The service's home stays: its ledger is the only memory of what Usher did; with `keepHome`
 * false it goes too.
 */
export const uninstallActions = (profile: string, paths: Paths, keepHome: boolean): readonly Action[] => {
	const unit = unitName(profile);
	const target = servicePaths(profile);
	const back: Action[] = [
		[target.ledger, paths.ledger],
		[target.state, paths.state],
	].flatMap(([from = '', path = '']) => (existsSync(from) ? [{kind: 'copy-database', from, path} as const] : []));
	return [
		{kind: 'run', command: ['systemctl', 'disable', '--now', `${unit}.timer`], mayFail: true},
		{kind: 'run', command: ['systemctl', 'disable', '--now', `${unit}.service`], mayFail: true},
		...back,
		...(back.length === 0
			? []
			: [{kind: 'run', command: ['chown', '-R', `--reference=${paths.stateFolder}`, paths.stateFolder]} as const]),
		{kind: 'remove', path: `${unitFolder}/${unit}.service`},
		{kind: 'remove', path: `${unitFolder}/${unit}.timer`},
		{kind: 'remove', path: `${secretsRoot}/${profile}`},
		...(keepHome ? [] : [{kind: 'remove', path: target.folder} as const]),
		{kind: 'remove', path: handOverNote(paths)},
		{kind: 'run', command: ['systemctl', 'daemon-reload']},
	];
};

/** The command that runs Usher as the service does: its account, its home, its credentials. */
export const asService = (given: HandOver, words: readonly string[]): readonly [string, ...string[]] => [
	'systemd-run',
	'--quiet',
	'--collect',
	'--pty',
	'--wait',
	`--uid=${given.user}`,
	`--gid=${given.user}`,
	`--property=EnvironmentFile=-${given.secretsFolder}/environment`,
	...given.credentials.map(name => `--property=LoadCredential=${name}:${given.secretsFolder}/${name}`),
	`--setenv=USHER_HOME=${given.home}`,
	'--setenv=TERM',
	...given.program,
	'--profile',
	given.profile,
	...words,
];
