import {Text, useAnimation} from 'ink';
import {useTerminal} from '../terminal/context.tsx';
import {spinnerFrames} from '../theme.ts';

/** Something is going on. Turns slowly enough for a slow line; a screen reader gets nothing of it, the text beside it says what goes on. */
export const Spinner = ({active = true}: {readonly active?: boolean}) => {
	const {theme, capabilities, plain} = useTerminal();
	const frames = spinnerFrames(capabilities.unicode);
	const {frame} = useAnimation({interval: 160, isActive: active && !plain});
	if (plain) return null;
	return <Text {...theme.accent}>{frames[frame % frames.length]}</Text>;
};
