import type {Running} from '../test/helpers/terminal.ts';
import type {Framed} from './write-picture.ts';

/** What is drawn, and how the program is brought there. */
export type Picture = Framed & {
	/** A program of test/helpers; the scripted dashboard when not said. */
	readonly program?: string;
	readonly environment?: Readonly<Record<string, string>>;
	/** Brings the program to what is drawn. */
	readonly play: (screen: Running) => Promise<void>;
};
