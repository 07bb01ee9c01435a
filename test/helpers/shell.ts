import {PassThrough} from 'node:stream';
import {createShell, type GlobalOptions, type Input, type Shell} from '../../source/commands/shell.ts';

export type TestShell = Shell & {
	readonly controller: AbortController;
	/** What was written so far. */
	stdout(): string;
	stderr(): string;
	/** stdout as the one JSON document that it has to be. */
	answer<Value>(): Value;
};

/** A shell that writes into memory. Standard input is `input`, and ends after it. */
export const testShell = (
	environment: Readonly<Record<string, string | undefined>>,
	options: Partial<GlobalOptions> & {readonly input?: string} = {},
): TestShell => {
	let out = '';
	let errors = '';
	const controller = new AbortController();
	const stream = new PassThrough();
	stream.end(options.input ?? '');
	const shell = createShell(
		{profile: 'default', json: false, logLevel: 'warn', logFormat: 'text', color: true, ...options},
		{
			environment,
			input: stream as unknown as Input,
			output: {write: text => (out += text)},
			errors: {write: text => (errors += text)},
			signal: controller.signal,
		},
	);
	return {...shell, controller, stdout: () => out, stderr: () => errors, answer: () => JSON.parse(out)};
};
