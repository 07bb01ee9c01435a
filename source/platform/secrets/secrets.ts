import {join} from 'node:path';
import {readPrivate} from '../disk/private.ts';
import type {Environment} from '../environment.ts';
import type {Paths} from '../settings/paths.ts';
import type {SecretName, SecretSource, Settings} from '../settings/settings.ts';
import {secretFromCommand} from './command.ts';
import {missingSecret, secretError, secretTitles} from './errors.ts';
import {cannotBeSecret, textOf, withoutEnd} from './text.ts';
import {openVault} from './vault.ts';

export type SecretPlace = 'environment' | 'systemd' | 'file' | 'command' | 'encrypted';
export type SecretWhere = {
	/** Where it would be read from now; undefined when nothing holds it. */
	readonly from: SecretPlace | undefined;
	/** The variable, the file or the program. */
	readonly detail: string;
	/** Places that hold one too and are not asked. */
	readonly shadowed: readonly SecretPlace[];
};

export type Secrets = {
	/** The secret, without the line break at its end. @throws UsherError (exit 10) that says what to do */
	read(name: SecretName): Promise<string>;
	where(name: SecretName): SecretWhere;
	/** Keeps it in the encrypted file. @throws UsherError `secret-invalid`, `disk-…` */
	set(name: SecretName, value: string): Promise<void>;
	/** Removes it from the encrypted file. @returns whether it was there */
	clear(name: SecretName): Promise<boolean>;
	/** Seals the encrypted file under a new key or pass phrase (see vault.ts). @returns how many secrets are in it */
	rotate(to?: 'file'): Promise<number>;
	/** How the key of the encrypted file is kept. */
	keyFrom(): 'file' | 'phrase';
};

const variables: Readonly<Record<SecretName, string>> = {
	entra: 'USHER_CLIENT_SECRET',
	'certificate-password': 'USHER_CERTIFICATE_PASSWORD',
	bitwarden: 'USHER_BITWARDEN_CLIENT_SECRET',
	webhook: 'USHER_WEBHOOK',
};
/** The environment variable that a secret can be in. */
export const secretVariable = (name: SecretName): string => variables[name];
/** The name of a secret as a systemd credential: LoadCredential=usher-bitwarden:… */
export const secretCredential = (name: SecretName): string => `usher-${name}`;

type Place = {readonly from: SecretPlace; readonly detail: string; has(): boolean; read(): Promise<string | undefined>};

/**
 * The secrets of a profile. First found wins: environment, systemd credentials, a file, a command, the encrypted file.
 * Nothing is kept in memory here, and no error repeats a secret.
 */
export const createSecrets = ({
	paths,
	settings,
	environment,
}: {
	readonly paths: Pick<Paths, 'secrets' | 'key'>;
	/** Only where secrets come from is read of them. */
	readonly settings: {
		readonly entra: Pick<Settings['entra'], 'secret' | 'certificatePassword'>;
		readonly bitwarden: Pick<Settings['bitwarden'], 'secret'>;
		readonly notify: Pick<Settings['notify'], 'webhook'>;
	};
	readonly environment: Environment;
}): Secrets => {
	const vault = openVault(paths, environment);
	const sources: Readonly<Record<SecretName, SecretSource>> = {
		entra: settings.entra.secret,
		'certificate-password': settings.entra.certificatePassword,
		bitwarden: settings.bitwarden.secret,
		webhook: settings.notify.webhook,
	};

	const placesOf = (name: SecretName): readonly Place[] => {
		const given = environment[variables[name]] ?? '';
		const folder = environment.CREDENTIALS_DIRECTORY ?? '';
		const credential = join(folder, secretCredential(name));
		const {file, command} = sources[name];
		const inCredentials = (): Buffer | undefined => (folder === '' ? undefined : readPrivate(credential, true));
		const inFile = (path: string): string => {
			const bytes = readPrivate(path);
			if (bytes !== undefined) return textOf(bytes, path);
			throw secretError(
				'secret-file-missing',
				`The file that should hold ${secretTitles[name]} is not there: ${path}`,
				'Put it back, or name another one in the settings.',
			);
		};
		const places: (Place | undefined)[] = [
			{from: 'environment', detail: variables[name], has: () => given !== '', read: async () => given},
			{
				from: 'systemd',
				detail: credential,
				has: () => inCredentials() !== undefined,
				read: async () => textOf(inCredentials() ?? Buffer.of(), credential),
			},
			// A file or command that is named is meant: when it gives nothing, that is said, and nothing else is tried.
			file === undefined ? undefined : {from: 'file', detail: file, has: () => true, read: async () => inFile(file)},
			command === undefined
				? undefined
				: {
						from: 'command',
						detail: command[0] ?? '',
						has: () => true,
						read: () => secretFromCommand(name, command, environment),
					},
			{from: 'encrypted', detail: paths.secrets, has: () => vault.has(name), read: () => vault.read(name)},
		];
		return places.filter(place => place !== undefined);
	};

	return {
		read: async name => {
			const place = placesOf(name).find(candidate => candidate.has());
			if (place === undefined) throw missingSecret(name, variables[name]);
			const secret = withoutEnd((await place.read()) ?? '');
			const isCommand = place.from === 'command';
			if (secret === '') {
				throw secretError(
					'secret-empty',
					isCommand
						? `The program ${place.detail} printed nothing, where it should print ${secretTitles[name]}.`
						: `${place.detail} is empty, where it should hold ${secretTitles[name]}.`,
					'Put the secret there, or remove it so that another place is asked: usher secret where.',
				);
			}
			if (cannotBeSecret(secret)) {
				throw secretError(
					'secret-invalid',
					`What ${isCommand ? `the program ${place.detail} printed` : `${place.detail} holds`} cannot be ${secretTitles[name]}: it is too long, or has several lines or a control character in it.`,
					'It must be only the value, on one line and without colours. usher secret where shows all places.',
				);
			}
			return secret;
		},
		where: name => {
			const [first, ...others] = placesOf(name).filter(place => place.has());
			return {from: first?.from, detail: first?.detail ?? '', shadowed: others.map(place => place.from)};
		},
		set: async (name, value) => {
			const secret = withoutEnd(value);
			if (secret.trim() === '' || cannotBeSecret(secret)) {
				throw secretError(
					'secret-invalid',
					`This cannot be ${secretTitles[name]}: it is empty, too long, or has a control character in it.`,
					'Copy it again, only the value and on one line.',
				);
			}
			await vault.set(name, secret);
		},
		clear: name => vault.clear(name),
		rotate: to => vault.rotate(to),
		keyFrom: () => vault.keyFrom(),
	};
};
