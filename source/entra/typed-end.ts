// When a secret ends, as people type it: a date, or the months that the portal offered. Pure.

export type Ends = {readonly date: string} | {readonly wrong: string} | undefined;

/** @returns undefined when nothing is typed; the day as `2027-05-31`, or why it is none */
export const endsOf = (typed: string, now: number): Ends => {
	const text = typed.trim();
	if (text === '') return undefined;
	const span = /^(\d{1,3})\s*(d|days?|m|months?|y|years?)$/i.exec(text);
	if (span !== null) {
		const date = new Date(now);
		const count = Number(span[1]);
		const unit = span[2]?.[0]?.toLowerCase();
		if (unit === 'd') date.setUTCDate(date.getUTCDate() + count);
		else if (unit === 'm') date.setUTCMonth(date.getUTCMonth() + count);
		else date.setUTCFullYear(date.getUTCFullYear() + count);
		if (count === 0) return {wrong: 'This day has passed. A secret that has ended does not sign in.'};
		return {date: date.toISOString().slice(0, 10)};
	}
	const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
	const at = parts === null ? Number.NaN : Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
	if (Number.isNaN(at) || new Date(at).getUTCMonth() !== Number(parts?.[2]) - 1)
		return {wrong: 'Write the day as year-month-day, such as 2027-05-31, or as the portal offered it: 24 months.'};
	if (at <= now) return {wrong: 'This day has passed. A secret that has ended does not sign in.'};
	return {date: new Date(at).toISOString().slice(0, 10)};
};
