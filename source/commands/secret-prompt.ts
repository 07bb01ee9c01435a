import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import {readGiven} from '../platform/disk/read-given.ts';
import type {Shell} from './shell.ts';

/** Longer than any secret: a wrong file is noticed before it is stored. */
const most = 65_536;

const usage = (code: string, message: string, advice: string): UsherError =>
	new UsherError({code, exitCode: exitCodes.usage, message, advice});

/** One line typed without echo. Backspace, Ctrl+U and a pasted line with its end all do what people expect. */
const typed = (shell: Shell, question: string): Promise<string> =>
	new Promise((resolve, reject) => {
		const {input} = shell;
		let value = '';
		const finish = (settle: () => void): void => {
			input.off('data', hear);
			shell.signal.removeEventListener('abort', stop);
			input.setRawMode(false);
			input.pause();
			shell.ask('\n');
			settle();
		};
		const stop = (): void =>
			finish(() =>
				reject(
					new UsherError({
						code: 'interrupted',
						exitCode: exitCodes.interrupted,
						message: 'Stopped. Nothing was stored.',
						advice: '',
					}),
				),
			);
		const hear = (chunk: string): void => {
			// A bracketed paste carries marks that are not part of the secret.
			for (const character of chunk.replaceAll(/\u001b\[20[01]~/g, '')) {
				if (character === '\r' || character === '\n') {
					finish(() => resolve(value));
					return;
				}
				if (character === '\u0003' || character === '\u0004') {
					stop();
					return;
				}
				if (character === '\u007f' || character === '\b') value = [...value].slice(0, -1).join('');
				else if (character === '\u0015') value = '';
				else if (character >= ' ') value += character;
			}
		};
		shell.ask(question);
		input.setEncoding('utf8');
		input.setRawMode(true);
		input.on('data', hear);
		shell.signal.addEventListener('abort', stop, {once: true});
		input.resume();
	});

const piped = async (shell: Shell): Promise<string> => {
	let text = '';
	for await (const chunk of shell.input) {
		text += String(chunk);
		if (text.length > most) break;
	}
	return text;
};

/**
 * A secret from a prompt, from standard input or from a file; never from an argument. Ends of line around it are cut.
 * Throws UsherError `secret-empty`, `secret-too-long`, `secret-file-unreadable`, `file-too-large` (2) or `interrupted` (130).
 */
export const takeSecret = async (shell: Shell, question: string, file: string | undefined): Promise<string> => {
	let text: string;
	if (file !== undefined) {
		try {
			text = (await readGiven(file, 4 * most)).toString('utf8');
		} catch (error) {
			if (error instanceof UsherError) throw error;
			throw usage(
				'secret-file-unreadable',
				`The file ${file} could not be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
				'Name a file that holds only the secret.',
			);
		}
	} else text = shell.canAsk ? await typed(shell, question) : await piped(shell);
	const value = text.replace(/^[\r\n]+|[\r\n]+$/g, '');
	if (value.length > most) throw usage('secret-too-long', 'That is longer than any secret.', 'Nothing was stored.');
	if (value === '') throw usage('secret-empty', 'There was nothing in it.', 'Nothing was stored.');
	return value;
};
