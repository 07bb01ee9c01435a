import type {Running} from '../test/helpers/terminal.ts';
import type {Shade} from './svg.ts';

/** What is drawn, and how the program is brought there. */
export type Picture = {
	readonly name: string;
	readonly title: string;
	readonly columns: number;
	readonly rows: number;
	/** A program of test/helpers; the scripted dashboard when not said. */
	readonly program?: string;
	readonly environment?: Readonly<Record<string, string>>;
	readonly shade?: Shade;
	/** Brings the program to what is drawn. */
	readonly play: (screen: Running) => Promise<void>;
};
