import {Readable} from 'node:stream';
import {splitKeys, unfinishedPaste} from './split-keys.ts';

/** The part of a terminal's input that a KeyStream drives; process.stdin is one. */
export type TerminalInput = NodeJS.ReadableStream & {
	readonly isTTY?: boolean;
	setRawMode?(on: boolean): unknown;
	ref?(): unknown;
	unref?(): unknown;
};

/** A lone Escape is told from the start of a sequence by what follows within this time. */
const sequenceMs = 60;
/** How often it is looked whether somebody listens by now. */
const unheardMs = 15;
/** A reply of the terminal whose end does not come is forgotten. */
const replyMs = 2000;
/** A paste whose end does not come is taken as it is. */
const pasteMs = 1000;

/**
 * Hands out one key at a time, each in its own turn of the event loop, so that React has committed one key before the next is read.
 * Without it `word⏎` in one read submits nothing and `↓⏎` picks the row above.
 * Replies to questions that we asked the terminal (OSC) go to `onReply` and never reach the screens.
 */
export class KeyStream extends Readable {
	readonly isTTY = true;
	readonly #source: TerminalInput;
	readonly #onReply: (reply: string) => void;
	readonly #queue: string[] = [];
	#rest = '';
	#pump: NodeJS.Immediate | undefined;
	#soon: NodeJS.Timeout | undefined;
	#late: NodeJS.Timeout | undefined;
	#listening = false;

	constructor(source: TerminalInput, onReply: (reply: string) => void = () => {}) {
		super({encoding: 'utf8', highWaterMark: 0});
		this.#source = source;
		this.#onReply = onReply;
		source.setEncoding?.('utf8');
	}

	setRawMode(on: boolean): this {
		this.#source.setRawMode?.(on);
		if (on && !this.#listening) {
			this.#listening = true;
			this.#source.on('data', this.#read);
			this.#source.resume();
		}
		if (!on && this.#listening) {
			this.#listening = false;
			this.#source.off('data', this.#read);
			this.#source.pause();
		}
		return this;
	}

	ref(): this {
		this.#source.ref?.();
		return this;
	}

	unref(): this {
		this.#source.unref?.();
		return this;
	}

	override _read(): void {}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		this.setRawMode(false);
		clearImmediate(this.#pump);
		clearTimeout(this.#soon);
		clearTimeout(this.#late);
		done(error);
	}

	readonly #read = (data: string | Buffer): void => {
		clearTimeout(this.#late);
		const {keys, rest, pasting} = splitKeys(this.#rest + data.toString());
		this.#rest = rest;
		this.#take(keys);
		if (rest === '') return;
		// Half a reply is no key, however long its other half takes.
		const replying = /^\x1b\]\d/.test(rest);
		this.#late = setTimeout(
			() => {
				this.#rest = '';
				if (replying) return;
				this.#take(pasting ? [`${rest}\x1b[201~`].filter(() => unfinishedPaste(rest) !== '') : [rest]);
			},
			replying ? replyMs : pasting ? pasteMs : sequenceMs,
		);
		this.#late.unref();
	};

	#take(keys: readonly string[]): void {
		for (const key of keys) {
			const reply = /^\x1b\](\d+;[^\x07\x1b]*)/.exec(key);
			if (reply === null) this.#queue.push(key);
			else this.#onReply(reply[1]!);
		}
		this.#schedule();
	}

	#schedule(): void {
		if (this.#queue.length === 0) return;
		this.#pump ??= setImmediate(() => {
			this.#pump = undefined;
			// Nobody listens yet: pushed now, the keys would come out as one.
			if (this.listenerCount('readable') === 0) {
				this.#soon ??= setTimeout(() => {
					this.#soon = undefined;
					this.#schedule();
				}, unheardMs);
				return;
			}
			const key = this.#queue.shift();
			if (key !== undefined) this.push(key);
			this.#schedule();
		});
	}
}
