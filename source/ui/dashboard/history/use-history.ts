import {useEffect, useMemo, useState} from 'react';
import type {RunRecord, SessionProfile} from '../../session/port.ts';
import type {Cursor, DashboardState, RunFilter} from '../state.ts';
import {readStory, type Story, type Telling} from './story.ts';

/** More runs than any retention keeps. */
export const everyRun = 1_000_000;

/** What a screen knows of a run of the past: nothing at first, then how far it is read, then all of it. */
export type PastRun = {
	readonly record: RunRecord | undefined;
	readonly story: Story | undefined;
	readonly telling: Telling | undefined;
};

const passes: Readonly<Record<RunFilter, (run: RunRecord) => boolean>> = {
	all: () => true,
	changed: run => run.changes > 0 || run.outcome === undefined,
	trouble: run =>
		run.error !== undefined ||
		run.problems > 0 ||
		run.refusals > 0 ||
		(run.outcome !== undefined && ['failed', 'interrupted', 'applied-in-part', 'refused'].includes(run.outcome)),
};

/** The row of the run that the cursor stands on, wherever newer runs have moved it. */
export const historyIndex = (runs: readonly RunRecord[], {path, index}: Cursor): number => {
	if (runs[index]?.run === path || path === '') return Math.max(0, Math.min(index, runs.length - 1));
	const found = runs.findIndex(({run}) => run === path);
	return found === -1 ? Math.max(0, Math.min(index, runs.length - 1)) : found;
};

const inHistory = new Set(['history', 'run', 'undo']);

/** The runs that the history shows, and the story of the one that is selected or open; `version` changes when there are others. */
export const useHistory = (
	profile: SessionProfile,
	here: DashboardState,
	version: unknown,
): {readonly runs: readonly RunRecord[]; readonly index: number; readonly past: PastRun} => {
	const {view, historyFilter, historyMost, openRun} = here;
	const active = inHistory.has(view);
	// biome-ignore lint/correctness/useExhaustiveDependencies: there is another row when a run has begun or ended
	const runs = useMemo(
		() => (active ? profile.runs(historyFilter === 'all' ? historyMost : everyRun).filter(passes[historyFilter]) : []),
		[active, profile, historyFilter, historyMost, version],
	);
	const index = historyIndex(runs, here.historyCursor);
	const record = view === 'history' ? runs[index] : runs.find(({run}) => run === openRun);
	return {runs, index, past: useStory(profile, record, view !== 'history')};
};

/** Steps in which a long plan is said to be coming. */
const saidEach = 10_000;

const useStory = (profile: SessionProfile, record: RunRecord | undefined, changes: boolean): PastRun => {
	const [known, setKnown] = useState<Omit<PastRun, 'record'> & {readonly key: string}>({
		key: '',
		story: undefined,
		telling: undefined,
	});
	const key = record === undefined ? '' : `${record.run} ${record.endedAt ?? ''} ${changes}`;
	// biome-ignore lint/correctness/useExhaustiveDependencies: the key says which run, and whether it has ended
	useEffect(() => {
		if (record === undefined) return;
		let wanted = true;
		let said = 0;
		const progress = (telling: Telling): void => {
			if (telling.changes - said < saidEach) return;
			said = telling.changes;
			setKnown({key, story: undefined, telling});
		};
		void readStory(record, profile.told(record.run, changes), {wanted: () => wanted, progress}).then(
			story => {
				if (wanted) setKnown({key, story, telling: undefined});
			},
			// The memory was closed beneath it: the screen is being left.
			() => {},
		);
		return () => {
			wanted = false;
		};
	}, [profile, key]);
	return known.key === key ? {record, ...known} : {record, story: undefined, telling: undefined};
};
