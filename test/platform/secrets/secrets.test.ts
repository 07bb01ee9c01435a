import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import {isExposed} from '../../../source/platform/disk/private.ts';
import {newKey, seal, unseal} from '../../../source/platform/secrets/cipher.ts';
import {createSecrets} from '../../../source/platform/secrets/secrets.ts';
import {pathsOf} from '../../../source/platform/settings/paths.ts';
import type {SecretSource} from '../../../source/platform/settings/settings.ts';
import {runChild} from '../../helpers/child.ts';
import {testFolder} from '../../helpers/folder.ts';
import {until} from '../../helpers/until.ts';

const canary = 'canary~8Q-secret.value';
const room = (source: SecretSource = {}) => {
	const home = testFolder();
	const paths = pathsOf({environment: {USHER_HOME: home}, profile: 'default'});
	const open = (environment: Record<string, string> = {}) =>
		createSecrets({
			paths,
			settings: {entra: {secret: source, certificatePassword: {}}, bitwarden: {secret: {}}, notify: {webhook: {}}},
			environment: {PATH: process.env.PATH, ...environment},
		});
	return {home, paths, open};
};
const errorOf = async (promise: Promise<unknown>): Promise<UsherError> => {
	const error: unknown = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(UsherError);
	const found = error as UsherError;
	expect(`${found.stack} ${JSON.stringify(found)} ${found.advice} ${String(found.cause)}`).not.toContain(canary);
	expect(found.exitCode).toBe(10);
	return found;
};
const secretFile = (home: string, content = `${canary}\n`, mode = 0o600): string => {
	const file = join(home, 'secret.txt');
	writeFileSync(file, content);
	chmodSync(file, mode);
	return file;
};

test('without any, it says how to give one', async () => {
	const error = await errorOf(room().open().read('bitwarden'));
	expect(error.code).toBe('secret-missing');
	expect(error.advice).toContain('usher secret set bitwarden');
	expect(error.advice).toContain('USHER_BITWARDEN_CLIENT_SECRET');
	expect(room().open().where('entra')).toEqual({from: undefined, detail: '', shadowed: []});
});

test('what is set is kept encrypted, in files for their owner only', async () => {
	const {home, paths, open} = room();
	await open().set('entra', `${canary}\n`);
	await open().set('bitwarden', 'other');
	expect(await open().read('entra')).toBe(canary);
	expect(await open().read('bitwarden')).toBe('other');
	for (const path of [paths.secrets, paths.key]) expect(statSync(path).mode & 0o777).toBe(0o600);
	for (const name of readdirSync(home, {recursive: true, encoding: 'utf8'})) {
		if (statSync(join(home, name)).isFile()) expect(readFileSync(join(home, name), 'latin1')).not.toContain(canary);
	}
	expect(open().where('entra')).toEqual({from: 'encrypted', detail: paths.secrets, shadowed: []});
	expect(await open().clear('entra')).toBe(true);
	expect(await open().clear('entra')).toBe(false);
	expect((await errorOf(open().read('entra'))).code).toBe('secret-missing');
	expect(await open().read('bitwarden')).toBe('other');
});

test('the first place that holds it wins, and the others are named', async () => {
	const home = testFolder();
	const {open} = room({file: secretFile(home, 'from-file'), command: [process.execPath, '-p', '"from-command"']});
	const credentials = join(home, 'credentials');
	mkdirSync(credentials);
	writeFileSync(join(credentials, 'usher-entra'), 'from-systemd\r\n');
	await open().set('entra', 'from-vault');
	const all = {USHER_CLIENT_SECRET: 'from-environment', CREDENTIALS_DIRECTORY: credentials};
	expect(await open(all).read('entra')).toBe('from-environment');
	expect(open(all).where('entra')).toEqual({
		from: 'environment',
		detail: 'USHER_CLIENT_SECRET',
		shadowed: ['systemd', 'file', 'command', 'encrypted'],
	});
	expect(await open({...all, USHER_CLIENT_SECRET: ''}).read('entra')).toBe('from-systemd');
	expect(await open().read('entra')).toBe('from-file');
	const byCommand = room({command: [process.execPath, '-p', '"from-command"']});
	expect(await byCommand.open().read('entra')).toBe('from-command');
	expect(byCommand.open().where('entra').from).toBe('command');
});

