// When cron starts a line: written for an interval, and read back from whatever an administrator made of it.

/** The number of `among` that is nearest, the larger one of two. */
const nearest = (among: readonly number[], wanted: number): number =>
	among.reduce((best, one) => (Math.abs(one - wanted) <= Math.abs(best - wanted) ? one : best));

/** What divides the hour, so that the time from the last minute to the next hour's first is no shorter. */
const minutesEach = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60];

/**
 * A schedule that comes as near as cron can to every so many minutes.
 *
 * @param minutes from 1; a day at most is kept to
 */
export const scheduleOf = (minutes: number): string => {
	const each = nearest(minutesEach, minutes);
	if (each < 60) return each === 1 ? '* * * * *' : `*/${each} * * * *`;
	const hours = Math.round(minutes / 60);
	if (hours <= 1) return '7 * * * *';
	const apart = nearest([2, 3, 4, 6, 8, 12, 24], hours);
	return apart < 24 ? `7 */${apart} * * *` : '7 3 * * *';
};

const macros: Readonly<Record<string, string>> = {
	'@hourly': '0 * * * *',
	'@daily': '0 0 * * *',
	'@midnight': '0 0 * * *',
	'@weekly': '0 0 * * 0',
	'@monthly': '0 0 1 * *',
	'@yearly': '0 0 1 1 *',
	'@annually': '0 0 1 1 *',
};
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

type Field = {readonly least: number; readonly most: number; readonly names?: readonly string[]};
const fields: readonly Field[] = [
	{least: 0, most: 59},
	{least: 0, most: 23},
	{least: 1, most: 31},
	{least: 1, most: 12, names: ['', ...months]},
	{least: 0, most: 7, names: days},
];

/** The numbers that a field names; undefined when it is none that crontab(5) knows. */
const numbersOf = (text: string, {least, most, names = []}: Field): ReadonlySet<number> | undefined => {
	const numbers = new Set<number>();
	const number = (word: string): number => {
		const named = word === '' ? -1 : names.indexOf(word.toLowerCase());
		return named >= 0 ? named : /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
	};
	for (const part of text.split(',')) {
		const [, range = '', step] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
		const [from = '', to] = range.split('-');
		const first = range === '*' ? least : number(from);
		const last = range === '*' || (to === undefined && step !== undefined) ? most : number(to ?? from);
		const each = step === undefined ? 1 : Number(step);
		if (!(first >= least && last <= most && first <= last && each > 0)) return undefined;
		for (let at = first; at <= last; at += each) numbers.add(at);
	}
	return numbers;
};

/**
 * Whether cron starts a line at a minute, by the clock of this machine; undefined for a schedule that is none, or that is
 * bound to no time (`@reboot`).
 *
 * @param schedule five fields, or a name such as `@hourly` (crontab(5))
 */
export const startsAt = (schedule: string): ((time: Date) => boolean) | undefined => {
	const words = (macros[schedule.trim().toLowerCase()] ?? schedule).trim().split(/[ \t]+/);
	if (words.length !== fields.length) return undefined;
	const read = fields.map((field, at) => numbersOf(words[at] ?? '', field));
	const [minute, hour, day, month, weekday] = read;
	if (!minute || !hour || !day || !month || !weekday) return undefined;
	const isDay = (time: Date): boolean => day.has(time.getDate());
	const isWeekday = (time: Date): boolean => weekday.has(time.getDay()) || (time.getDay() === 0 && weekday.has(7));
	// When both are narrowed either is enough (crontab(5), on day of month and day of week).
	const both = !words[2]?.startsWith('*') && !words[4]?.startsWith('*');
	const isToday = (time: Date): boolean => (both ? isDay(time) || isWeekday(time) : isDay(time) && isWeekday(time));
	return time =>
		minute.has(time.getMinutes()) && hour.has(time.getHours()) && month.has(time.getMonth() + 1) && isToday(time);
};

const minuteMs = 60_000;
/** Farther than a month, so that a line for the first of each is found. */
const farthest = 70 * 24 * 60;

const search = (schedule: string, from: Date, step: 1 | -1, count: number): readonly Date[] => {
	const starts = startsAt(schedule);
	const found: Date[] = [];
	if (starts === undefined) return found;
	const first = Math.floor(from.getTime() / minuteMs) + (step === 1 ? 1 : 0);
	for (let at = 0; at < farthest && found.length < count; at++) {
		const time = new Date((first + at * step) * minuteMs);
		if (starts(time)) found.push(time);
	}
	return found;
};

/** When cron started the line last, up to now, the latest first; fewer when that is more than two months ago. */
export const lastStarts = (schedule: string, now: Date, count: number): readonly Date[] =>
	search(schedule, now, -1, count);

/** When cron starts the line next; undefined when it cannot be told, or not within two months. */
export const nextStartOf = (schedule: string, now: Date): Date | undefined => search(schedule, now, 1, 1)[0];
