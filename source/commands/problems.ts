import type {Problem} from '../core/changes.ts';
import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {problemKey} from '../core/problems.ts';
import {count} from '../core/words.ts';
import {credentialProblem} from '../entra/credential-end.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import {openSettings} from '../platform/settings/store.ts';
import type {State} from '../platform/state/open-state.ts';
import {commandLine} from './command-line.ts';
import {withMemory} from './memory.ts';
import type {Shell} from './shell.ts';
import {marks} from './text/paint.ts';
import {indented, loadWidths} from './text/width.ts';
import {ago} from './text/words.ts';

export type ProblemsOptions = {readonly acknowledge?: readonly string[]; readonly forget?: readonly string[]};

type Known = {readonly key: string; readonly problem: Problem; readonly acknowledged: boolean};

/** The keys that are meant: each whole, or its beginning, or the beginning of what comes after the colon. */
const meant = (known: readonly string[], wanted: readonly string[]): string[] =>
	wanted.map(text => {
		const found = [...new Set(known)].filter(
			key => key === text || key.startsWith(text) || key.slice(key.indexOf(':') + 1).startsWith(text),
		);
		const exact = found.find(key => key === text);
		if (exact !== undefined) return exact;
		const [only] = found;
		if (only !== undefined && found.length === 1) return only;
		throw new UsherError({
			code: found.length === 0 ? 'problem-unknown' : 'problem-ambiguous',
			exitCode: exitCodes.usage,
			message: found.length === 0 ? 'There is no problem with that key.' : `${found.length} problems begin like that.`,
			advice: 'usher problems lists them with their keys.',
		});
	});

/** Of the last run that looked at the organisation. */
const lastProblems = (state: State): {readonly at: string; readonly problems: readonly Problem[]} | undefined => {
	for (const record of state.runs(50)) {
		if (record.mode === 'test' || record.outcome === undefined || record.outcome === 'failed') continue;
		const report = state.run(record.run)?.report;
		if (report !== undefined) return {at: record.startedAt, problems: report.problems};
	}
	return undefined;
};

const show = (shell: Shell, known: readonly Known[], at: string | undefined): void => {
	const {paint, columns} = shell;
	const since = at === undefined ? ' (there was no run yet)' : `, as of the last run (${ago(at, shell.now())})`;
	const open = known.filter(entry => !entry.acknowledged);
	const rest = known.filter(entry => entry.acknowledged);
	const lines = (entries: readonly Known[], mark: string): string[] =>
		entries.flatMap(({key, problem}) => [
			...indented(problem.message, columns, '    ', `  ${mark} `),
			paint.dim(`    key ${key}`),
		]);
	if (open.length === 0) shell.print(`Nothing needs a person${since}.`);
	else {
		shell.print(
			paint.bold(`${count(open.length, 'problem needs', 'problems need')} a person${since}`),
			...lines(open, marks.warn),
			'',
			`Known, and to stay like this: ${commandLine(shell, 'problems', '--acknowledge')} KEY`,
		);
	}
	if (rest.length > 0) shell.print('', paint.bold('Acknowledged'), ...lines(rest, marks.hold));
};

/** The credential of the app registration, from 30 days before its end on: as it is now, whatever the last run saw. */
const endingNow = ({environment, profile, now}: Shell): readonly Problem[] => {
	const {settings} = openSettings({paths: pathsOf({environment, profile}), environment});
	const ending = credentialProblem(settings.entra, now());
	return ending === undefined ? [] : [ending];
};

/** `usher problems`: what needs a person since the last run, and which of it is known. */
export const problems = async (shell: Shell, options: ProblemsOptions): Promise<ExitCode> => {
	await loadWidths();
	const ending = endingNow(shell);
	const code = await withMemory(shell, state => {
		const last = lastProblems(state);
		const needing = [...(last?.problems ?? []).filter(problem => problem.severity === 'needs-person'), ...ending];
		const {acknowledged} = state.ledger(shell.now());
		const keys = needing.map(problemKey);
		const change = new Map<string, true | undefined>([
			...meant(keys, options.acknowledge ?? []).map(key => [key, true] as const),
			...meant([...acknowledged], options.forget ?? []).map(key => [key, undefined] as const),
		]);
		if (change.size > 0) state.saveLedger({acknowledged: change});
		const isKnown = (key: string): boolean => (change.has(key) ? change.get(key) === true : acknowledged.has(key));
		const known = needing.map((problem, at): Known => {
			const key = keys[at] ?? '';
			return {key, problem, acknowledged: isKnown(key)};
		});
		if (shell.json) {
			shell.document({
				profile: shell.profile,
				problems: known.map(({key, problem, acknowledged: seen}) => ({key, acknowledged: seen, ...problem})),
			});
		} else if (last === undefined && known.length === 0) shell.print('No run yet, so no problems are known.');
		else show(shell, known, last?.at);
		return exitCodes.done;
	});
	if (code !== undefined) return code;
	const known = ending.map((problem): Known => ({key: problemKey(problem), problem, acknowledged: false}));
	if (shell.json)
		shell.document({profile: shell.profile, problems: known.map(({problem, ...rest}) => ({...rest, ...problem}))});
	else if (known.length === 0) shell.print('No run yet, so no problems are known.');
	else show(shell, known, undefined);
	return exitCodes.done;
};
