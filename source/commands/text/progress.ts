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
	return {
		show: text => {
			if (!options.live) return;
			const now = performance.now();
			if (shown && now - last < every) return;
			last = now;
			shown = true;
			options.write(`\r\u001b[2K${clip(text, options.columns() - 1)}`);
		},
		clear: () => {
			if (!shown) return;
			shown = false;
			options.write('\r\u001b[2K');
		},
	};
};
