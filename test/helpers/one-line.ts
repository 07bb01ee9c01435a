import type {Running} from './terminal.ts';

/** What stands in the innermost frame of each row, or on the whole screen, as one line: sentences are broken between words. */
export const flat = (screen: Running): string =>
	screen
		.lines()
		.map(line => (line.split('││').at(-1) ?? '').replace(/[│╭╮╰╯─]/g, ' '))
		.join(' ')
		.replace(/\s+/g, ' ');
