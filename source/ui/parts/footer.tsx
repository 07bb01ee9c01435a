import {Text} from 'ink';
import {type Binding, footerHints, hintsThatFit} from '../keys.ts';
import {useTerminal} from '../terminal/context.tsx';

/** The keys that mean something here, as many as fit; disabled ones are quiet, dangerous ones are marked. */
export const Footer = <Context,>({
	bindings,
	context,
	width,
}: {
	readonly bindings: readonly Binding<Context>[];
	readonly context: Context;
	readonly width: number;
}) => {
	const {theme, capabilities} = useTerminal();
	const hints = hintsThatFit(footerHints(bindings, context, capabilities.unicode), width - 2);
	return (
		<Text wrap="truncate-end">
			{' '}
			{hints.map((hint, index) => (
				<Text key={hint.key + hint.label} {...(hint.disabled ? theme.quiet : {})}>
					{index === 0 ? '' : '  '}
					<Text {...(hint.disabled ? {} : hint.dangerous ? theme.bad : theme.key)}>{hint.key}</Text> {hint.label}
				</Text>
			))}
		</Text>
	);
};
