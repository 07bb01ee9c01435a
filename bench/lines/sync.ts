// A first read and plan, a first sync, nothing changed, ten changes; beside them what the peers ask, and the floor.
import {openHome, type Used, usher} from '../tools/program.ts';
import {megabytes, ms, type Result, type Row, round, type Target} from '../tools/table.ts';
import {openTenant, type Tenant, type TenantCounts} from '../tools/tenant.ts';

export type SyncSize = {readonly users: number; readonly groups: number};
export type SyncOptions = {
	readonly sizes: readonly SyncSize[];
	readonly latencies: readonly number[];
	readonly peers: boolean;
	readonly say: (text: string) => void;
};

/** Everything that a person may allow. */
export const everything = [
	'--first-run',
	'--accept-scope',
	...['removals', 'invites', 'membership-removals', 'group-removals', 'seats'].flatMap(name => [
		`--allow-${name}`,
		'100000000',
	]),
];
const peers = new URL('../tools/peers.ts', import.meta.url).pathname;

type Step = {readonly used: Used; readonly counts: TenantCounts};

const importsOf = ({bitwarden}: TenantCounts): number =>
	Object.entries(bitwarden.routes).reduce((sum, [route, count]) => sum + (route.endsWith('/import') ? count : 0), 0);

/** Of a program that asks one thing after the other: how many answers it waited for, and how long at the least. */
const chainOf = (args: readonly string[], {stdout}: Used, latency: number): Row => {
	if (args[0] !== peers) return {};
	const {pages} = JSON.parse(stdout) as {readonly pages: number};
	return {'chain ms': pages * latency};
};

const rowOf = (size: SyncSize, latency: number, what: string, {used, counts}: Step): Row => ({
	'users/groups': `${size.users.toLocaleString('en')}/${size.groups.toLocaleString('en')}`,
	latency,
	what,
	'wall ms': ms(used.wall),
	'cpu ms': ms(used.cpu),
	'peak MB': round(used.peak / 1e6),
	graph: counts.graph.requests,
	'graph MB': megabytes(counts.graph.bytes),
	units: counts.graph.units,
	bitwarden: counts.bitwarden.requests,
	'read MB': megabytes(counts.bitwarden.bytes),
	'sent MB': megabytes(counts.bitwarden.sent),
	imports: importsOf(counts),
});

const largest = 50_000;

/** Runs it for each size and latency. */
export const measureSync = async ({sizes, latencies, peers: withPeers, say}: SyncOptions): Promise<Result> => {
	const rows: Row[] = [];
	const targets: Target[] = [];
	for (const size of sizes) {
		for (const latency of latencies) {
			say(`sync: ${size.users.toLocaleString('en')} users, ${size.groups.toLocaleString('en')} groups, ${latency} ms`);
			const tenant = await openTenant({...size, members: 50, latency});
			const home = openHome(tenant);
			const step = async (what: string, ...args: readonly string[]): Promise<Step> => {
				await tenant.reset();
				const used = await home.run(args);
				const done = {used, counts: await tenant.counts()};
				rows.push({...rowOf(size, latency, what, done), ...chainOf(args, used, latency)});
				return done;
			};
			try {
				await warm(tenant);
				const floor = await step('floor: everyone listed', peers, 'floor');
				const first = await step('first read and plan', usher, 'plan');
				const floorAgain = await step('floor again', peers, 'floor');
				const baseline = withPeers ? await step('what peers ask', peers, 'peers') : undefined;
				// As people do it: the directory is known from the plan.
				await step('first sync, after the plan', usher, 'sync', ...everything);
				const same = await step('nothing changed', usher, 'sync');
				await tenant.change();
				const ten = await step('ten changes', usher, 'sync', ...everything);
				if (size.users >= largest && latency > 0)
					targets.push(...targetsOf({first, baseline, floors: [floor, floorAgain], same, ten}));
			} finally {
				home.close();
				await tenant.close();
			}
		}
	}
	return {line: 'sync', rows, targets};
};

/** The first requests of a server are slow; they are nobody's to pay for. */
const warm = async (tenant: Tenant): Promise<void> => {
	const home = openHome(tenant);
	await home.run([peers, 'floor']);
	home.close();
};

type Steps = {
	readonly first: Step;
	readonly baseline: Step | undefined;
	readonly floors: readonly Step[];
	readonly same: Step;
	readonly ten: Step;
};

const targetsOf = ({first, baseline, floors, same, ten}: Steps): Target[] => {
	const floor = floors.reduce((sum, {used}) => sum + used.wall, 0) / floors.length;
	return [
		...(baseline === undefined
			? []
			: [
					{
						what: 'first read and plan: requests, of the peers’',
						found: first.counts.graph.requests / baseline.counts.graph.requests,
						most: 1 / 17,
					},
					{
						what: 'first read and plan: time, of the peers’',
						found: first.used.wall / baseline.used.wall,
						most: 1 / 30,
					},
				]),
		{what: 'first read and plan: time, of the floor', found: first.used.wall / floor, most: 1.5},
		{what: 'first read and plan: resident', found: first.used.peak / 1e6, most: 250, unit: ' MB'},
		{what: 'nothing changed: Graph requests', found: same.counts.graph.requests, most: 3},
		{what: 'nothing changed: time', found: same.used.wall, most: 1500, unit: ' ms'},
		{what: 'ten changes: Graph requests', found: ten.counts.graph.requests, most: 6},
		// People and groups in one: the server looks up who is in a group after it has invited.
		{what: 'ten changes: imports', found: importsOf(ten.counts), most: 1},
		{what: 'ten changes: sent to Bitwarden', found: ten.counts.bitwarden.sent / 1e3, most: 100, unit: ' kB'},
	];
};
