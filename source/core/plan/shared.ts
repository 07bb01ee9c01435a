/** External ids that more than one thing carries, in the order in which the second one came. */
export const shared = (ids: Iterable<string | undefined>): ReadonlySet<string> => {
	const seen = new Set<string>();
	const twice = new Set<string>();
	for (const id of ids) if (id !== undefined) (seen.has(id) ? twice : seen).add(id);
	return twice;
};
