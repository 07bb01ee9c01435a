import {Text, useInput, usePaste} from 'ink';
import TextInput from 'ink-text-input';
import {useRef, useState} from 'react';
import {keyName} from '../keys.ts';
import {useTerminal} from '../terminal/context.tsx';
import {graphemes} from '../text/fit.ts';
import {edit, type FieldText, typed} from './field-text.ts';

export type FieldProps = {
	readonly value: string;
	readonly onChange: (value: string) => void;
	/** Enter; the value is given because the caller's own may be a render behind. */
	readonly onSubmit?: (value: string) => void;
	/** The keys go to this field. */
	readonly focus?: boolean;
	/** Shown instead of each character: secrets. */
	readonly mask?: string;
	readonly placeholder?: string;
};

/**
 * A line of text to edit: ink-text-input for what is typed at the cursor, and around it what it lacks.
 * It only ever sees the text left of the cursor, so that it always appends; moving, deleting by grapheme and word, and pasting are done here
 * (`left`, `right`, Home, End, Ctrl+A E B F U K W D, Alt+B F D, Delete).
 */
export const Field = ({value, onChange, onSubmit, focus = true, mask, placeholder = ''}: FieldProps) => {
	const {theme, capabilities} = useTerminal();
	// ink-text-input draws its placeholder grey, whatever NO_COLOR says.
	const ownPlaceholder = !capabilities.colour;
	const text = useRef<FieldText>({left: value, right: ''});
	// ink-text-input starts with its cursor at the end: a new key is how it learns of what changed around it.
	const [generation, renew] = useState(0);
	/** True while the key that is being handled was answered here, and ink-text-input would type it. */
	const handled = useRef(false);

	if (text.current.left + text.current.right !== value) text.current = {left: value, right: ''};

	const change = (next: FieldText): void => {
		const before = text.current.left + text.current.right;
		text.current = next;
		renew(number => number + 1);
		if (next.left + next.right !== before) onChange(next.left + next.right);
	};

	return (
		<>
			<KeyGuard
				focus={focus}
				onKey={name => {
					handled.current = false;
					const next = edit(text.current, name);
					if (next !== undefined) change(next);
					handled.current = next !== undefined || /^(?:ctrl|alt)\+|^(?:tab|shift\+|up$|down$|page|escape)/.test(name);
				}}
				onPaste={pasted => change({...text.current, left: text.current.left + typed(pasted)})}
			/>
			<Text wrap="hard">
				<TextInput
					key={generation}
					value={text.current.left}
					focus={focus}
					showCursor={text.current.right === ''}
					{...(mask === undefined ? {} : {mask})}
					placeholder={text.current.right === '' && !ownPlaceholder ? placeholder : ''}
					onChange={next => {
						if (handled.current) {
							renew(number => number + 1);
							return;
						}
						// A line end inside what came in one piece submits what stands before it.
						const [line = '', ...more] = next.split(/[\r\n]/);
						change({...text.current, left: typed(line)});
						if (more.length > 0) onSubmit?.(text.current.left + text.current.right);
					}}
					onSubmit={() => onSubmit?.(text.current.left + text.current.right)}
				/>
				{ownPlaceholder && value === '' && <Text {...theme.quiet}>{placeholder}</Text>}
				{text.current.right !== '' && (
					<RightOfCursor text={text.current.right} mask={mask} focus={focus} cursor={theme.selected} />
				)}
			</Text>
		</>
	);
};

const RightOfCursor = ({
	text,
	mask,
	focus,
	cursor,
}: {
	readonly text: string;
	readonly mask: string | undefined;
	readonly focus: boolean;
	readonly cursor: object;
}) => {
	const [under = '', ...rest] = graphemes(text).map(grapheme => mask ?? grapheme);
	return (
		<>
			<Text {...(focus ? cursor : {})}>{under}</Text>
			{rest.join('')}
		</>
	);
};

/** Hears every key before ink-text-input does: effects of earlier siblings run first, and so do their listeners. */
const KeyGuard = ({
	focus,
	onKey,
	onPaste,
}: {
	readonly focus: boolean;
	readonly onKey: (name: string) => void;
	readonly onPaste: (text: string) => void;
}) => {
	useInput((input, key) => onKey(keyName(input, key) ?? 'text'), {isActive: focus});
	usePaste(onPaste, {isActive: focus});
	return null;
};
