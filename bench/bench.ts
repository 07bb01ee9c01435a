// `npm run bench`: what Usher costs, measured on the practice tenant. Every line is a ratio within one run, because
// machines are noisy. See docs/performance.md.
import {writeFileSync} from 'node:fs';
import {availableParallelism, cpus} from 'node:os';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {measureGrowth, measureLimits} from './lines/growth.ts';
import {measurePace} from './lines/pace.ts';
import {measurePlan} from './lines/plan.ts';
import {measureScreen} from './lines/screen.ts';
import {measureStart} from './lines/start.ts';
import {measureSync} from './lines/sync.ts';
import {met, type Result, table, targetRows} from './tools/table.ts';

const {values} = parseArgs({
	options: {
		only: {type: 'string'},
		size: {type: 'string'},
		latency: {type: 'string', default: '0,40'},
		'no-peers': {type: 'boolean', default: false},
		json: {type: 'string'},
		help: {type: 'boolean', short: 'h', default: false},
	},
});

const help = `npm run bench -- [options]
  --only LINES      some of: sync, plan, limits, growth, pace, start, screen (comma between; all without it)
  --size SIZES      of the line sync: small, middle, large (comma between)
  --latency MS      of the line sync: 0,40
  --no-peers        leave out what peers ask, which takes minutes
  --json FILE       write the results there as well`;

const say = (text: string): void => {
	process.stderr.write(`${text}\n`);
};

const sizes = {
	small: {users: 200, groups: 40},
	middle: {users: 5000, groups: 500},
	large: {users: 50_000, groups: 2000},
};
const list = (text: string | undefined): string[] | undefined => text?.split(',').map(part => part.trim());
const wanted = list(values.size);
const lines: Readonly<Record<string, () => Promise<Result>>> = {
	sync: () =>
		measureSync({
			sizes: Object.entries(sizes).flatMap(([name, size]) =>
				wanted === undefined || wanted.includes(name) ? [size] : [],
			),
			latencies: (list(values.latency) ?? []).map(Number),
			peers: !values['no-peers'],
			say,
		}),
	plan: measurePlan,
	limits: () => measureLimits(say),
	growth: () => measureGrowth(say),
	pace: () => measurePace(say),
	start: measureStart,
	screen: () => measureScreen(say),
};

if (values.help) {
	process.stdout.write(`${help}\n`);
} else {
	const only = list(values.only) ?? Object.keys(lines);
	const unknown = only.filter(name => lines[name] === undefined);
	if (unknown.length > 0) throw new Error(`no such line: ${unknown.join(', ')}\n${help}`);
	const results: Result[] = [];
	for (const name of only) {
		const result = await (lines[name] as () => Promise<Result>)();
		results.push(result);
		process.stdout.write(`\n${name}\n${table(result.rows)}\n`);
		if (result.targets.length > 0) process.stdout.write(`\n${table(targetRows(result.targets))}\n`);
	}
	if (values.json !== undefined) {
		const machine = {processor: cpus()[0]?.model, cores: availableParallelism(), node: process.version};
		writeFileSync(
			values.json,
			`${JSON.stringify({at: new Date().toISOString(), machine, results}, undefined, '\t')}\n`,
		);
	}
	if (results.some(result => result.targets.some(target => !met(target)))) process.exitCode = 1;
}
