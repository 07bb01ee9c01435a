// Keys that start, stop and approve.
import {approve, type DashboardContext, isApplied, numberFor, planAtHand, planIsOpen, update} from '../context.ts';
import {showView} from '../state.ts';
import {busy, type Key, onPlan, onTree} from './where.ts';

/** The command that applies a plan file as it is, word for word. */
const applyCommand = ({run, session}: DashboardContext, path: string): string => {
	const {name} = session.profile;
	const flags = (planAtHand(run)?.refusals ?? []).flatMap(({flag}) => (flag === undefined ? [] : [flag]));
	return ['usher', ...(name === 'default' ? [] : ['--profile', name]), 'sync --plan', path, ...flags].join(' ');
};

/** Runs: start them, let them happen, stop them. */
export const doing: readonly Key[] = [
	{
		id: 'plan',
		keys: ['p'],
		label: 'plan',
		help: 'show what would change, and send nothing',
		group: 'Do',
		when: onTree,
		run: context => {
			const undoing = context.run.run?.mode === 'undo' && !context.run.run.watched;
			if (busy(context) === undefined && !planIsOpen(context.run)) context.session.start({mode: 'plan'});
			context.ui.set(state => showView(state, undoing ? 'undo' : 'plan'));
		},
	},
	{
		id: 'again',
		keys: ['p'],
		label: 'plan again',
		help: 'read again and plan anew',
		group: 'Do',
		when: context => onPlan(context) && context.run.asking === undefined,
		disabled: busy,
		run: context => context.session.start({mode: 'plan'}),
	},
	{
		id: 'sync',
		keys: ['s'],
		label: 'sync',
		help: 'read, plan, and apply after your word',
		group: 'Do',
		when: onTree,
		disabled: busy,
		run: context => {
			context.session.start({mode: 'sync'});
			context.ui.set(state => showView(state, 'plan'));
		},
	},
	{
		id: 'apply',
		keys: ['y'],
		label: 'apply',
		help: 'apply this plan',
		group: 'Do',
		dangerous: true,
		pinned: true,
		when: context =>
			onPlan(context) && !isApplied(context.run) && (planAtHand(context.run)?.plan.changes.length ?? 0) > 0,
		disabled: context => (context.run.asking === undefined ? busy(context) : undefined),
		run: context => (numberFor(context.run) === undefined ? approve(context) : update(context, {confirming: ''})),
	},
	{
		id: 'decline',
		keys: ['n'],
		label: 'leave as it is',
		help: 'do not apply; the run ends, nothing is sent',
		group: 'Do',
		pinned: true,
		when: context => onPlan(context) && context.run.asking !== undefined,
		run: context => context.session.answer(false),
	},
	{
		id: 'write',
		keys: ['w'],
		label: 'write to a file',
		help: 'write the plan to a file, to review it and apply exactly it later',
		group: 'Do',
		when: context => onPlan(context) && !isApplied(context.run),
		disabled: ({run, session}) =>
			session.profile.writePlan === undefined
				? 'Here no plan file can be written: usher plan --out FILE writes one.'
				: planAtHand(run) === undefined
					? 'There is no plan yet; p makes one.'
					: undefined,
		run: context => {
			const plan = planAtHand(context.run);
			if (plan === undefined) return;
			void context.session.profile.writePlan?.(plan.plan, plan.refusals).then(
				path => update(context, {notice: `Written. This applies exactly this plan: ${applyCommand(context, path)}`}),
				(error: unknown) => update(context, {notice: error instanceof Error ? error.message : String(error)}),
			);
		},
	},
	{
		id: 'test',
		keys: ['t'],
		label: 'test',
		help: 'read the directory and decide, change nothing',
		group: 'Do',
		when: onTree,
		disabled: busy,
		run: context => context.session.start({mode: 'test'}),
	},
];

/** Set once and left alone: where there is little room, looking and the other screens come first. */
export const leftAlone: readonly Key[] = [
	{
		id: 'automatic',
		keys: ['a'],
		label: 'automatic',
		help: 'sync on the interval while this dashboard is open',
		group: 'Do',
		when: onTree,
		run: context => context.session.setAutomatic(!context.run.automatic.on),
	},
];

/** Ctrl+C stops a run cleanly before it quits. */
export const stopping: readonly Key[] = [
	{
		id: 'stop',
		keys: ['ctrl+c'],
		label: 'stop',
		pinned: true,
		help: 'stop the run cleanly; without a run, quit',
		group: 'Do',
		when: ({run}) => run.run !== undefined && !run.run.watched,
		disabled: ({run}) =>
			run.run?.stopping === true
				? 'The run is being stopped already: the request on its way is finished first.'
				: undefined,
		run: context => context.session.cancel(),
	},
];
