// A full read against the published limits of a large tenant: 10,000 groups, so that the resource units bind.
import {openHome, usher} from '../tools/program.ts';
import {ms, type Result, round} from '../tools/table.ts';
import {openTenant} from '../tools/tenant.ts';

/** Microsoft Graph, "Service-specific throttling limits": a tenant of more than 500 users, one application. */
const atOnce = 8000;
const eachSecond = 800;

export const measurePace = async (say: (text: string) => void): Promise<Result> => {
	say('pace: 20,000 users, 10,000 groups, throttled as published');
	const tenant = await openTenant({users: 20_000, groups: 10_000, members: 20, latency: 40});
	const home = openHome(tenant);
	try {
		await tenant.reset();
		await tenant.throttling(true);
		const used = await home.run([usher, 'plan']);
		const {graph} = await tenant.counts();
		const seconds = (graph.lastAt - graph.firstAt) / 1000;
		const allowed = atOnce + eachSecond * seconds;
		const share = graph.units / allowed;
		// Items of batches are requests too: that is how Graph counts them.
		const refused = graph.refused / (graph.units / 2);
		return {
			line: 'pace',
			rows: [
				{
					'wall ms': ms(used.wall),
					'graph s': round(seconds, 1),
					requests: graph.requests,
					units: graph.units,
					allowed: round(allowed),
					'share %': round(share * 100, 1),
					'answers 429': graph.refused,
				},
			],
			targets: [
				{what: 'throttled: share of the allowed rate', found: share, least: 0.9},
				{what: 'throttled: share of answers 429', found: refused, most: 0.02},
			],
		};
	} finally {
		home.close();
		await tenant.close();
	}
};
