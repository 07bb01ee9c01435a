// Keys of an undo: from a run of the history to giving back what it took.
import {approve, type DashboardContext, numberFor, update} from '../context.ts';
import {showRun, showView} from '../state.ts';
import {busy, type Key, onHistory, onRun, undoAsks} from './where.ts';

/** Why a run cannot be undone. */
const notUndone = (context: DashboardContext): string | undefined => {
	const {record, session} = context;
	if (session.profile.undo === undefined)
		return `Here nothing can be undone: usher undo ${record?.run ?? 'RUN'} does it.`;
	if (record === undefined) return 'There is no run to undo.';
	const why = busy(context);
	if (why !== undefined) return why;
	if (record.mode === 'undo') return 'An undo is not undone: the next sync brings about what Entra says.';
	// Cut short, it may have changed something that nobody was told of.
	return record.changes === 0 && record.outcome !== 'interrupted' && record.outcome !== 'failed'
		? 'That run changed nothing, so there is nothing to undo.'
		: undefined;
};

/** Leaves the undo; a question that stands is answered with no. */
export const leaveUndo = (context: DashboardContext): void => {
	const {openRun} = context.here;
	if (undoAsks(context)) context.session.answer(false);
	context.ui.set(state => (openRun === undefined ? showView(state, 'tree') : {...showView(state, 'run'), openRun}));
};

/** Opens runs of the history, and undoes them. */
export const undoing: readonly Key[] = [
	{
		id: 'open-run',
		keys: ['enter', 'space'],
		label: 'open',
		help: 'open the run: its plan, what became of it, its log',
		group: 'Do',
		when: context => onHistory(context) && context.record !== undefined,
		run: context => {
			const {record} = context;
			if (record === undefined) return;
			const cursor = {path: record.run, index: context.runIndex};
			context.ui.set(state => ({...showRun(state, record.run), historyCursor: cursor}));
		},
	},
	{
		id: 'undo',
		keys: ['u'],
		label: 'undo',
		help: 'see what undoing this run would give back, and what not; it asks before anything is sent',
		group: 'Do',
		when: context => onHistory(context) || onRun(context),
		disabled: notUndone,
		run: context => {
			const {record} = context;
			if (record === undefined) return;
			context.session.undo(record.run);
			context.ui.set(state => ({
				...showView(state, 'undo'),
				openRun: record.run,
				planCursor: {path: '', index: 0},
				planOpen: new Set(),
			}));
		},
	},
	{
		id: 'give-back',
		keys: ['y'],
		label: 'give it back',
		help: 'restore these people and put them back into these groups',
		group: 'Do',
		dangerous: true,
		pinned: true,
		when: undoAsks,
		run: context => (numberFor(context.run) === undefined ? approve(context) : update(context, {confirming: ''})),
	},
	{
		id: 'keep-away',
		keys: ['n'],
		label: 'leave as it is',
		help: 'do not undo; nothing is sent',
		group: 'Do',
		pinned: true,
		when: undoAsks,
		run: leaveUndo,
	},
];
