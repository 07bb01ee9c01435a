import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {wrap} from '../text/fit.ts';
import {useTerminal} from './context.tsx';

const leastColumns = 80;
const leastRows = 24;

/** Shows the screens where there is room for them; elsewhere a sentence asks for more, and what was typed is kept. */
export const EnoughRoom = ({children}: {readonly children: ReactNode}) => {
	const {columns, rows, plain} = useTerminal();
	const enough = plain || (columns >= leastColumns && rows >= leastRows);
	const sentence = `Usher needs a window of ${leastColumns} columns and ${leastRows} rows; this one has ${columns} and ${rows}. Make it larger or its letters smaller. Everything goes on meanwhile.`;
	return (
		<>
			<Box display={enough ? 'flex' : 'none'} flexDirection="column" width={columns} {...(plain ? {} : {height: rows})}>
				{children}
			</Box>
			{!enough && (
				<Box flexDirection="column" width={columns} height={rows} overflow="hidden">
					{wrap(sentence, Math.max(1, columns - 2))
						.slice(0, rows)
						.map(line => (
							<Text key={line}> {line}</Text>
						))}
				</Box>
			)}
		</>
	);
};
