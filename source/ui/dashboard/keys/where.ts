// Where a key holds.
import type {Binding} from '../../keys.ts';
import type {DashboardContext} from '../context.ts';

export type Key = Binding<DashboardContext>;

export const hasTree = ({here}: DashboardContext): boolean =>
	here.view === 'tree' || here.view === 'plan' || here.view === 'undo' || (here.view === 'run' && here.focus !== 'log');
export const onTree = ({here}: DashboardContext): boolean => here.view === 'tree';
export const onPlan = ({here}: DashboardContext): boolean => here.view === 'plan';
export const onHistory = ({here}: DashboardContext): boolean => here.view === 'history';
export const onRun = ({here}: DashboardContext): boolean => here.view === 'run';
export const onUndo = ({here}: DashboardContext): boolean => here.view === 'undo';
/** The undo on the screen waits for a person's word. */
export const undoAsks = (context: DashboardContext): boolean =>
	onUndo(context) && context.run.asking !== undefined && context.run.run?.mode === 'undo';
export const elsewhere = ({here}: DashboardContext): boolean => here.view !== 'tree';

/** Why no run can start. */
export const busy = ({run}: DashboardContext): string | undefined => {
	if (run.run?.stopping === true) return 'A run is being stopped.';
	if (run.run !== undefined && !run.run.watched) return 'A run goes on. Ctrl+C stops it.';
	if (run.lockedBy !== undefined) return `${run.lockedBy} is running.`;
	return run.run === undefined ? undefined : 'Another process is running; this dashboard looks on.';
};
