import {Text} from 'ink';
import {useTerminal} from '../terminal/context.tsx';
import {wrap} from '../text/fit.ts';

/** The id joins the pieces of a link that is broken over rows, so that terminals treat them as one (OSC 8, "id" parameter). */
const osc8 = (address: string, id: string, text: string): string =>
	`\x1b]8;id=${id};${address}\x1b\\${text}\x1b]8;;\x1b\\`;

const idOf = (text: string): string => {
	let sum = 0;
	for (let index = 0; index < text.length; index++) sum = (sum * 31 + text.charCodeAt(index)) >>> 0;
	return sum.toString(36);
};

/** An address that can be clicked where the terminal does that, and read and copied everywhere: it is always printed whole. */
export const Link = ({address, width}: {readonly address: string; readonly width: number}) => {
	const {theme, capabilities} = useTerminal();
	const clean = address.replace(/[^!-~]/g, encodeURIComponent);
	return (
		<>
			{wrap(clean, width).map((row, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
				<Text key={index} wrap="truncate-end" {...theme.link}>
					{capabilities.links ? osc8(clean, idOf(clean), row) : row}
				</Text>
			))}
		</>
	);
};
