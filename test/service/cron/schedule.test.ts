import fc from 'fast-check';
import {expect, test} from 'vitest';
import {lastStarts, nextStartOf, scheduleOf} from '../../../source/service/cron/schedule.ts';

test.each([
	[1, '* * * * *'],
	[7, '*/6 * * * *'],
	[15, '*/15 * * * *'],
	[50, '7 * * * *'],
	[60, '7 * * * *'],
	[300, '7 */6 * * *'],
	[1430, '7 3 * * *'],
	[10_080, '7 3 * * *'],
])('every %i minutes is %s', (minutes, schedule) => {
	expect(scheduleOf(minutes)).toBe(schedule);
});

test('whatever the interval, two starts are as far apart as the next two', () => {
	fc.assert(
		fc.property(fc.integer({min: 1, max: 10_080}), minutes => {
			const [a, b, c] = lastStarts(scheduleOf(minutes), new Date(2026, 5, 10, 12, 0), 3).map(date => date.getTime());
			expect((a ?? 0) - (b ?? 0)).toBe((b ?? 0) - (c ?? 0));
			// As near as cron can: between half and twice of it, up to a day.
			const each = ((a ?? 0) - (b ?? 0)) / 60_000;
			expect(each).toBeGreaterThanOrEqual(Math.min(minutes, 1440) / 1.5);
			expect(each).toBeLessThanOrEqual(Math.min(minutes, 1440) * 1.5);
		}),
	);
});

// A Wednesday, by the clock of this machine, as cron takes it.
const at = (day: number, hour: number, minute: number): Date => new Date(2026, 5, day, hour, minute);
test.each([
	['7 * * * *', at(10, 12, 30), at(10, 12, 7), at(10, 13, 7)],
	['*/20 8-10 * * *', at(10, 12, 30), at(10, 10, 40), at(11, 8, 0)],
	['0 6 * * mon-fri', at(13, 12, 0), at(12, 6, 0), at(15, 6, 0)],
	['0 6 * jun 7', at(10, 12, 0), at(7, 6, 0), at(14, 6, 0)],
	// Either is enough when both are narrowed.
	['0 0 11 * mon', at(10, 12, 0), at(8, 0, 0), at(11, 0, 0)],
	['0,30 9,21 */5 * *', at(10, 12, 0), at(6, 21, 30), at(11, 9, 0)],
	['@hourly', at(10, 12, 30), at(10, 12, 0), at(10, 13, 0)],
])('%s is read as crontab(5) has it', (schedule, now, last, next) => {
	expect(lastStarts(schedule, now, 1)).toEqual([last]);
	expect(nextStartOf(schedule, now)).toEqual(next);
});

test.each(['@reboot', '', '* * * *', '60 * * * *', '5-1 * * * *', '*/0 * * * *', 'x * * * *', '- * * * *'])(
	'%j is bound to no time',
	schedule => {
		expect(lastStarts(schedule, at(10, 12, 0), 2)).toEqual([]);
		expect(nextStartOf(schedule, at(10, 12, 0))).toBeUndefined();
	},
);
