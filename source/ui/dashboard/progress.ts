// The row above the keys: how far the run is, or what there is to say when none goes on. Pure.
import type {Span} from '../parts/line.tsx';
import {progressSpans} from '../parts/progress.ts';
import {measured, rateOf} from '../session/reduce.ts';
import type {SessionState} from '../session/state.ts';
import {type Glyphs, spinnerFrames} from '../theme.ts';
import {phaseWords, planText, reportText, waitingText} from '../words.ts';

/** Frames follow the session's clock, so that nothing else makes the screen repaint. */
const beatOf = (now: number): number => Math.floor(now / 500);

/** Progress of a run, honest about waiting; else the last word. */
export const statusSpans = (state: SessionState, width: number, glyphs: Glyphs, unicode: boolean): Span[] => {
	const {run, now} = state;
	const beat = beatOf(now);
	if (run === undefined) return restSpans(state, glyphs);
	const frames = spinnerFrames(unicode);
	const spinner: Span[] = [{text: ` ${frames[beat % frames.length]} `, tone: 'accent'}];
	if (run.stopping)
		return [...spinner, {text: 'Stopping: the request on its way is finished and journalled first.', tone: 'warn'}];
	if (state.asking !== undefined)
		return [
			{text: ` ${glyphs.warning} `, tone: 'warn'},
			{text: 'The plan waits for your word: p shows it.', tone: 'warn'},
		];
	if (run.waiting !== undefined) {
		const seconds = Math.max(1, Math.ceil((run.waiting.until - now) / 1000));
		const told = measured(run);
		const sofar = told === undefined ? '' : ` ${glyphs.between} ${told.done.toLocaleString('en')} ${told.what} so far`;
		return [
			{text: ` ${glyphs.waiting} `, tone: 'wait'},
			{text: waitingText(run.waiting, seconds), tone: 'wait'},
			{text: sofar, tone: 'quiet'},
		];
	}
	const told = measured(run);
	if (told === undefined) return [...spinner, {text: phaseWords[run.phase]}];
	return [{text: ' '}, ...progressSpans({...told, ...rateOf(run), beat}, width - 2, glyphs)];
};

const restSpans = (state: SessionState, glyphs: Glyphs): Span[] => {
	if (state.lockedBy !== undefined)
		return [
			{text: ` ${glyphs.waiting} `, tone: 'wait'},
			{text: `${state.lockedBy} holds the lock; this dashboard looks on.`, tone: 'wait'},
		];
	const report = state.last?.report;
	if (report?.error !== undefined) return [{text: ` ${glyphs.failed} `, tone: 'bad'}, {text: report.error.message}];
	if (state.plan !== undefined && report?.outcome !== 'applied') {
		const text = planText(state.plan.plan);
		if (state.plan.plan.changes.length > 0)
			return [
				{text: ` ${glyphs.bullet} `, tone: 'accent'},
				{text: `The plan: ${text}. Nothing has been sent; p shows it.`},
			];
	}
	if (report !== undefined) return [{text: ` ${glyphs.done} `, tone: 'good'}, {text: reportText(report)}];
	return [
		{text: ` ${glyphs.bullet} `, tone: 'accent'},
		{text: 'Nothing has run yet. t reads the directory and changes nothing; p shows what would change.'},
	];
};
