// A short, seeded part of `npm run soak`.
import {expect, test} from 'vitest';
import {soakDay} from './day.ts';
import {soakDisk} from './disk.ts';
import {soakKills} from './kills.ts';
import {openSoakPlace} from './place.ts';
import {hostileTests, soakProperties} from './properties.ts';
import {wrongIn} from './right.ts';
import {soakSignals} from './signals.ts';

test.each(['official', 'vaultwarden'] as const)(
	'%s: killed at random moments, the next run ends in exactly the right organisation',
	{timeout: 180_000},
	async server => {
		const most = server === 'official' ? {kills: 8, seed: 5} : {kills: 10, seed: 7};
		const report = await soakKills({...most, lanes: 2, server});
		expect(report.wrong).toEqual([]);
		expect(report.inTheMiddle).toBeGreaterThan(0);
	},
);

test('hours of watch with every kind of fault: nothing missed, nobody invited twice, nothing leaks', {
	timeout: 180_000,
}, async () => {
	const report = await soakDay({hours: 4, seed: 3, timeouts: 0});
	expect(report.wrong).toEqual([]);
	expect(report.unhandled).toEqual([]);
	expect(report.checks).toBeGreaterThan(1);
	expect(Object.keys(report.faults).length).toBeGreaterThan(5);
	expect(report.handles[1]).toBeLessThanOrEqual(report.handles[0] + 3);
});

test('the built watch, woken by signals while requests fail: nothing missed, nobody invited twice, and it ends as asked', {
	timeout: 180_000,
}, async () => {
	const report = await soakSignals({syncs: 10, seed: 11, retrySeconds: 0, timeouts: 0, between: 3});
	expect(report.wrong).toEqual([]);
	expect(report.exitCode).toBe(0);
	expect(report.checks).toBeGreaterThan(1);
	expect(report.inRuns).toBeGreaterThan(0);
	expect(Object.keys(report.faults).length).toBeGreaterThan(0);
	// Connections that are kept open come and go.
	const [first, last] = [report.samples[0], report.samples.at(-1)];
	expect(last?.handles).toBeLessThanOrEqual((first?.handles ?? 0) + 12);
});

test('a disk that fills up while a run goes on, and one that is read-only: said, nothing lost, and watch goes on by itself', {
	timeout: 180_000,
}, async ({skip}) => {
	const report = await soakDisk({turns: 3, seed: 4});
	if (report.why !== undefined) skip(`no disk can be mounted here: ${report.why}`);
	expect(report.wrong).toEqual([]);
	expect(report.ends['1']).toBeGreaterThan(0);
});

test('the computation that judges them finds what is not right', async () => {
	const place = await openSoakPlace({seed: 9, users: 20, groups: 4});
	try {
		const before = wrongIn(place.practice);
		expect(before.filter(one => one.endsWith('is in and no member')).length).toBeGreaterThan(10);
		expect(before.filter(one => one.endsWith('is missing')).length).toBe(place.practice.company.groups().length);
	} finally {
		await place.close();
	}
});

test('the properties of the core are tried as often as asked, from the seed that is said', {
	timeout: 180_000,
}, async () => {
	const only = ['test/core/decide/flatten.test.ts'];
	expect(await soakProperties({factor: 2, seed: 12, only, quiet: true})).toBe(true);
	expect(await soakProperties({factor: Number.NaN, seed: 12, only, quiet: true})).toBe(false);
});

test('the hostile input that is tried more often is all of it that can be', () => {
	const names = hostileTests().map(path => path.replace(/^.*\/|\.test\.ts$/g, ''));
	expect(names).toEqual(expect.arrayContaining(['answers', 'every-field', 'set-up-fields', 'wire']));
});
