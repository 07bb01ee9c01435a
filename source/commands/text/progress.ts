import {printable} from './printable.ts';
import {clip} from './width.ts';

/** One line that is written over; nothing where nobody watches. */
export type Progress = {
	show(text: string): void;
	clear(): void;
};

/** At most this often, milliseconds: a slow line must not be filled with progress. */
const every = 100;

/** Takes how to write, whether a person watches, and the terminal's width. */
export const createProgress = (options: {
	readonly write: (text: string) => void;
	readonly live: boolean;
	readonly columns: () => number;
}): Progress => {
	let shown = false;
	let last = -every;
	let next = '';
	let later: NodeJS.Timeout | undefined;
	const write = (): void => {
		clearTimeout(later);
		later = undefined;
		last = performance.now();
		shown = true;
		options.write(`\r\u001b[2K${clip(printable(next), options.columns() - 1)}`);
	};
	return {
		show: text => {
			if (!options.live) return;
			next = text;
			const due = shown ? last + every - performance.now() : 0;
			if (due <= 0) write();
			// What comes too soon is shown when it is due: it may stand for minutes.
			else later ??= setTimeout(write, due).unref();
		},
		clear: () => {
			clearTimeout(later);
			later = undefined;
			if (!shown) return;
			shown = false;
			options.write('\r\u001b[2K');
		},
	};
};
