import {createInterface} from 'node:readline/promises';
import type {Shell} from './shell.ts';
import {wrap} from './text/width.ts';

/** Asks a question that only yes answers; anything else, and nobody there to answer, is no. */
export const askYes = async (shell: Shell, question: string): Promise<boolean> => {
	if (!shell.canAsk) return false;
	shell.ask(wrap(`${question} [y/N] `, shell.columns).join('\n'));
	const lines = createInterface({input: shell.input, terminal: false});
	const stop = (): void => lines.close();
	shell.signal.addEventListener('abort', stop, {once: true});
	try {
		for await (const line of lines) return /^y(es)?$/i.test(line.trim());
		return false;
	} finally {
		shell.signal.removeEventListener('abort', stop);
		lines.close();
	}
};
