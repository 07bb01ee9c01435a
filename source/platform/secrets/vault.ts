// The encrypted file. It protects against who gets a copy of the file without the key: a backup, a repository, a stray cp.
import {randomBytes} from 'node:crypto';
import {existsSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import * as z from 'zod/mini';
import {onDisk} from '../disk/errors.ts';
import {readPrivate} from '../disk/private.ts';
import {replaceFile, writeWhole} from '../disk/write.ts';
import type {Environment} from '../environment.ts';
import type {Paths} from '../settings/paths.ts';
import {type SecretName, secretNames} from '../settings/settings.ts';
import {keyId, keyOfPhrase, newKey, type Sealed, seal, unseal} from './cipher.ts';
import {damagedSecrets, newerSecrets, secretError} from './errors.ts';
import {textOf} from './text.ts';

const sealedShape = z.strictObject({
	iv: z.string().check(z.maxLength(64)),
	tag: z.string().check(z.maxLength(64)),
	data: z.string().check(z.maxLength(200_000)),
});
const fileShape = z.strictObject({
	version: z.literal(1),
	/** Where the key is from: its own file, or a pass phrase with this salt. */
	key: z.discriminatedUnion('from', [
		z.strictObject({from: z.literal('file'), id: z.string().check(z.maxLength(64))}),
		z.strictObject({
			from: z.literal('phrase'),
			id: z.string().check(z.maxLength(64)),
			salt: z.string().check(z.maxLength(128)),
		}),
	]),
	secrets: z.partialRecord(z.enum(secretNames), sealedShape),
});
type VaultFile = z.output<typeof fileShape>;
type Key = {readonly bytes: Buffer; readonly of: VaultFile['key']};

export type Vault = {
	has(name: SecretName): boolean;
	/** @throws UsherError `secrets-damaged`, `secrets-newer`, `secrets-locked`, `passphrase-missing`, `secret-exposed` (exit 10) */
	read(name: SecretName): Promise<string | undefined>;
	set(name: SecretName, secret: string): Promise<void>;
	clear(name: SecretName): Promise<boolean>;
	/**
	 * Everything sealed again: under USHER_NEW_PASSPHRASE, else under the pass phrase of the environment with a new salt,
	 * else (or with `file`) under a new key in its file.
	 */
	rotate(to?: 'file'): Promise<number>;
	/** How the key is kept now, or would be. */
	keyFrom(): 'file' | 'phrase';
};

const noPhrase = (where: string): Error =>
	secretError(
		'passphrase-missing',
		`There is no pass phrase in ${where}.`,
		'It was meant, so nothing else is taken in its place. Put the pass phrase there, or remove what names it.',
	);

/** The text of a variable, or of the file that the variable with _FILE names: one that is named is meant. */
const fromVariable = (environment: Environment, variable: string): string | undefined => {
	const text = environment[variable];
	if (text !== undefined && text !== '') return text;
	const file = environment[`${variable}_FILE`];
	if (file === undefined || file === '') return undefined;
	const where = `the file ${file} (${variable}_FILE)`;
	const phrase = textOf(readPrivate(file) ?? Buffer.of(), where);
	if (phrase === '') throw noPhrase(where);
	return phrase;
};

/** A pass phrase of the environment, its file, or systemd's credential `usher-key`. */
const phraseOf = (environment: Environment): string | undefined => {
	const given = fromVariable(environment, 'USHER_PASSPHRASE');
	if (given !== undefined) return given;
	const {CREDENTIALS_DIRECTORY: folder} = environment;
	const path = join(folder ?? '', 'usher-key');
	const read = folder === undefined || folder === '' ? undefined : readPrivate(path, true);
	if (read === undefined) return undefined;
	const phrase = textOf(read, path);
	if (phrase === '') throw noPhrase(path);
	return phrase;
};

const locked = (path: string, why: string): Error =>
	secretError(
		'secrets-locked',
		`The secrets cannot be opened, because ${why}: ${path}`,
		'Bring back the key or pass phrase they were sealed with. If it is lost, move the file away and run usher secret set for each secret.',
	);

/** Where the key of the encrypted file is, or would be. */
export const keyPathOf = (paths: Pick<Paths, 'key'>, {USHER_KEY_FILE: elsewhere}: Environment): string =>
	elsewhere !== undefined && elsewhere !== '' ? elsewhere : paths.key;

/** @param paths of the profile: `secrets` is the file, `key` its key, which need not be in the same folder */
export const openVault = (paths: Pick<Paths, 'secrets' | 'key'>, environment: Environment): Vault => {
	const keyPath = keyPathOf(paths, environment);
	const nextPath = `${keyPath}.next`;

	const load = (): VaultFile | undefined => {
		const bytes = readPrivate(paths.secrets);
		if (bytes === undefined) return undefined;
		let json: unknown;
		try {
			json = JSON.parse(bytes.toString('utf8'));
		} catch {
			throw damagedSecrets(paths.secrets);
		}
		const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined;
		if (typeof version === 'number' && version > 1) throw newerSecrets(paths.secrets, version);
		const parsed = fileShape.safeParse(json);
		if (!parsed.success) throw damagedSecrets(paths.secrets);
		return parsed.data;
	};
	const keyIn = (path: string): Buffer | undefined => {
		const text = readPrivate(path)?.toString('latin1').trim();
		const key = text === undefined ? undefined : Buffer.from(text, 'base64');
		return key?.length === 32 ? key : undefined;
	};
	const writeKey = (path: string, key: Buffer): void => writeWhole(path, `${key.toString('base64')}\n`);

	/** The key that the file was sealed with. */
	const keyOf = async (file: VaultFile): Promise<Key> => {
		if (file.key.from === 'phrase') {
			const phrase = phraseOf(environment);
			if (phrase === undefined)
				throw locked(paths.secrets, 'USHER_PASSPHRASE (or its file, or the credential usher-key) is not set');
			const bytes = await keyOfPhrase(phrase, Buffer.from(file.key.salt, 'base64'));
			if (keyId(bytes) !== file.key.id) throw locked(paths.secrets, 'the pass phrase is another');
			return {bytes, of: file.key};
		}
		const current = keyIn(keyPath);
		if (current !== undefined && keyId(current) === file.key.id) return {bytes: current, of: file.key};
		// A change of keys was cut short after the file was sealed under the next one.
		const next = keyIn(nextPath);
		if (next !== undefined && keyId(next) === file.key.id) {
			onDisk(keyPath, () => replaceFile(nextPath, keyPath));
			return {bytes: next, of: file.key};
		}
		throw locked(paths.secrets, existsSync(keyPath) ? `${keyPath} is not its key` : `its key is missing (${keyPath})`);
	};
	/** Written beside the present key first. */
	const makeKeyFile = (): Key => {
		const bytes = newKey();
		writeKey(nextPath, bytes);
		return {bytes, of: {from: 'file', id: keyId(bytes)}};
	};
	/** A new key of a pass phrase, where there is one. */
	const makePhraseKey = async (phrase = phraseOf(environment)): Promise<Key | undefined> => {
		if (phrase === undefined) return undefined;
		const salt = randomBytes(32);
		const bytes = await keyOfPhrase(phrase, salt);
		return {bytes, of: {from: 'phrase', id: keyId(bytes), salt: salt.toString('base64')}};
	};
	const save = (file: VaultFile): void => writeWhole(paths.secrets, `${JSON.stringify(file, undefined, '\t')}\n`);
	const saveUnderNew = (key: Key, secrets: VaultFile['secrets']): void => {
		save({version: 1, key: key.of, secrets});
		if (key.of.from === 'file') onDisk(keyPath, () => replaceFile(nextPath, keyPath));
		else rmSync(keyPath, {force: true});
	};
	const open = (key: Key, name: SecretName, sealed: Sealed): string => {
		const secret = unseal(key.bytes, name, sealed);
		if (secret === undefined) throw damagedSecrets(paths.secrets);
		return secret;
	};

	return {
		has: name => load()?.secrets[name] !== undefined,
		read: async name => {
			const file = load();
			const sealed = file?.secrets[name];
			return file === undefined || sealed === undefined ? undefined : open(await keyOf(file), name, sealed);
		},
		set: async (name, secret) => {
			const file = load();
			if (file !== undefined) {
				const key = await keyOf(file);
				save({...file, secrets: {...file.secrets, [name]: seal(key.bytes, name, secret)}});
				return;
			}
			const phrase = await makePhraseKey();
			// One that is there may be another profile's as well, whose secrets a new one would lock for ever.
			const there = phrase === undefined ? keyIn(keyPath) : undefined;
			if (there !== undefined) {
				const of = {from: 'file', id: keyId(there)} as const;
				save({version: 1, key: of, secrets: {[name]: seal(there, name, secret)}});
				return;
			}
			const key = phrase ?? makeKeyFile();
			saveUnderNew(key, {[name]: seal(key.bytes, name, secret)});
		},
		clear: async name => {
			const file = load();
			if (file?.secrets[name] === undefined) return false;
			const {[name]: _cleared, ...secrets} = file.secrets;
			save({...file, secrets});
			return true;
		},
		rotate: async to => {
			const file = load();
			if (file === undefined) return 0;
			const old = await keyOf(file);
			const plain = secretNames.flatMap(name => {
				const sealed = file.secrets[name];
				return sealed === undefined ? [] : [[name, open(old, name, sealed)] as const];
			});
			const phrase = to === 'file' ? undefined : await makePhraseKey(fromVariable(environment, 'USHER_NEW_PASSPHRASE'));
			const key = phrase ?? makeKeyFile();
			saveUnderNew(key, Object.fromEntries(plain.map(([name, secret]) => [name, seal(key.bytes, name, secret)])));
			return plain.length;
		},
		keyFrom: () => load()?.key.from ?? (phraseOf(environment) === undefined ? 'file' : 'phrase'),
	};
};
