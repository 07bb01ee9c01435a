import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import type {State} from '../platform/state/open-state.ts';
import {commandLine} from './command-line.ts';
import {reportDocument} from './json/plan.ts';
import {withMemory} from './memory.ts';
import type {Shell} from './shell.ts';
import {historyLines, runFacts, timelineLines} from './text/history.ts';
import {planLines} from './text/plan.ts';
import {reportLines} from './text/report.ts';
import {loadWidths} from './text/width.ts';

export type HistoryOptions = {
	readonly run?: string | undefined;
	readonly limit: number;
	/** A table for a spreadsheet instead of text: the runs, or with a run what it changed. */
	readonly csv?: boolean;
};

/** More runs than any retention keeps. */
const everything = 1_000_000;

/** The one run whose id begins like that. Throws UsherError `run-unknown` or `run-ambiguous` (exit 2). */
export const findRun = (state: Pick<State, 'run' | 'runs'>, beginning: string): string => {
	if (state.run(beginning) !== undefined) return beginning;
	// Nothing begins every id: a script whose variable is empty means no run, and most of all not the only one.
	const found =
		beginning.trim() === ''
			? []
			: state.runs(everything).filter(record => record.run.startsWith(beginning.toLowerCase()));
	const [only] = found;
	if (only !== undefined && found.length === 1) return only.run;
	throw new UsherError({
		code: found.length === 0 ? 'run-unknown' : 'run-ambiguous',
		exitCode: exitCodes.usage,
		message: found.length === 0 ? 'There is no such run.' : `${found.length} runs begin like that.`,
		advice: 'usher history lists the runs; give the beginning of one.',
	});
};

const showRun = async (shell: Shell, state: State, beginning: string, asCsv: boolean): Promise<void> => {
	const id = findRun(state, beginning);
	const record = state.run(id);
	if (record === undefined) return;
	const {report, ...facts} = record;
	const events = state.events(id, 0);
	const told = events.map(({event}) => event);
	if (asCsv) {
		const [{changesCsv}, {appliedIn}] = await Promise.all([import('./csv.ts'), import('../core/undo/applied.ts')]);
		const {plan, changes} = appliedIn(told);
		// What was applied; of a run that applied nothing, what it planned.
		shell.print(changesCsv(record.changes > 0 ? changes : (plan?.changes ?? [])).trimEnd());
		return;
	}
	const start = told.find(event => event.kind === 'run-started');
	const who = start?.kind === 'run-started' ? start : undefined;
	if (shell.json) {
		shell.document({
			...facts,
			who: who?.who ?? null,
			...(who?.of === undefined ? {} : {undoes: who.of}),
			report: report === undefined ? null : reportDocument(report),
			events,
		});
		return;
	}
	const room = {paint: shell.paint, columns: shell.columns, all: false, command: commandLine(shell, 'sync')};
	const [first = '', ...rest] = runFacts(record, who);
	shell.print(shell.paint.bold(first), ...rest);
	if (report?.plan !== undefined && report.plan.changes.length > 0) {
		shell.print('', ...planLines({...report.plan, problems: []}, [], {...room, state: ''}));
	}
	if (report !== undefined) shell.print('', ...reportLines(report, room));
	if (events.length > 0) shell.print('', shell.paint.bold('What happened'), ...timelineLines(events, shell.columns));
};

/** `usher history [run]`: the runs so far, or all of one run. */
export const history = async (shell: Shell, options: HistoryOptions): Promise<ExitCode> => {
	await loadWidths();
	const looked = await withMemory(shell, async state => {
		if (options.run !== undefined) {
			await showRun(shell, state, options.run, options.csv === true);
			return true;
		}
		const records = state.runs(options.limit);
		if (options.csv) shell.print((await import('./csv.ts')).runsCsv(records).trimEnd());
		else if (shell.json) shell.document({profile: shell.profile, runs: records});
		else if (records.length === 0) shell.print('No run yet.');
		else shell.print(...historyLines(records, {...shell, now: shell.now()}));
		return true;
	});
	if (looked === undefined) {
		if (options.run !== undefined) {
			throw new UsherError({
				code: 'run-unknown',
				exitCode: exitCodes.usage,
				message: 'There is no such run.',
				advice: `The profile ${shell.profile} has never run.`,
			});
		}
		if (shell.json) shell.document({profile: shell.profile, runs: []});
		shell.print('No run yet.');
	}
	return exitCodes.done;
};
