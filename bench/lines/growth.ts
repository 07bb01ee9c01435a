// What an unchanged sync costs as the tenant grows by tens, and what a tenant at the limits takes to read, plan and store.
import {openHome, usher} from '../tools/program.ts';
import {megabytes, ms, type Result, type Row, round, type Target} from '../tools/table.ts';
import {openTenant} from '../tools/tenant.ts';
import {everything} from './sync.ts';

const sizes = [
	{users: 50, groups: 5},
	{users: 500, groups: 50},
	{users: 5000, groups: 500},
	{users: 50_000, groups: 5000},
];

export const measureGrowth = async (say: (text: string) => void): Promise<Result> => {
	const rows: Row[] = [];
	const asked: number[] = [];
	for (const size of sizes) {
		say(`growth: ${size.users.toLocaleString('en')} users`);
		const tenant = await openTenant({...size, members: 20, latency: 0});
		const home = openHome(tenant);
		try {
			await home.run([usher, 'sync', ...everything]);
			await tenant.reset();
			const same = await home.run([usher, 'sync']);
			const counts = await tenant.counts();
			asked.push(counts.graph.requests);
			rows.push({
				users: size.users,
				groups: size.groups,
				'wall ms': ms(same.wall),
				'cpu ms': ms(same.cpu),
				'peak MB': round(same.peak / 1e6),
				graph: counts.graph.requests,
				'graph kB': round(counts.graph.bytes / 1000, 1),
				units: counts.graph.units,
				bitwarden: counts.bitwarden.requests,
				'read MB': megabytes(counts.bitwarden.bytes),
			});
		} finally {
			home.close();
			await tenant.close();
		}
	}
	return {
		line: 'growth',
		rows,
		targets: [{what: 'nothing changed: Graph requests, largest over smallest', found: ratio(asked), most: 1}],
	};
};

const ratio = (values: readonly number[]): number => Math.max(...values) / Math.min(...values);

/** 100,000 people, 10,000 groups, 1,000,000 memberships: read, planned and stored. */
export const measureLimits = async (say: (text: string) => void): Promise<Result> => {
	const size = {users: 100_000, groups: 10_000, members: 100, latency: 0};
	say('limits: 100,000 users, 10,000 groups of 100');
	const tenant = await openTenant(size);
	const home = openHome(tenant);
	const rows: Row[] = [];
	const targets: Target[] = [];
	try {
		for (const [what, most] of [
			['first read and plan', 500],
			['nothing changed', 500],
		] as const) {
			await tenant.reset();
			const used = await home.run([usher, 'plan']);
			const counts = await tenant.counts();
			rows.push({
				what,
				'wall ms': ms(used.wall),
				'cpu ms': ms(used.cpu),
				'peak MB': round(used.peak / 1e6),
				graph: counts.graph.requests,
				'graph MB': megabytes(counts.graph.bytes),
				units: counts.graph.units,
			});
			targets.push({what: `${what}: resident`, found: used.peak / 1e6, most, unit: ' MB'});
		}
	} finally {
		home.close();
		await tenant.close();
	}
	return {line: 'limits', rows, targets};
};
