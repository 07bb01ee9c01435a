/**
 * A reason under a heading that already says the verdict: `In: no filter leaves them out.` becomes
 * `No filter leaves them out.`. An address or a name with signs in it keeps its first letter.
 */
export const withoutVerdict = (reason: string): string => {
	const rest = reason.replace(/^(?:In|Out|On hold): /, '');
	return /^\p{Ll}\p{L}*(?:[ ,’'-]|$)/u.test(rest) ? (rest[0] ?? '').toUpperCase() + rest.slice(1) : rest;
};
