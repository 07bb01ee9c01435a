// How long a command takes before it says anything: with nothing set up, and with a profile that has read its tenant.

import {performance} from 'node:perf_hooks';
import process from 'node:process';
import {spawnInTerminal} from '../../test/helpers/terminal.ts';
import {openHome, type Used, usher} from '../tools/program.ts';
import {ms, type Result, type Row, round} from '../tools/table.ts';
import {openTenant} from '../tools/tenant.ts';

const times = 15;

const median = (values: readonly number[]): number =>
	values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

const rowOf = (what: string, used: readonly Used[]): Row & {readonly median: number} => ({
	what,
	median: ms(median(used.map(one => one.wall))),
	fastest: ms(Math.min(...used.map(one => one.wall))),
	'cpu ms': ms(median(used.map(one => one.cpu))),
	'peak MB': round(median(used.map(one => one.peak)) / 1e6),
});

/** Milliseconds until the dashboard stands on the screen, and until its keys are answered. */
const firstFrame = async (environment: Readonly<Record<string, string>>): Promise<number> => {
	const began = performance.now();
	const terminal = spawnInTerminal(process.execPath, [usher], {columns: 120, rows: 40, environment});
	try {
		await terminal.waitFor(/quit/);
		return performance.now() - began;
	} finally {
		terminal.type('q');
		await terminal.exited;
	}
};

export const measureStart = async (): Promise<Result> => {
	const tenant = await openTenant({users: 5000, groups: 500, members: 50, latency: 0});
	const home = openHome(tenant);
	try {
		await home.run([usher, 'plan']);
		const used: Record<string, Used[]> = {'node alone': [], '--version': [], status: [], '--help': []};
		// In turns, so that a busy moment of the machine hurts all of them.
		for (let turn = 0; turn < times; turn++) {
			for (const [what, list] of Object.entries(used)) {
				list.push(await home.run(what === 'node alone' ? ['-e', '0'] : [usher, what]));
			}
		}
		const rows = Object.entries(used).map(([what, list]) => rowOf(what, list));
		const frames: number[] = [];
		for (let turn = 0; turn < times; turn++) frames.push(await firstFrame(home.environment));
		rows.push({what: 'first frame', median: ms(median(frames)), fastest: ms(Math.min(...frames))} as (typeof rows)[0]);
		const of = (what: string): number => rows.find(row => row.what === what)?.median ?? 0;
		return {
			line: 'start',
			rows,
			targets: [
				{what: 'usher status', found: of('status'), most: 100, unit: ' ms'},
				{what: 'first frame of the dashboard', found: of('first frame'), most: 200, unit: ' ms'},
			],
		};
	} finally {
		home.close();
		await tenant.close();
	}
};
