import {createInterface} from 'node:readline/promises';
import type {Shell} from './shell.ts';
import {wrap} from './text/width.ts';

/** Asks the person at the terminal; anything but y or yes is no. Only where `shell.canAsk`. */
export const confirm = async (shell: Shell, question: string): Promise<boolean> => {
	shell.ask(`${wrap(question, shell.columns - 7).join('\n')} [y/N] `);
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
