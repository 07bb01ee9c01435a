// When cron starts a line: written for an interval, and read back from whatever an administrator made of it.
import {Cron} from 'croner';

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

/**
 * A schedule as cron reads it, by the clock of this machine; undefined for one that is none, or that is bound to no time
 * (`@reboot`).
 */
const read = (schedule: string): Cron | undefined => {
	try {
		return new Cron(schedule, {mode: '5-part'});
	} catch {
		return undefined;
	}
};

/**
 * When cron started the line last, before `now`, the latest first; none when that cannot be told.
 *
 * @param schedule five fields, or a name such as `@hourly` (crontab(5))
 */
export const lastStarts = (schedule: string, now: Date, count: number): readonly Date[] =>
	read(schedule)?.previousRuns(count, now) ?? [];

/** When cron starts the line next; undefined when it cannot be told. */
export const nextStartOf = (schedule: string, now: Date): Date | undefined => read(schedule)?.nextRun(now) ?? undefined;
