// The built program, killed at random moments while the company changes: the run after each has to make it right.
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as pause} from 'node:timers/promises';
import type {PracticeUser} from '../../source/practice/company/model.ts';
import {createRandom, type Random} from '../../source/practice/random.ts';
import type {Practice} from '../../source/practice/start.ts';
import {openSoakPlace, type SoakPlace} from './place.ts';
import {wrongIn} from './right.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;
const flags = ['sync', '--first-run', '--accept-scope', '--verify'];

export type KillReport = {
	/** While it was going on. */
	kills: number;
	/** Killed in the middle of its work: after the first request and before the end. */
	inTheMiddle: number;
	/** Runs that had ended when the signal came. */
	tooLate: number;
	runs: number;
	/** What was not right after the run that followed; empty when all is well. */
	wrong: string[];
};

type Ended = {readonly code: number | null; readonly text: string; readonly ms: number};

const start = (place: SoakPlace): {child: ChildProcess; ended: Promise<Ended>} => {
	const began = performance.now();
	const child = spawn(process.execPath, [program, ...flags], {
		env: place.environment,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let text = '';
	child.stdout.on('data', chunk => {
		text += String(chunk);
	});
	child.stderr.on('data', chunk => {
		text += String(chunk);
	});
	const ended = once(child, 'close').then(([code]) => ({
		code: code as number | null,
		text,
		ms: performance.now() - began,
	}));
	return {child, ended};
};

/**
 * Things happen. Some leave before the first read, and come back one by one: no read had ever seen them. Who comes and
 * goes within minutes of that read cannot be told from a newcomer when they are restored (Graph's lists lag so much),
 * and the next full read has to tell: so before it, nobody is so young.
 */
const live = ({company}: Practice, random: Random, read: boolean, early: PracticeUser[]): void => {
	company.happen(1 + random.below(8));
	if (read) {
		const back = random.next() < 0.3 ? early.pop() : undefined;
		if (back?.state === 'deleted') company.restore(back);
		return;
	}
	const leaver = random.pick(company.users().filter(user => user !== company.admin));
	company.leave(leaver);
	early.push(leaver);
	for (const one of company.store.objects)
		if (one !== undefined && 'created' in one) Object.assign(one, {created: one.created - 3_600_000});
};

/** @param options.kills in all, shared by the lanes @param options.log hears how it goes */
export const soakKills = async (options: {
	readonly kills: number;
	readonly seed: number;
	readonly lanes: number;
	readonly server: 'official' | 'vaultwarden';
	readonly log?: (text: string) => void;
}): Promise<KillReport> => {
	const report: KillReport = {kills: 0, inTheMiddle: 0, tooLate: 0, runs: 0, wrong: []};
	const lane = async (number: number): Promise<void> => {
		const seed = options.seed * 1000 + number;
		const random = createRandom(seed);
		const place = await openSoakPlace({
			seed,
			users: 24 + random.below(20),
			groups: 6 + random.below(6),
			server: options.server,
			...(options.server === 'vaultwarden' ? {organisation: {knobs: {groupsEnabled: true}}} : {}),
		});
		const {practice} = place;
		const asked = (): number =>
			practice.login.requests.total + practice.graph.requests.total + practice.bitwarden.requests.total;
		let usual = 1500;
		let requests = 30;
		let read = false;
		const early: PracticeUser[] = [];
		try {
			while (report.kills < options.kills && report.wrong.length === 0) {
				const nth = ++report.kills;
				live(practice, random, read, early);
				const before = asked();
				const run = start(place);
				if (random.next() < 0.5) await Promise.race([pause(usual * (0.15 + random.next() * 0.9)), run.ended]);
				else {
					// At some request: before it is done, or done and not told.
					const harm =
						random.next() < 0.5 ? ({kind: 'hang'} as const) : ({kind: 'answer-lost', how: 'silence'} as const);
					practice.faults.add({from: 1 + random.below(requests), harm});
					const done = practice.faults.done.length;
					let ended = false;
					void run.ended.then(() => {
						ended = true;
					});
					while (!ended && practice.faults.done.length === done) await pause(5);
				}
				const late = run.child.exitCode !== null;
				run.child.kill('SIGKILL');
				await run.ended;
				practice.faults.clear();
				// A run that had ended was not killed.
				if (late) {
					report.tooLate++;
					report.kills--;
				} else if (asked() > before) report.inTheMiddle++;
				// Life goes on before somebody starts it again.
				if (random.next() < 0.5) live(practice, random, read, early);
				const from = asked();
				const next = await start(place).ended;
				report.runs++;
				read = true;
				usual = usual * 0.7 + Math.min(next.ms, 4000) * 0.3;
				requests = Math.max(10, Math.round(requests * 0.5 + (asked() - from) * 0.5));
				const where = `${options.server}, seed ${options.seed}, lane ${number}, kill ${nth}`;
				if (next.code !== 0 && next.code !== 14) report.wrong.push(`${where}: exit code ${next.code}\n${next.text}`);
				for (const one of wrongIn(practice, options.server)) report.wrong.push(`${where}: ${one}`);
				if (nth % 25 === 0)
					options.log?.(`${nth} kills, ${report.inTheMiddle} in the middle, ${report.wrong.length} wrong`);
			}
		} finally {
			await place.close();
		}
	};
	await Promise.all(Array.from({length: options.lanes}, (_, number) => lane(number)));
	return report;
};
