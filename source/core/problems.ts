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