test.each([0o644, 0o640, 0o604, 0o620, 0o666])('a secret that others can read is refused (%o)', async mode => {
	const file = secretFile(testFolder(), canary, mode);
	const error = await errorOf(room({file}).open().read('entra'));
	expect(error.code).toBe('secret-exposed');
	expect(error.message).toContain(file);
	expect(error.advice).toContain('chmod 600');
});

test('the same for the encrypted file and for its key, each time it is read', async () => {
	for (const which of ['secrets', 'key'] as const) {
		const {paths, open} = room();
		await open().set('entra', canary);
		const secrets = open();
		expect(await secrets.read('entra')).toBe(canary);
		chmodSync(paths[which], 0o644);
		expect((await errorOf(secrets.read('entra'))).code).toBe('secret-exposed');
		expect((await errorOf(secrets.set('entra', 'x'))).code).toBe('secret-exposed');
	}
});

test('root may hand a secret to the group of a service, but not to everyone', () => {
	expect(isExposed({mode: 0o100440, uid: 0}, 1000)).toBe(false);
	expect(isExposed({mode: 0o100444, uid: 0}, 1000)).toBe(true);
	expect(isExposed({mode: 0o100460, uid: 0}, 1000)).toBe(true);
	expect(isExposed({mode: 0o100440, uid: 1000}, 1000)).toBe(true);
	expect(isExposed({mode: 0o100400, uid: 1000}, 1000)).toBe(false);
});

test('a named file or command that gives nothing is said, and nothing else is tried', async () => {
	const gone = room({file: '/no/such/file'});
	await gone.open().set('entra', canary);
	expect((await errorOf(gone.open().read('entra'))).code).toBe('secret-file-missing');
	const empty = room({file: secretFile(testFolder(), '\n')});
	expect((await errorOf(empty.open().read('entra'))).code).toBe('secret-empty');
	const folder = room({file: testFolder()});
	expect((await errorOf(folder.open().read('entra'))).code).toBe('file-invalid');
});

test.each([
	[['no-such-program-anywhere'], 'was not found'],
	[[process.execPath, '-e', `console.log("${canary}"); console.error("${canary}"); process.exit(3)`], 'exit code 3'],
	[[process.execPath, '-e', 'process.kill(process.pid, "SIGTERM")'], 'SIGTERM'],
	[[process.execPath, '-e', 'process.stdout.write("x".repeat(100000))'], 'far more'],
] as const)('a command that fails is named, without what it printed', async (command, says) => {
	const error = await errorOf(
		room({command: [...command]})
			.open()
			.read('entra'),
	);
	expect(error.code).toBe('secret-command');
	expect(error.message).toContain(says);
});

test('a command runs without a shell, and does not see the other secrets', async () => {
	const plain = room({command: [process.execPath, '-p', 'process.argv.at(-1)', '$(id); `id` | cat']});
	expect(await plain.open().read('entra')).toBe('$(id); `id` | cat');
	const seeing = room({command: [process.execPath, '-p', 'Object.values(process.env).join() + "!"']});
	const environment = {USHER_BITWARDEN_CLIENT_SECRET: canary, USHER_PASSPHRASE: canary, USHER_GUESTS: 'visible'};
	const seen = await seeing.open(environment).read('entra');
	expect(seen).toContain('visible');
	expect(seen).not.toContain(canary);
});

