import {cleanText} from '../../platform/text/clean.ts';
import type {Practice} from '../../practice/start.ts';

/** The practice company lives: each call lets one ordinary thing happen, and gives it as a sentence. */
export const createLife =
	({company}: Pick<Practice, 'company'>): (() => string | undefined) =>
	() => {
		const [happened] = company.happen(1);
		if (happened === undefined) return undefined;
		const who = cleanText(happened.who, 80) || 'somebody';
		const where = happened.where === undefined ? '' : `: ${cleanText(happened.where, 80)}`;
		return `${company.name}: ${who} ${happened.what}${where}`;
	};
