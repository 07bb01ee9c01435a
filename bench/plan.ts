// Measures deciding and planning alone, in memory: `node --expose-gc bench/plan.ts [users] [groups] [memberships]`.
// Its first line is what a run of its own pays, with nothing compiled yet; `--first` begins with the first plan.
import {decide} from '../source/core/decide/decide.ts';
import {makePlan} from '../source/core/plan.ts';
import type {Ledger} from '../source/core/ports.ts';
import type {OrganisationState} from '../source/core/run.ts';
import {defaultSyncSettings} from '../source/core/settings.ts';
import {makeCompany} from './tools/company.ts';

const [users = 100_000, groups = 10_000, memberships = 1_000_000] = process.argv.slice(2).map(Number).filter(Number);
const {snapshot, ledger: known, organisation: full} = await makeCompany({users, groups, memberships});

const settings = {...defaultSyncSettings, people: 'all'} as const;
const now = new Date('2026-11-02T08:00:00.000Z');
const context = {bindings: new Map(), canRevoke: true, held: new Map(), now};
const nothing: Ledger = {...known, people: new Map(), groups: new Map()};
const empty: OrganisationState = {...full, members: [], groups: [], groupMembers: new Map()};
const changed: OrganisationState = {...full, members: full.members.slice(5), groups: full.groups.slice(5)};

const collect = globalThis.gc ?? (() => {});
const used = (): number => {
	const {heapUsed, arrayBuffers} = process.memoryUsage();
	return heapUsed + arrayBuffers;
};
const run = (name: string, organisation: OrganisationState, ledger: Ledger): Record<string, string | number> => {
	collect();
	const before = used();
	const residentBefore = process.memoryUsage().rss;
	const cpu = process.cpuUsage();
	const started = performance.now();
	const decided = decide(snapshot, settings, context);
	const decidedAt = performance.now();
	const plan = makePlan({profile: 'bench', roster: decided.roster, organisation, ledger, settings, now});
	const ended = performance.now();
	const {user, system} = process.cpuUsage(cpu);
	const added = used() - before;
	const resident = process.memoryUsage().rss - residentBefore;
	collect();
	return {
		plan: name,
		changes: plan.changes.length,
		'decide ms': Math.round(decidedAt - started),
		'plan ms': Math.round(ended - decidedAt),
		'both ms': Math.round(ended - started),
		// Of all threads: on a busy machine nearer the truth.
		'cpu ms': Math.round((user + system) / 1000),
		'added MB': Math.round(added / 1e6),
		'resident MB': Math.round(resident / 1e6),
		'kept MB': Math.round((used() - before) / 1e6),
	};
};

const first = process.argv.includes('--first');
const results = first
	? [run('cold: first plan', empty, nothing)]
	: [
			run('cold: nothing changed', full, known),
			run('nothing changed', full, known),
			run('a few changes', changed, known),
			run('first plan', empty, nothing),
		];
if (process.argv.includes('--json')) console.log(JSON.stringify({users, groups, memberships, results}));
else console.table(results);