test('a command does not outlive whoever is stopped at once', async () => {
	const note = join(testFolder(), 'pid');
	const pid = (): number => (existsSync(note) ? Number(readFileSync(note, 'utf8')) : 0);
	const child = runChild(`
		const {secretFromCommand} = await source('platform/secrets/command.ts');
		process.on('SIGTERM', () => process.exit(130));
		secretFromCommand('entra', ['sh', '-c', 'echo $$ > "$0"; exec sleep 600', ${JSON.stringify(note)}], process.env).catch(() => {});
		console.log('started');
	`);
	await child.said('started');
	await until(
		() => pid() > 0,
		() => 'it has not begun',
	);
	const alive = (): boolean => {
		try {
			process.kill(pid(), 0);
			// Ended, and nobody has asked how: a container may have nobody who does.
			const stat = `/proc/${pid()}/stat`;
			return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
		} catch {
			return false;
		}
	};
	expect(alive()).toBe(true);
	child.process.kill('SIGTERM');
	await until(
		() => !alive(),
		() => 'it goes on',
	);
});

test('a pass phrase instead of a key file', async () => {
	const {paths, open} = room();
	const environment = {USHER_PASSPHRASE: 'correct horse'};
	await open(environment).set('entra', canary);
	expect(existsSync(paths.key)).toBe(false);
	expect(open().keyFrom()).toBe('phrase');
	expect(await open(environment).read('entra')).toBe(canary);
	const wrong = await errorOf(open({USHER_PASSPHRASE: 'wrong horse'}).read('entra'));
	expect(wrong.code).toBe('secrets-locked');
	expect(`${wrong.message}${wrong.advice}`).not.toContain('wrong horse');
	expect((await errorOf(open().read('entra'))).message).toContain('USHER_PASSPHRASE');
	const file = secretFile(testFolder(), 'correct horse\n');
	expect(await open({USHER_PASSPHRASE_FILE: file}).read('entra')).toBe(canary);
	const credentials = testFolder();
	writeFileSync(join(credentials, 'usher-key'), 'correct horse');
	expect(await open({CREDENTIALS_DIRECTORY: credentials}).read('entra')).toBe(canary);
});

test('a new key: from file to file, to a pass phrase, and back', async () => {
	const {paths, open} = room();
	await open().set('entra', canary);
	await open().set('bitwarden', 'other');
	const first = readFileSync(paths.key, 'utf8');
	expect(await open().rotate()).toBe(2);
	expect(readFileSync(paths.key, 'utf8')).not.toBe(first);
	expect(await open().read('entra')).toBe(canary);
	const phrase = {USHER_PASSPHRASE: 'p'};
	// Sealed with the key file, which is still there: the pass phrase takes over.
	expect(await open(phrase).rotate()).toBe(2);
	expect(existsSync(paths.key)).toBe(false);
	expect(await open(phrase).read('bitwarden')).toBe('other');
	expect(await open({...phrase, USHER_NEW_PASSPHRASE: 'q'}).rotate()).toBe(2);
	expect((await errorOf(open(phrase).read('entra'))).code).toBe('secrets-locked');
	const other = {USHER_PASSPHRASE: 'q'};
	expect(await open(other).read('entra')).toBe(canary);
	expect(await open(other).rotate('file')).toBe(2);
	expect(await open().read('entra')).toBe(canary);
	expect(open(other).keyFrom()).toBe('file');
	expect(readdirSync(join(paths.secrets, '..')).sort()).toEqual(['secrets.json', 'secrets.key']);
});

test('a second profile with the same key file takes the key that is there, and the first one keeps its secrets', async () => {
	const [one, two] = [room(), room()];
	const environment = {USHER_KEY_FILE: join(one.home, 'shared.key')};
	await one.open(environment).set('entra', canary);
	await two.open(environment).set('entra', 'other');
	expect(await one.open(environment).read('entra')).toBe(canary);
	expect(await two.open(environment).read('entra')).toBe('other');
});

test('a change of keys cut short at any point loses nothing', async () => {
	const {paths, open} = room();
	await open().set('entra', canary);
	const [oldKey, oldFile] = [readFileSync(paths.key), readFileSync(paths.secrets)];
	await open().rotate();
	const [newKeyText, newFile] = [readFileSync(paths.key), readFileSync(paths.secrets)];
	// After the next key was written, before the file was.
	writeFileSync(paths.key, oldKey, {mode: 0o600});
	writeFileSync(paths.secrets, oldFile);
	writeFileSync(`${paths.key}.next`, newKeyText, {mode: 0o600});
	expect(await open().read('entra')).toBe(canary);
	// After the file was written, before the next key took the old one's place.
	writeFileSync(paths.secrets, newFile);
	expect(await open().read('entra')).toBe(canary);
	expect(existsSync(`${paths.key}.next`)).toBe(false);
	expect(await open().read('entra')).toBe(canary);
});

