// Hours of watch in minutes: one clock for Usher and the practice tenant, every fault there is, and what must not leak.
import {readdirSync} from 'node:fs';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import type {RunReport} from '../../source/core/run.ts';
import {createRandom} from '../../source/practice/random.ts';
import {openProfile, type RunOptions} from '../../source/profile/open.ts';
import {watch} from '../../source/service/watch.ts';
import {conditions, quick, services, slow} from './harm.ts';
import {openSoakPlace} from './place.ts';
import {wrongIn} from './right.ts';

export type DayReport = {
	runs: number;
	faults: Record<string, number>;
	conditions: Record<string, number>;
	outcomes: Record<string, number>;
	happenings: number;
	checks: number;
	/** After the first quarter, and at the end: megabytes of heap after a collection, open file handles. */
	heapMb: [number, number];
	handles: [number, number];
	unhandled: string[];
	wrong: string[];
};

const collect = (): void => {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as () => void)();
};
const handles = (): number => readdirSync('/proc/self/fd').length;
const heap = (): number => {
	collect();
	return Math.round(process.memoryUsage().heapUsed / 1e5) / 10;
};

/** @param options.hours of the simulated clock @param options.timeouts faults that cost a real timeout */
export const soakDay = async (options: {
	readonly hours: number;
	readonly seed: number;
	readonly timeouts: number;
	readonly log?: (text: string) => void;
}): Promise<DayReport> => {
	const random = createRandom(options.seed);
	let time = Date.now();
	const began = time;
	const ends = time + options.hours * 3_600_000;
	const place = await openSoakPlace({seed: options.seed, users: 60, groups: 12, clock: () => time});
	const {practice} = place;
	const environment = {...place.environment, USHER_TIMEOUT: '5', USHER_RETRY: '60', USHER_INTERVAL: '15'};
	const now = (): Date => new Date(time);
	const pause = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
		signal.throwIfAborted();
		time += milliseconds;
		await new Promise(resolve => setImmediate(resolve));
	};
	const report: DayReport = {
		runs: 0,
		faults: {},
		conditions: {},
		outcomes: {},
		happenings: 0,
		checks: 0,
		heapMb: [0, 0],
		handles: [0, 0],
		unhandled: [],
		wrong: [],
	};
	const unhandled = (error: unknown): void => void report.unhandled.push(String(error));
	process.on('unhandledRejection', unhandled);
	const stop = new AbortController();

	const sync = async (request: Partial<RunOptions> = {}): Promise<RunReport> => {
		const profile = await openProfile({profile: 'default', environment, by: 'watch', now, pause});
		try {
			const run = profile.run({mode: 'sync', ...request}, {approve: async () => 'decline'}, stop.signal);
			for (;;) {
				const next = await run.next();
				if (next.done) return next.value;
				time += 3;
			}
		} finally {
			await profile.close();
		}
	};

	let timeouts = 0;
	let nextHarm = random.below(quick.length);
	const hurt = (): void => {
		const count = random.next() < 0.25 ? 0 : 1 + random.below(3);
		for (let at = 0; at < count; at++) {
			const dear = timeouts < options.timeouts && random.next() < 0.1;
			if (dear) timeouts++;
			const harm = dear ? random.pick(slow) : quick[nextHarm++ % quick.length]!;
			practice.faults.add({
				service: random.pick(services),
				from: 1 + random.below(12),
				times: dear ? 1 : 1 + random.below(random.next() < 0.1 ? 12 : 2),
				harm,
			});
		}
	};

	const names = Object.keys(conditions);
	let nextCondition = random.below(names.length);
	const underCondition = (): (() => void) => {
		if (random.next() < 0.6) return () => {};
		const name = names[nextCondition++ % names.length]!;
		report.conditions[name] = (report.conditions[name] ?? 0) + 1;
		return conditions[name]!(practice);
	};

	const check = async (): Promise<void> => {
		// Two clean runs: one may be spent on looking whether something of the last still arrives.
		practice.faults.clear();
		const report1 = await sync();
		if (report1.exitCode !== 0 && report1.exitCode !== 14) await sync();
		report.checks++;
		const at = `hour ${((time - began) / 3_600_000).toFixed(1)}`;
		for (const one of wrongIn(practice))
			report.wrong.push(`seed ${options.seed}, ${at}: ${one} (${report1.error?.message ?? report1.outcome})`);
	};

	try {
		await sync({allow: {firstRun: true}});
		let checked = time;
		let measured = false;
		await watch(
			{
				intervalMinutes: () => 15,
				random: () => random.next(),
				run: async () => {
					hurt();
					const back = underCondition();
					const ended = await sync();
					back();
					practice.faults.clear();
					report.runs++;
					report.outcomes[ended.outcome] = (report.outcomes[ended.outcome] ?? 0) + 1;
					if (ended.error?.code === 'unexpected') report.wrong.push(`a fault of its own: ${ended.error.message}`);
					return ended;
				},
				ended: async () => {},
				wait: async milliseconds => {
					time += milliseconds;
					if (time - checked > 3_600_000) {
						await check();
						checked = time;
					}
					if (!measured && time - began > (ends - began) / 4) {
						measured = true;
						report.heapMb[0] = heap();
						report.handles[0] = handles();
					}
					if (time >= ends || report.wrong.length > 0) stop.abort();
					else report.happenings += practice.company.happen(random.below(4)).length;
					if (report.runs % 20 === 0)
						options.log?.(`${report.runs} runs, ${report.checks} checks, ${practice.faults.done.length} faults`);
				},
			},
			stop.signal,
		);
		report.heapMb[1] = heap();
		report.handles[1] = handles();
	} finally {
		process.off('unhandledRejection', unhandled);
		for (const {kind} of practice.faults.done) report.faults[kind] = (report.faults[kind] ?? 0) + 1;
		await place.close();
	}
	return report;
};
