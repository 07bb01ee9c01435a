// A progress line as spans. Pure.
import {fitTo} from '../text/fit.ts';
import {count, duration} from '../text/numbers.ts';
import type {Glyphs} from '../theme.ts';
import type {Span} from './line.tsx';

export type Measure = {
	readonly done: number;
	/** Absent: nobody knows yet how many there are, and no share is shown. */
	readonly total?: number | undefined;
	/** `groups`, `people`, `requests`. */
	readonly what: string;
	/** A second. */
	readonly rate?: number | undefined;
	readonly leftMs?: number | undefined;
	/** A spinner's frame for when there is no total. */
	readonly beat?: number;
};

/** `████░░░░  62 %   312 of 500 groups   104/s   about 2 s left` in that many cells; what does not fit is left out from the end. */
export const progressSpans = (measure: Measure, cells: number, glyphs: Glyphs): Span[] => {
	const {done, total, what, rate, leftMs} = measure;
	const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total);
	const facts = [
		...(share === undefined ? [] : [fitTo(`${Math.floor(share * 100)} %`, 5, 'right')]),
		total === undefined ? `${count(done)} ${what}` : `${count(done)} of ${count(total)} ${what}`,
		...(rate === undefined || rate < 0.1 ? [] : [rate < 10 ? `${rate.toFixed(1)}/s` : `${count(Math.round(rate))}/s`]),
		...(leftMs === undefined ? [] : [`about ${duration(leftMs)} left`]),
	];
	const least = 12;
	while (facts.length > 1 && facts.join('   ').length + 3 + least > cells) facts.pop();
	const text = facts.join('   ');
	const bar = Math.max(0, Math.min(40, cells - text.length - 3));
	return [...barSpans(share, bar, glyphs, measure.beat ?? 0), {text: `  ${text}`}];
};

/** A bar of so many cells; without a share, a block that wanders with the beat. */
export const barSpans = (share: number | undefined, cells: number, glyphs: Glyphs, beat = 0): Span[] => {
	if (cells < 4) return [];
	if (share === undefined) {
		const size = Math.max(2, Math.floor(cells / 5));
		const from = beat % (cells - size + 1);
		return [
			{text: glyphs.barEmpty.repeat(from), tone: 'quiet'},
			{text: glyphs.barFull.repeat(size), tone: 'accent'},
			{text: glyphs.barEmpty.repeat(cells - size - from), tone: 'quiet'},
		];
	}
	const full = Math.round(share * cells);
	return [
		{text: glyphs.barFull.repeat(full), tone: 'accent'},
		{text: glyphs.barEmpty.repeat(cells - full), tone: 'quiet'},
	];
};
