import {createInterface} from 'node:readline/promises';
import type {Shell} from './shell.ts';
import {wrap} from './text/width.ts';

/** Asks for a line; undefined when nobody is there to answer. */
export const askLine = async (shell: Shell, question: string): Promise<string | undefined> => {
	if (!shell.canAsk) return undefined;
	shell.ask(wrap(question, shell.columns).join('\n'));
	const lines = createInterface({input: shell.input, terminal: false});
	const stop = (): void => lines.close();
	shell.signal.addEventListener('abort', stop, {once: true});
	try {
		for await (const line of lines) return line.trim();
		return undefined;
	} finally {
		shell.signal.removeEventListener('abort', stop);
		lines.close();
	}
};

/** Asks a question that only yes answers; anything else, and nobody there to answer, is no. */
export const askYes = async (shell: Shell, question: string): Promise<boolean> =>
	/^y(es)?$/i.test((await askLine(shell, `${question} [y/N] `)) ?? '');
