import {useTerminal} from '../terminal/context.tsx';
import {Line} from './line.tsx';
import {type Measure, progressSpans} from './progress.ts';

/** One row of progress: bar, share, counts, rate and time left, as far as they are known. */
export const Progress = ({measure, width}: {readonly measure: Measure; readonly width: number}) => {
	const {glyphs} = useTerminal();
	return <Line width={width} spans={progressSpans(measure, width, glyphs)} />;
};
