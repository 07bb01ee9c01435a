// The built program's `usher watch`, woken by real signals again and again while everything around it fails.
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, readFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import type {Harm} from '../../source/practice/faults.ts';
import {createRandom} from '../../source/practice/random.ts';
import {conditions, quick, services, slow} from './harm.ts';
import {openSoakPlace, type SoakPlace} from './place.ts';
import {wrongIn} from './right.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;

/** Of the process, from /proc: megabytes resident, file handles. */
export type Sample = {readonly syncs: number; readonly residentMb: number; readonly handles: number};

export type SignalReport = {
	syncs: number;
	/** Signals sent while a run was going on: each has to lead to one more. */
	inRuns: number;
	faults: Record<string, number>;
	conditions: Record<string, number>;
	checks: number;
	samples: Sample[];
	exitCode: number | null;
	wrong: string[];
};

/** Waits are real here: nobody is asked to wait longer than a second. */
const soon = (harm: Harm): Harm =>
	'retryAfter' in harm && typeof harm.retryAfter === 'object'
		? {...harm, retryAfter: {...harm.retryAfter, seconds: Math.min(1, harm.retryAfter.seconds)}}
		: harm;

type Line = {readonly level: string; readonly text: string; readonly kind?: string};
type Watch = {
	readonly child: ChildProcess;
	/** Runs that have begun, and runs after which it waits. */
	readonly begun: () => number;
	readonly ended: () => number;
	/** Anything on stderr that is no line of the log, and mistakes of its own. */
	readonly strange: string[];
	readonly said: (text: string) => boolean;
};

const startWatch = (place: SoakPlace, environment: Readonly<Record<string, string>>): Watch => {
	const child = spawn(process.execPath, [program, '--log-format', 'json', 'watch'], {
		// With room for three times what it needs, a leak shows soon, and laziness in collecting does not look like one.
		env: {...place.environment, ...environment, NODE_OPTIONS: '--max-old-space-size=64'},
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let [begun, ended, rest] = [0, 0, ''];
	const strange: string[] = [];
	const texts = new Set<string>();
	child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
		const lines = `${rest}${chunk}`.split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) {
			let read: Line;
			try {
				read = JSON.parse(line);
			} catch {
				strange.push(line);
				continue;
			}
			texts.add(read.text);
			if (read.kind === 'run-started') begun++;
			if (/ at \d{4}-\d\d-\d\dT[\d:.]+Z\.$/.test(read.text)) ended++;
			if (read.text.includes('mistake of its own')) strange.push(read.text);
		}
	});
	return {child, begun: () => begun, ended: () => ended, strange, said: text => texts.has(text)};
};

const sampleOf = (pid: number, syncs: number): Sample => {
	const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
	return {
		syncs,
		residentMb: Math.round(Number(resident) / 102.4) / 10,
		handles: readdirSync(`/proc/${pid}/fd`).length,
	};
};

/** Megabytes and handles that the last third of the samples has more than the second one; the first is warming up. */
export const growth = (samples: readonly Sample[]): {residentMb: number; handles: number} => {
	const third = Math.floor(samples.length / 3);
	const least = (part: readonly Sample[], key: 'residentMb' | 'handles'): number =>
		Math.min(...part.map(sample => sample[key]));
	const [middle, last] = [samples.slice(third, 2 * third), samples.slice(2 * third)];
	return {
		residentMb: Math.round((least(last, 'residentMb') - least(middle, 'residentMb')) * 10) / 10,
		handles: least(last, 'handles') - least(middle, 'handles'),
	};
};

