// The row above the keys: how far the run is, or what there is to say when none goes on. Pure.
import type {RunReport} from '../../core/run.ts';
import {toldTotal} from '../../core/told.ts';
import {type Span, wrapSpans} from '../parts/line.tsx';
import {progressSpans} from '../parts/progress.ts';
import {measured, rateOf} from '../session/reduce.ts';
import type {SessionState} from '../session/state.ts';
import {count, many} from '../text/numbers.ts';
import {type Glyphs, spinnerFrames, type Tone} from '../theme.ts';
import {outcomeKind, phaseWords, reportText, waitingText} from '../words.ts';
import type {View} from './state.ts';

/** Frames follow the session's clock, so that nothing else makes the screen repaint. */
const beatOf = (now: number): number => Math.floor(now / 500);

/** Rows that a sentence may take before it is cut. */
const mostRows = 3;

/**
 * What stands above the keys: one row while a run goes on, so that nothing moves; else as many as the sentence needs,
 * because its end is often the part that says what to do.
 * @param said something that a key has brought about; it goes before how the run stands
 */
export const statusRows = (
	state: SessionState,
	view: View,
	said: string | undefined,
	width: number,
	glyphs: Glyphs,
	unicode: boolean,
): Span[][] => {
	const spans: Span[] =
		said === undefined
			? statusSpans(state, view, width, glyphs, unicode)
			: [{text: ` ${glyphs.bullet} `, tone: 'warn'}, {text: said}];
	const [sign, ...rest] = spans;
	if (sign === undefined || rest.length === 0 || (said === undefined && state.run !== undefined)) return [spans];
	return wrapSpans(rest, width - 4, mostRows, glyphs.ellipsis).map((row, index) => [
		index === 0 ? sign : {text: '   '},
		...row,
	]);
};

/** Progress of a run, honest about waiting; else the last word. */
const statusSpans = (state: SessionState, view: View, width: number, glyphs: Glyphs, unicode: boolean): Span[] => {
	const {run, now} = state;
	const beat = beatOf(now);
	if (run === undefined) return restSpans(state, view, glyphs);
	const frames = spinnerFrames(unicode);
	const spinner: Span[] = [{text: ` ${frames[beat % frames.length]} `, tone: 'accent'}];
	if (run.stopping)
		return [...spinner, {text: 'Stopping: the request on its way is finished and journalled first.', tone: 'warn'}];
	if (state.asking !== undefined && run.mode === 'undo') {
		const text =
			view === 'undo'
				? 'y gives this back, n leaves everything as it is.'
				: 'The undo waits for your word: p shows it.';
		return [{text: ` ${glyphs.warning} ${text}`, tone: 'warn'}];
	}
	if (state.asking !== undefined) {
		const text =
			view === 'plan'
				? 'y applies this plan, n leaves everything as it is.'
				: 'The plan waits for your word: p shows it.';
		return [{text: ` ${glyphs.warning} ${text}`, tone: 'warn'}];
	}
	if (run.waiting !== undefined) {
		const seconds = Math.max(1, Math.ceil((run.waiting.until - now) / 1000));
		const told = measured(run);
		const sofar = told === undefined ? '' : ` ${glyphs.between} ${count(told.done)} ${told.what} so far`;
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

const endSign = (report: RunReport, glyphs: Glyphs): [string, Tone] => {
	const kind = outcomeKind[report.outcome];
	return [kind === 'good' ? glyphs.done : kind === 'warn' ? glyphs.warning : glyphs.failed, kind];
};

const undoEnd = (report: RunReport, glyphs: Glyphs): [string, Tone, string] => {
	const [glyph, kind] = endSign(report, glyphs);
	return [glyph, kind, `Undo ${report.error === undefined ? reportText(report) : `stopped: ${report.error.message}`}`];
};

const restSpans = (state: SessionState, view: View, glyphs: Glyphs): Span[] => {
	const say = (glyph: string, tone: Tone, text: string): Span[] => [{text: ` ${glyph} `, tone}, {text}];
	const report = state.last?.report;
	if (state.lockedBy !== undefined)
		return say(glyphs.waiting, 'wait', `${state.lockedBy} is running. This dashboard looks on.`);
	if (view === 'settings')
		return say(glyphs.bullet, 'accent', 'A change holds from the next run on. One of who is in asks for your word.');
	if (view === 'problems')
		return say(glyphs.bullet, 'accent', 'What is acknowledged stays here and no longer asks for a person.');
	if (view === 'history')
		return say(glyphs.bullet, 'accent', 'What each run did, kept on this machine. Enter opens one.');
	if (view === 'run') return say(glyphs.bullet, 'accent', 'What this run planned, and what became of it.');
	const undone = state.undo?.report;
	if (view === 'undo')
		return undone === undefined
			? say(glyphs.bullet, 'accent', 'Nothing has been sent.')
			: say(...undoEnd(undone, glyphs));
	if (report?.error !== undefined) return say(glyphs.failed, 'bad', `${report.error.message} ${report.error.advice}`);
	const changes = state.plan === undefined ? 0 : toldTotal(state.plan.plan);
	const {sent} = state.last ?? {};
	const begun = report?.plan?.fingerprint === state.plan?.plan.fingerprint && sent !== undefined;
	if (begun && report?.outcome !== 'applied') {
		const text =
			sent.done < sent.total
				? 'Part of the plan has been applied. p reads again and plans the rest.'
				: 'All of the plan was sent before it stopped. p reads again, to be sure.';
		return say(glyphs.warning, 'warn', text);
	}
	const done = report?.outcome === 'applied' || report?.outcome === 'nothing-to-do';
	if (state.plan !== undefined && changes > 0 && !done && (undone === undefined || report !== undone)) {
		return view === 'plan'
			? say(glyphs.bullet, 'accent', `y applies ${many(changes, 'change')}. Until then nothing is sent.`)
			: say(glyphs.bullet, 'accent', `The plan has ${many(changes, 'change')}. Nothing has been sent; p shows it.`);
	}
	if (report !== undefined && report === undone) return say(...undoEnd(report, glyphs));
	const last = report?.outcome === 'planned' ? report.plan : undefined;
	if (last !== undefined)
		return last.changes.length === 0
			? say(glyphs.done, 'good', 'The organisation is as the directory says.')
			: say(
					glyphs.bullet,
					'accent',
					`The last plan had ${many(toldTotal(last), 'change')}, and nothing was sent. p plans again.`,
				);
	if (report !== undefined) return say(...endSign(report, glyphs), reportText(report));
	return say(glyphs.bullet, 'accent', 'Nothing has run yet. p reads, shows what would change, and sends nothing.');
};
