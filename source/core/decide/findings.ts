// What is said when a filter names something that is not there, is gone, or could be several things.
import type {Problem} from '../changes.ts';
import {type Clause, clauseLabel, type Filter, type FilterValue} from '../filter/language.ts';
import {filterError} from '../filter/point.ts';
import type {EntraId} from '../ports.ts';

/** One value of a clause, where it stands. */
export type Place<Value extends FilterValue> = {
	readonly filter: Pick<Filter, 'place' | 'text'>;
	readonly clause: Pick<Clause<Value>, 'keyword' | 'effect'>;
	readonly value: Value;
};

export type Findings = {
	readonly problems: readonly Problem[];
	/** Not in this tenant: throws UsherError `filter-unknown` for an include, is a warning for an exclude. */
	unknown(place: Place<FilterValue>, what: string, advice: string): void;
	/** Several things: throws UsherError `filter-ambiguous` for an include, is a warning for an exclude, which takes them all. */
	ambiguous(place: Place<FilterValue>, what: string, ids: readonly EntraId[], advice: string): void;
	/** This tenant had it and has it no more. */
	gone(place: Place<FilterValue>, what: string, id: EntraId, advice: string): void;
	/** A pattern or a unit without anything in it. */
	nothing(place: Place<FilterValue>, what: string): void;
	/** A name or address still means what it meant, and that is called something else now. */
	renamed(place: Place<FilterValue>, id: EntraId, message: string): void;
};

/** `include:Engineering`, as it stands in the sentences. */
const labelOf = (place: Place<FilterValue>): string => clauseLabel(place.clause.keyword, place.value);

/** Collects what is worth saying about the filters; errors end the run, exit code 10, pointing at the character. */
export const createFindings = (): Findings => {
	const problems: Problem[] = [];
	const included = (place: Place<FilterValue>): boolean => place.clause.effect === 'include';
	const nobody = (place: Place<FilterValue>): string => (included(place) ? 'lets in nobody' : 'leaves out nobody');
	const say = (
		place: Place<FilterValue>,
		code: string,
		message: string,
		severity: Problem['severity'],
		ids: readonly string[] = [],
	): void => {
		problems.push({code, message, subject: [`${place.filter.place} filter`, labelOf(place), ...ids], severity});
	};
	/** Without includes people would lose their access; a needless exclude harms nobody. */
	const weight = (place: Place<FilterValue>): Problem['severity'] => (included(place) ? 'needs-person' : 'warning');

	return {
		problems,
		unknown: (place, what, advice) => {
			if (included(place)) {
				throw filterError(place.filter, place.value.at, {
					code: 'filter-unknown',
					what: `The ${place.filter.place} filter names ${what}, which this tenant does not have.`,
					advice,
				});
			}
			const message = `${labelOf(place)} leaves out nobody: this tenant does not have ${what}. ${advice}`;
			say(place, 'filter-unknown', message, 'warning');
		},
		ambiguous: (place, what, ids, advice) => {
			const sorted = [...ids].sort();
			if (included(place)) {
				throw filterError(place.filter, place.value.at, {
					code: 'filter-ambiguous',
					what: `The ${place.filter.place} filter names ${what}, and there are ${ids.length}: ${sorted.join(', ')}.`,
					advice,
				});
			}
			const message = `${labelOf(place)} leaves out all ${ids.length} that are called so: ${sorted.join(', ')}. ${advice}`;
			say(place, 'filter-ambiguous', message, 'warning', sorted);
		},
		gone: (place, what, id, advice) => {
			const message = `${labelOf(place)} ${nobody(place)} any more: ${what} (${id}) was deleted in Entra ID. ${advice}`;
			say(place, 'filter-gone', message, weight(place), [id]);
		},
		nothing: (place, what) => {
			const message = `${labelOf(place)} ${nobody(place)}: ${what}. Check how it is written.`;
			say(place, 'filter-matches-nothing', message, weight(place));
		},
		renamed: (place, id, message) => {
			say(place, 'filter-renamed', `${labelOf(place)} ${message}`, 'warning', [id]);
		},
	};
};
