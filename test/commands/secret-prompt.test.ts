import {EventEmitter} from 'node:events';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {takeSecret} from '../../source/commands/secret-prompt.ts';
import type {Input, Shell} from '../../source/commands/shell.ts';
import {testFolder} from '../helpers/folder.ts';
import {testShell} from '../helpers/shell.ts';

/** A terminal that a person types into: raw mode is remembered, and nothing is echoed but what Usher writes. */
const terminal = (): {shell: Shell; type(text: string): void; raw(): boolean; shown(): string; stop(): void} => {
	const keys = new EventEmitter();
	let raw = false;
	const input = Object.assign(keys, {
		isTTY: true,
		setEncoding: () => {},
		setRawMode: (on: boolean) => {
			raw = on;
		},
		resume: () => {},
		pause: () => {},
	}) as unknown as Input;
	const base = testShell({});
	const shell: Shell = {...base, input, canAsk: true};
	return {
		shell,
		type: text => keys.emit('data', text),
		raw: () => raw,
		shown: base.stderr,
		stop: () => base.controller.abort(),
	};
};

describe('a secret that is typed', () => {
	test('is taken up to Enter, and never shown', async () => {
		const at = terminal();
		const taken = takeSecret(at.shell, 'Paste it: ', undefined);
		expect(at.raw()).toBe(true);
		at.type('s3cret');
		at.type('\r');
		await expect(taken).resolves.toBe('s3cret');
		expect(at.raw()).toBe(false);
		expect(at.shown()).toBe('Paste it: \n');
	});

	test('may be pasted with marks and its end of line in one go', async () => {
		const at = terminal();
		const taken = takeSecret(at.shell, '', undefined);
		at.type('\u001b[200~value~with+signs\u001b[201~\r');
		await expect(taken).resolves.toBe('value~with+signs');
	});

	test('is edited with Backspace and Ctrl+U, several keys in one read', async () => {
		const at = terminal();
		const taken = takeSecret(at.shell, '', undefined);
		at.type('wrong\u0015ab\u007f\u007fr\u{1f680}\u007fight\r');
		await expect(taken).resolves.toBe('right');
	});

	test('Ctrl+C and a signal stop it, and the terminal is as before', async () => {
		const typed = terminal();
		const first = takeSecret(typed.shell, '', undefined);
		typed.type('half\u0003');
		await expect(first).rejects.toMatchObject({exitCode: 130});
		expect(typed.raw()).toBe(false);

		const signalled = terminal();
		const second = takeSecret(signalled.shell, '', undefined);
		signalled.stop();
		await expect(second).rejects.toMatchObject({exitCode: 130});
		expect(signalled.raw()).toBe(false);
	});
});

describe('a secret from elsewhere', () => {
	test('comes from standard input without its end of line', async () => {
		await expect(takeSecret(testShell({}, {input: 'piped secret\n'}), '', undefined)).resolves.toBe('piped secret');
	});

	test('comes from a file', async () => {
		const file = join(testFolder(), 'secret');
		writeFileSync(file, 'from a file\r\n');
		await expect(takeSecret(testShell({}), '', file)).resolves.toBe('from a file');
	});

	test('nothing, too much and no such file are refused', async () => {
		await expect(takeSecret(testShell({}, {input: '\n'}), '', undefined)).rejects.toMatchObject({code: 'secret-empty'});
		const most = testShell({}, {input: 'x'.repeat(70_000)});
		await expect(takeSecret(most, '', undefined)).rejects.toMatchObject({code: 'secret-too-long'});
		await expect(takeSecret(testShell({}), '', '/no/such/file')).rejects.toMatchObject({
			code: 'secret-file-unreadable',
			exitCode: 2,
		});
	});
});

test('a device without an end is no file with a secret', async () => {
	await expect(takeSecret(terminal().shell, '', '/dev/zero')).rejects.toMatchObject({
		code: 'file-too-large',
		exitCode: 2,
	});
});
