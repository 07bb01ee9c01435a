// What stands around an undo: what it gives back, what it cannot, and whom the next runs leave alone. Pure.
import {usualHoldDays} from '../../../core/undo/hold-days.ts';
import {type Span, wrapSpans} from '../../parts/line.tsx';
import type {SessionState, UndoState} from '../../session/state.ts';
import {clock, count, many} from '../../text/numbers.ts';
import type {Glyphs} from '../../theme.ts';
import {planSummary, type RowWords} from '../plan/cells.ts';
import {refusalRows} from '../plan/plan-words.ts';

export const undoRowWords: RowWords = {problems: 'What an undo cannot do'};

const nothingBack = 'There is nothing to give back: what that run took is there again, or cannot be brought back.';

/** The undo's plan as it is now: the one that is asked about, else the latest. */
export const undoAtHand = (state: SessionState): Pick<UndoState, 'plan' | 'refusals'> | undefined =>
	state.run?.mode === 'undo' && state.asking !== undefined ? state.asking : state.undo;

/** What became of the undo, for the frame. */
export const undoNote = (state: SessionState): string => {
	const {run, undo} = state;
	if (run?.mode === 'undo') {
		if (run.phase === 'apply' && run.steps !== undefined)
			return `giving back, ${count(run.steps.done)} of ${count(run.steps.total)} requests`;
		return state.asking === undefined ? 'being worked out; nothing is sent' : 'waits for your word; nothing sent';
	}
	const at = undo?.endedAt === undefined ? '' : ` ${clock(new Date(undo.endedAt))}`;
	switch (undo?.report?.outcome) {
		case 'applied':
			return `given back${at}`;
		case 'applied-in-part':
			return `given back in part${at}; u in the run tries the rest`;
		case 'failed':
		case 'interrupted':
			return `stopped${at}`;
		default:
			return 'nothing has been sent';
	}
};

const holdText = (people: number, done: boolean): string =>
	`The next runs ${done ? '' : 'then '}leave ${many(people, 'person', 'people')} alone for ${usualHoldDays} days, so that they do not undo this again. Put right in Entra, until then, what made that run do it.`;

/** What stands above the list: what comes back, and whom the next runs leave alone. */
export const undoTop = (state: SessionState, width: number, glyphs: Glyphs): Span[][] => {
	const {plan, refusals = []} = undoAtHand(state) ?? {};
	if (plan === undefined) return [];
	const restored = plan.counts.restore;
	const done = state.undo?.report?.outcome === 'applied';
	const summary = planSummary(plan, {
		notes: {
			restore: `${restored === 1 ? 'gets' : 'get'} access back`,
			'set-group-members': 'whom that run took out is put back',
		},
		none: '',
		done,
	});
	const asks = done || state.run?.mode === 'undo';
	const held =
		plan.people === 0 || !asks ? [] : [[], ...wrapSpans([{text: holdText(plan.people, done), tone: 'quiet'}], width)];
	const none = plan.changes.length === 0 ? wrapSpans([{text: nothingBack, tone: 'good'}], width) : [];
	return [...summary, ...none, ...held, ...refusalRows(refusals, width, glyphs)];
};

/** What stands in the place of the undo's plan before there is one. */
export const noUndo = ({undo, run}: SessionState): string => {
	if (undo?.failure !== undefined) return `${undo.failure.message} ${undo.failure.advice}`;
	if (undo?.report?.error !== undefined) return `${undo.report.error.message} ${undo.report.error.advice}`;
	if (undo?.plan !== undefined) return '';
	return run?.mode === 'undo'
		? 'Looking at the organisation, to see what can be given back. Nothing is sent.'
		: 'It could not be seen what there is to give back. Nothing has been sent; l shows the log.';
};
