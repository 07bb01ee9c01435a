// Making a key of 3,072 bits takes longer than everything else that a registration does here.
import {generateKeyPairSync, webcrypto} from 'node:crypto';
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished, vi} from 'vitest';

/** Until the end of the test, every certificate is made with one and the same key. Certificates differ all the same. */
export const reuseOneKey = (): void => {
	const {subtle} = webcrypto;
	const make = subtle.generateKey.bind(subtle) as (...given: readonly unknown[]) => Promise<unknown>;
	let made: Promise<unknown> | undefined;
	const spy = vi.spyOn(subtle, 'generateKey').mockImplementation(((...given: readonly unknown[]) => {
		const {name} = given[0] as {readonly name: string};
		if (!name.startsWith('RSA')) return make(...given);
		made ??= make(...given);
		return made;
	}) as typeof subtle.generateKey);
	onTestFinished(() => spy.mockRestore());
};

let file: string | undefined;

/** What has a program use one and the same key too: the variables that it is started with. */
export const oneKeyForPrograms = (): Readonly<Record<string, string>> => {
	if (file === undefined) {
		file = join(mkdtempSync(join(tmpdir(), 'usher-key-')), 'key.pem');
		const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 3072});
		writeFileSync(file, privateKey.export({type: 'pkcs8', format: 'pem'}));
	}
	return {ONE_KEY: file, NODE_OPTIONS: `--import=${new URL('one-key-program.ts', import.meta.url).href}`};
};
