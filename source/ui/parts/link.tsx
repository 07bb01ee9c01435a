import {Text} from 'ink';
import {useTerminal} from '../terminal/context.tsx';

/** The id joins the pieces of a link that is broken over rows, so that terminals treat them as one (OSC 8, "id" parameter). */
const osc8 = (address: string, id: string, text: string): string =>
	`\x1b]8;id=${id};${address}\x1b\\${text}\x1b]8;;\x1b\\`;

const idOf = (text: string): string => {
	let sum = 0;
	for (let index = 0; index < text.length; index++) sum = (sum * 31 + text.charCodeAt(index)) >>> 0;
	return sum.toString(36);
};

const clean = (address: string): string => address.toWellFormed().replace(/[^!-~]/gu, encodeURIComponent);

/**
 * The rows of an address, whole: one that is too long is broken after a sign that parts it, where one stands in the
 * second half of the row, so that whoever reads it out or types it does not lose the place.
 */
export const linkRows = (address: string, width: number): string[] => {
	const rows: string[] = [];
	let rest = clean(address);
	while (rest.length > width && width > 0) {
		const after = (signs: readonly string[]): number => {
			const parted = Math.max(...signs.map(sign => rest.lastIndexOf(sign, width - 1))) + 1;
			return parted > width / 2 ? parted : 0;
		};
		const cut = after(['/', '?', '&', '=']) || after(['-', '.', '_']) || width;
		rows.push(rest.slice(0, cut));
		rest = rest.slice(cut);
	}
	return [...rows, rest];
};

/** An address that can be clicked where the terminal does that, and read and copied everywhere: it is always printed whole. */
export const Link = ({address, width}: {readonly address: string; readonly width: number}) => {
	const {theme, capabilities} = useTerminal();
	const whole = clean(address);
	return (
		<>
			{linkRows(address, width).map((row, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
				<Text key={index} wrap="truncate-end" {...theme.link}>
					{capabilities.links ? osc8(whole, idOf(whole), row) : row}
				</Text>
			))}
		</>
	);
};
