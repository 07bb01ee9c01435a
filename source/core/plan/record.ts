// What the ledger records of a group: everyone who was in it, with a mark on those whom Usher did not put there, and
// on those of whom it is not known whether they are. Only with `handAdded: keep` is the first mark set, and only
// where nothing can be read back the second.

const hand = '+';
const doubt = '?';
const isMarked = (id: string): boolean => id.startsWith(hand) || id.startsWith(doubt);
const plain = (id: string): string => (isMarked(id) ? id.slice(1) : id);

/** Someone whom another hand put there. */
export const byHand = (id: string): string => hand + id;

/** Someone of whom it is not known whether they are in the group. */
export const perhaps = (id: string): string => doubt + id;

/** Everyone in a recorded group, and who perhaps is, without marks. */
export const everyone = (record: readonly string[]): readonly string[] =>
	record.some(isMarked) ? record.map(plain) : record;

/** Those for whom Usher answers: put there by it, or there by the directory's word. */
export const answered = (record: readonly string[] | undefined): ReadonlySet<string> =>
	new Set(record?.filter(id => !id.startsWith(hand)).map(plain));

/** Those of whom it is not known whether they are in the group; undefined when all is known. */
export const doubted = (record: readonly string[] | undefined): ReadonlySet<string> | undefined =>
	record?.some(id => id.startsWith(doubt)) ? new Set(record.filter(id => id.startsWith(doubt)).map(plain)) : undefined;

/** What is recorded while a request that puts these people into the group is unanswered: who was in it, and who will be. */
export const between = (before: readonly string[], after: readonly string[]): readonly string[] => {
	const surely = new Set(before.filter(id => !id.startsWith(doubt)).map(plain));
	const both = new Set(after.filter(id => surely.has(id)));
	const all = new Set([...everyone(before), ...after]);
	return Array.from(all, id => (both.has(id) ? id : perhaps(id)));
};
