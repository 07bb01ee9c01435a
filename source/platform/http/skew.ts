/**
 * By how many seconds this machine's clock is ahead of the server that answered (behind: negative); undefined when the
 * answer has no Date. Certificates and tokens are judged by the clock, so minutes matter.
 */
export const clockSkew = (headers: Readonly<Record<string, string>>, now: Date): number | undefined => {
	const theirs = Date.parse(headers.date ?? '');
	return Number.isNaN(theirs) ? undefined : Math.round((now.getTime() - theirs) / 1000);
};