/** @param options.syncs in all @param options.retrySeconds how long a call is retried @param options.timeouts faults that cost a real timeout */
export const soakSignals = async (options: {
	readonly syncs: number;
	readonly seed: number;
	readonly retrySeconds: number;
	readonly timeouts: number;
	/** Hurt syncs between two looks at what the organisation holds. */
	readonly between?: number;
	readonly log?: (text: string) => void;
}): Promise<SignalReport> => {
	const random = createRandom(options.seed);
	const place = await openSoakPlace({seed: options.seed, users: 60, groups: 12});
	const {practice} = place;
	const report: SignalReport = {
		syncs: 0,
		inRuns: 0,
		faults: {},
		conditions: {},
		checks: 0,
		samples: [],
		exitCode: null,
		wrong: [],
	};
	const environment = {USHER_TIMEOUT: '5', USHER_RETRY: String(options.retrySeconds)};
	const first = spawn(process.execPath, [program, 'sync', '--first-run'], {env: place.environment, stdio: 'ignore'});
	await once(first, 'close');
	const watch = startWatch(place, environment);
	const pid = watch.child.pid ?? 0;
	const isUp = (): boolean => watch.child.exitCode === null && watch.child.signalCode === null;
	const until = async (holds: () => boolean): Promise<void> => {
		for (const end = Date.now() + 60_000; !holds(); await pause(5)) {
			if (!isUp()) throw new Error(`it has ended by itself: ${watch.child.exitCode ?? watch.child.signalCode}`);
			if (Date.now() > end) throw new Error('nothing happens for a minute');
		}
	};
	/** Wakes it and waits until it waits again. */
	const sync = async (): Promise<void> => {
		const [begun, ended] = [watch.begun(), watch.ended()];
		watch.child.kill('SIGHUP');
		if (random.next() < 0.15) {
			await until(() => watch.begun() > begun || watch.ended() > ended);
			// More than one at once are one wish.
			if (watch.ended() === ended) {
				report.inRuns++;
				watch.child.kill('SIGHUP');
				watch.child.kill('SIGHUP');
				await until(() => watch.ended() > ended + 1);
				report.syncs++;
			}
		}
		await until(() => watch.ended() > ended);
		report.syncs++;
	};
	const check = async (): Promise<void> => {
		practice.faults.clear();
		// The first may look whether something of the last still arrives.
		await sync();
		await sync();
		report.checks++;
		for (const one of wrongIn(practice)) report.wrong.push(`seed ${options.seed}, after ${report.syncs} syncs: ${one}`);
		report.samples.push(sampleOf(pid, report.syncs));
	};
	const names = Object.keys(conditions);
	let [nextHarm, nextCondition, timeouts] = [random.below(quick.length), random.below(names.length), 0];
	const hurt = (): void => {
		for (let count = random.below(4); count > 0; count--) {
			const dear = timeouts < options.timeouts && random.next() < 0.1;
			if (dear) timeouts++;
			const harm = dear ? random.pick(slow) : soon(quick[nextHarm++ % quick.length]!);
			practice.faults.add({service: random.pick(services), from: 1 + random.below(8), harm});
		}
	};
	try {
		await until(() => watch.ended() > 0);
		while (report.syncs < options.syncs && report.wrong.length === 0) {
			for (let turn = 0; turn < (options.between ?? 5); turn++) {
				practice.company.happen(random.below(4));
				hurt();
				const name = random.next() < 0.3 ? names[nextCondition++ % names.length]! : undefined;
				const back = name === undefined ? () => {} : conditions[name]!(practice);
				if (name !== undefined) report.conditions[name] = (report.conditions[name] ?? 0) + 1;
				await sync();
				back();
				practice.faults.clear();
			}
			await check();
			if (report.checks % 5 === 0) {
				const {residentMb, handles} = report.samples.at(-1)!;
				options.log?.(`${report.syncs} syncs, ${report.checks} checks, ${residentMb} MB, ${handles} handles`);
			}
		}
		watch.child.kill('SIGTERM');
		await once(watch.child, 'close', {signal: AbortSignal.timeout(30_000)});
		report.exitCode = watch.child.exitCode;
	} catch (error) {
		report.wrong.push(`seed ${options.seed}, after ${report.syncs} syncs: ${(error as Error).message}`);
	} finally {
		if (isUp()) watch.child.kill('SIGKILL');
		report.wrong.push(...watch.strange);
		for (const {kind} of practice.faults.done) report.faults[kind] = (report.faults[kind] ?? 0) + 1;
		await place.close();
	}
	return report;
};
