import {Box, Text} from 'ink';
import {useState} from 'react';
import {useTerminal} from '../terminal/context.tsx';
import {useKeys} from '../use-keys.ts';
import {Field} from './field.tsx';
import {Paragraph} from './line.tsx';

/** Something large is about to happen: it does when its number has been typed, and not before. Esc leaves everything as it is. */
export const ConfirmNumber = ({
	question,
	number,
	initial = '',
	width,
	onConfirm,
	onCancel,
}: {
	/** Ends in what to type: `Type 63 to let it pass, Esc to leave everything as it is:`. */
	readonly question: string;
	readonly number: number;
	/** What was typed already. */
	readonly initial?: string;
	readonly width: number;
	readonly onConfirm: () => void;
	readonly onCancel: () => void;
}) => {
	const {theme, glyphs} = useTerminal();
	const [value, setValue] = useState(initial);
	const [wrong, setWrong] = useState(false);
	useKeys([{id: 'cancel', keys: ['escape'], label: 'leave as it is', run: onCancel}], undefined);
	return (
		<Box flexDirection="column" width={width}>
			<Paragraph text={question} width={width} tone="strong" />
			<Text>
				<Text {...theme.accent}>{glyphs.pointer}</Text>{' '}
				<Field
					value={value}
					onChange={next => {
						setWrong(false);
						// One row: what is longer is no number.
						setValue(next.slice(0, 12));
					}}
					onSubmit={typed => {
						if (typed.trim().replace(/[,. ']/g, '') === String(number)) onConfirm();
						else setWrong(true);
					}}
				/>
			</Text>
			{wrong && <Paragraph text={`That is not ${number}. Nothing has been sent.`} width={width} tone="warn" />}
		</Box>
	);
};
