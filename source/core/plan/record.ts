// What the ledger records of a group: everyone who was in it, with a mark on those whom Usher did not put there.
// Only with `handAdded: keep` does the mark mean anything; without it nobody is marked.

const mark = '+';

/** Someone whom another hand put there. */
export const byHand = (id: string): string => mark + id;

/** Everyone in a recorded group, without marks. */
export const everyone = (record: readonly string[]): readonly string[] =>
	record.some(id => id.startsWith(mark))
		? record.map(id => (id.startsWith(mark) ? id.slice(mark.length) : id))
		: record;

/** Those for whom Usher answers: put there by it, or there by the directory's word. */
export const answered = (record: readonly string[] | undefined): ReadonlySet<string> =>
	new Set(record?.filter(id => !id.startsWith(mark)));
