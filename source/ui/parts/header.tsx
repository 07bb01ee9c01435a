import {Line, type Span, spansApart} from './line.tsx';

/** The first row of every screen: the program and what it is about on the left, how it stands on the right. */
export const Header = ({
	about,
	state,
	width,
}: {
	readonly about: readonly Span[];
	readonly state: readonly Span[];
	readonly width: number;
}) => (
	<Line
		width={width}
		spans={spansApart(
			[{text: ' '}, {text: 'usher', tone: 'title'}, {text: '  '}, ...about],
			[{text: '  '}, ...state, {text: ' '}],
			width,
		)}
	/>
);
