import type {RunReport} from '../../core/run.ts';
import {appliedWords, outcomeWords} from './report.ts';

/** What a run did, in the words of a list. */
export const didWords = (report: RunReport | undefined): string => {
	if (report === undefined) return 'never ended: it was killed';
	const applied = appliedWords(report.applied);
	if (report.error) return report.error.message;
	if (applied !== '') return applied;
	const planned = report.plan?.changes.length ?? 0;
	if (report.outcome === 'planned') return planned === 0 ? 'nothing to do' : `${planned} changes planned`;
	return outcomeWords[report.outcome];
};