test.each([
	'{',
	'[]',
	'{"version":"2"}',
	'{"version":1,"key":{"from":"file","id":"x"},"secrets":{"other":{}}}',
	'\u0000',
])('a damaged file of secrets is named and never overwritten: %j', async content => {
	const {paths, open} = room();
	await open().set('entra', canary);
	writeFileSync(paths.secrets, content);
	expect((await errorOf(open().read('entra'))).code).toBe('secrets-damaged');
	expect((await errorOf(open().set('entra', 'x'))).code).toBe('secrets-damaged');
	expect(readFileSync(paths.secrets, 'utf8')).toBe(content);
});

test('a file of secrets from a newer Usher is left alone, and not called damaged', async () => {
	const {paths, open} = room();
	await open().set('entra', canary);
	writeFileSync(paths.secrets, '{"version":2,"more":true}');
	expect((await errorOf(open().read('entra'))).code).toBe('secrets-newer');
	expect((await errorOf(open().set('entra', 'x'))).code).toBe('secrets-newer');
	expect(readFileSync(paths.secrets, 'utf8')).toBe('{"version":2,"more":true}');
});

test('where a secret is said to come from is where it is read from, whatever else holds one', async () => {
	const order = ['environment', 'systemd', 'file', 'command', 'encrypted'] as const;
	for (let choice = 0; choice < 2 ** order.length; choice++) {
		const holding = order.filter((_place, index) => (choice & (1 << index)) !== 0);
		const has = (place: (typeof order)[number]): boolean => holding.includes(place);
		const home = testFolder();
		writeFileSync(join(home, 'usher-entra'), 'systemd');
		const {open} = room({
			...(has('file') ? {file: secretFile(home, 'file\n')} : {}),
			...(has('command') ? {command: ['echo', 'command']} : {}),
		});
		if (has('encrypted')) await open().set('entra', 'encrypted');
		const secrets = open({
			...(has('environment') ? {USHER_CLIENT_SECRET: 'environment'} : {}),
			CREDENTIALS_DIRECTORY: has('systemd') ? home : testFolder(),
		});
		const [first, ...others] = holding;
		expect(secrets.where('entra')).toMatchObject({from: first, shadowed: others});
		if (first === undefined) expect((await errorOf(secrets.read('entra'))).code).toBe('secret-missing');
		else expect(await secrets.read('entra')).toBe(first);
	}
});

test.each([
	['a mark before it and line breaks after it', Buffer.from(`\ufeff${canary}\r\n\r\n`), undefined],
	['UTF-16', Buffer.from(`\ufeff${canary}\r\n`, 'utf16le'), 'secret-unreadable'],
	['no text', Buffer.from([0xc3, 0x28, 0xa0]), 'secret-unreadable'],
	['several lines', Buffer.from(`# the secret\n${canary}\n`), 'secret-invalid'],
	['colours', Buffer.from(`\u001b[31m${canary}`), 'secret-invalid'],
	['a document', Buffer.from('x'.repeat(20_000)), 'secret-invalid'],
	['a disk', Buffer.alloc(2_000_000, 'x'), 'file-invalid'],
] as const)('a file with %s', async (_what, content, code) => {
	const file = secretFile(testFolder());
	writeFileSync(file, content);
	const reading = room({file}).open().read('entra');
	if (code === undefined) expect(await reading).toBe(canary);
	else expect(await errorOf(reading)).toMatchObject({code, message: expect.stringContaining(file)});
});

