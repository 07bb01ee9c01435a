import {createHash} from 'node:crypto';
import type {Problem} from './changes.ts';

/**
 * What makes a problem the same in the next run: its code and what it is about, in whatever order.
 * Short, so that it can be kept in the ledger and typed: `twins:1f0c…`.
 */
export const problemKey = (problem: Pick<Problem, 'code' | 'subject'>): string => {
	const subjects = [...new Set(problem.subject)].sort();
	const digest = createHash('sha256').update(JSON.stringify(subjects)).digest('hex');
	return `${problem.code}:${digest.slice(0, 16)}`;
};

/** Each problem once; first what needs a person, then by code and subject, so that two runs list them alike. */
export const sortProblems = (problems: Iterable<Problem>): Problem[] => {
	const once = new Map<string, {readonly problem: Problem; readonly rank: string}>();
	for (const problem of problems) {
		const key = problemKey(problem);
		if (once.has(key)) continue;
		const severity = problem.severity === 'needs-person' ? 0 : 1;
		once.set(key, {problem, rank: `${severity}\0${problem.code}\0${problem.subject.join('\0')}`});
	}
	return [...once.values()].sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({problem}) => problem);
};

/** Whether anything here still needs a person: what was acknowledged does not. */
export const needsPerson = (problems: Iterable<Problem>, acknowledged: ReadonlySet<string>): boolean => {
	for (const problem of problems)
		if (problem.severity === 'needs-person' && !acknowledged.has(problemKey(problem))) return true;
	return false;
};
