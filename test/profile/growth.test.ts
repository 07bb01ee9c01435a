import {expect, test} from 'vitest';
import {finish, practiceRoom} from '../helpers/practice-profile.ts';

/** What an unchanged sync asks of Graph and hears from it, and what it sends to the organisation. */
const unchanged = async (users: number, groups: number) => {
	const {practice, open} = await practiceRoom({users, groups});
	const profile = await open();
	const allow = {
		firstRun: true,
		invites: users,
		seats: users,
		removals: users,
		groupRemovals: groups,
		membershipRemovals: 1e9,
	};
	const first = await finish(profile, {mode: 'sync', allow});
	expect(first.report.outcome).toMatch(/^applied/);
	practice.graph.requests.reset();
	const {units} = practice.graph.spent;
	practice.bitwarden.audit.length = 0;
	const again = await finish(profile, {mode: 'sync'});
	expect(again.report.outcome).toBe('nothing-to-do');
	return {
		requests: practice.graph.requests.total,
		routes: [...practice.graph.requests.byRoute.keys()].sort(),
		bytes: practice.graph.requests.bytesOut,
		units: practice.graph.spent.units - units,
		written: practice.bitwarden.audit.filter(({method, path}) => method !== 'GET' && !path.endsWith('/connect/token')),
		members: practice.bitwarden.store.members.size,
	};
};

test('what an unchanged sync asks of Graph does not grow with the tenant', async () => {
	const small = await unchanged(40, 6);
	const large = await unchanged(2000, 200);
	expect(large.members).toBeGreaterThan(small.members * 20);
	expect(small.requests).toBeLessThanOrEqual(3);
	expect(large.requests).toBe(small.requests);
	expect(large.routes).toEqual(small.routes);
	expect(large.units).toBe(small.units);
	// Answers without anything in them; their links name a tenant and a place, which takes as many letters as it takes.
	expect(large.bytes).toBeLessThan(small.bytes + 200);
	expect(large.written).toEqual([]);
});