test('a program that prints several lines, colours or nothing is told from a wrong secret', async () => {
	const printing = (text: string) =>
		room({command: ['printf', text]})
			.open()
			.read('entra');
	expect(await printing(`${canary}\\r\\n`)).toBe(canary);
	expect((await errorOf(printing(`note\\n${canary}`))).code).toBe('secret-invalid');
	expect((await errorOf(printing(`\\033[1m${canary}`))).code).toBe('secret-invalid');
	expect((await errorOf(printing(''))).message).toContain('printed nothing');
});

test('a pass phrase that is named and not there is said, and no key file is made in its place', async () => {
	const empty = secretFile(testFolder(), '\n');
	const credentials = testFolder();
	writeFileSync(join(credentials, 'usher-key'), '\n');
	for (const environment of [
		{USHER_PASSPHRASE_FILE: '/no/such/file'},
		{USHER_PASSPHRASE_FILE: empty},
		{CREDENTIALS_DIRECTORY: credentials},
	]) {
		const {paths, open} = room();
		expect((await errorOf(open(environment).set('entra', canary))).code).toBe('passphrase-missing');
		expect(existsSync(paths.secrets) || existsSync(paths.key)).toBe(false);
	}
	const {paths, open} = room();
	await open().set('entra', canary);
	const before = readFileSync(paths.secrets);
	expect((await errorOf(open({USHER_NEW_PASSPHRASE_FILE: empty}).rotate())).code).toBe('passphrase-missing');
	expect(readFileSync(paths.secrets)).toEqual(before);
	expect(await open().read('entra')).toBe(canary);
	const marked = secretFile(testFolder(), '\ufeffcorrect horse\r\n');
	await open({USHER_NEW_PASSPHRASE_FILE: marked}).rotate();
	expect(await open({USHER_PASSPHRASE: 'correct horse'}).read('entra')).toBe(canary);
});

test('a lost or foreign key is said', async () => {
	const {paths, open} = room();
	await open().set('entra', canary);
	renameSync(paths.key, `${paths.key}.away`);
	expect((await errorOf(open().read('entra'))).message).toContain('missing');
	expect((await errorOf(open().set('bitwarden', 'x'))).code).toBe('secrets-locked');
	writeFileSync(paths.key, `${newKey().toString('base64')}\n`, {mode: 0o600});
	expect((await errorOf(open().read('entra'))).message).toContain('not its key');
	rmSync(paths.key);
	renameSync(`${paths.key}.away`, paths.key);
	expect(await open().read('entra')).toBe(canary);
});

test('secrets in the file cannot change places', async () => {
	const {paths, open} = room();
	await open().set('entra', canary);
	await open().set('bitwarden', 'other');
	const file = JSON.parse(readFileSync(paths.secrets, 'utf8'));
	[file.secrets.entra, file.secrets.bitwarden] = [file.secrets.bitwarden, file.secrets.entra];
	writeFileSync(paths.secrets, JSON.stringify(file));
	expect((await errorOf(open().read('entra'))).code).toBe('secrets-damaged');
});

test.each(['', '\n', '  ', 'a\nb', 'a\u001b[31m', 'x'.repeat(10_001)])('%j is no secret', async value => {
	expect((await errorOf(room().open().set('entra', value))).code).toBe('secret-invalid');
});

test('what is sealed opens with its key and name only, unchanged', () => {
	fc.assert(
		fc.property(fc.string({unit: 'grapheme'}), fc.nat(), (secret, at) => {
			const key = newKey();
			const sealed = seal(key, 'entra', secret);
			expect(unseal(key, 'entra', sealed)).toBe(secret);
			expect(unseal(newKey(), 'entra', sealed)).toBeUndefined();
			expect(unseal(key, 'bitwarden', sealed)).toBeUndefined();
			const tag = Buffer.from(sealed.tag, 'base64');
			tag.writeUInt8(tag.readUInt8(at % 16) ^ 1, at % 16);
			expect(unseal(key, 'entra', {...sealed, tag: tag.toString('base64')})).toBeUndefined();
			expect(unseal(key, 'entra', {...sealed, tag: tag.subarray(0, 4).toString('base64')})).toBeUndefined();
		}),
	);
});
