// Whole runs in bad weather: either the right result, or a clear error with its exit code, and never half a plan.
import {expect, onTestFinished, test} from 'vitest';
import type {Harm} from '../../../source/practice/faults.ts';
import {openScene, type Scene, wordsOf} from '../../helpers/scene.ts';

const size = {users: 60, groups: 20, members: 200, oddities: true} as const;
const harms: readonly (readonly [string, Harm])[] = [
	['429 with a wait', {kind: 'throttle', retryAfter: {seconds: 0.2, form: 'decimal'}}],
	['429 without one', {kind: 'throttle', retryAfter: 'absent'}],
	['503', {kind: 'status', status: 503}],
	['502 with a page', {kind: 'bad-gateway'}],
	['HTML instead of JSON', {kind: 'html'}],
	['a reset', {kind: 'reset'}],
	['a reset in the middle of a body', {kind: 'reset-in-body'}],
	['truncated JSON', {kind: 'truncated'}],
	['JSON of another shape', {kind: 'wrong-content', body: '{"hello":1}'}],
];
/** What a first run asks for, in that order, each before anything is written. */
const reads = [
	['bitwarden', '/identity/connect/token'],
	['login', '/oauth2/v2.0/token'],
	['graph', 'GET /v1.0/users?'],
	['graph', 'GET /v1.0/groups?'],
	['graph', '/$batch'],
	['bitwarden', 'GET /api/public/members'],
	['bitwarden', 'GET /api/public/groups'],
] as const;

const opened = (retrySeconds = '10'): Promise<Scene> =>
	openScene(size, {USHER_RETRY: retrySeconds, USHER_TIMEOUT: '5'});
const held = ({bitwarden: {store}}: Scene): unknown => [
	[...store.members.values()].map(({email, externalId, status}) => [email, externalId, status]).sort(),
	[...store.groups.values()].map(({name, externalId, members}) => [name, externalId, members.size]).sort(),
];

type Right = {readonly plan: readonly string[]; readonly held: unknown};
let known: Promise<Right> | undefined;
const fairWeather = async (): Promise<Right> => {
	const scene = await opened();
	const {report} = await scene.sync();
	expect([0, 14]).toContain(report.exitCode);
	const plan = wordsOf(report.plan?.changes);
	expect(plan.length).toBeGreaterThan(60);
	return {plan, held: held(scene)};
};
/** What a run in fair weather plans and leaves behind; asked inside a test. */
const rightly = (): Promise<Right> => {
	known ??= fairWeather();
	return known;
};

// JSON of another shape may be a proxy's, or another version's: what does not mend itself may end the run.
test.each(harms.slice(0, -1))('%s, once at each kind of request: the right organisation', async (_name, harm) => {
	const right = await rightly();
	const scene = await opened();
	for (const [service, route] of reads) scene.practice.faults.add({service, route, harm});
	const {report} = await scene.sync();
	expect(scene.practice.faults.done.length).toBeGreaterThan(reads.length - 2);
	expect([0, 14], report.error?.message).toContain(report.exitCode);
	expect(wordsOf(report.plan?.changes)).toEqual(right.plan);
	expect(held(scene)).toEqual(right.held);
});

test.each(harms)(
	'%s, without end: a sentence and an exit code, no plan, nothing sent, nothing kept',
	async (_name, harm) => {
		const right = await rightly();
		let scene = await opened('1');
		for (const [service, route] of reads) {
			// The token that the run before got would not be asked for again.
			if (service === 'login') scene = await opened('1');
			scene.practice.faults.clear();
			scene.practice.faults.add({service, route, times: Number.POSITIVE_INFINITY, harm});
			const {report, events} = await scene.sync();
			expect(report, `${service} ${route}`).toMatchObject({outcome: 'failed', applied: {}});
			expect([11, 15, 16], `${service} ${route}: ${report.error?.code}`).toContain(report.exitCode);
			expect(report.plan).toBeUndefined();
			expect(report.error?.message, `${service} ${route}`).toMatch(/^\S.*[.!?]$/s);
			expect(report.error?.advice, `${service} ${route}`).not.toBe('');
			expect(report.error?.code).not.toBe('unexpected');
			expect(events.filter(({kind}) => kind === 'step-started' || kind === 'planned')).toEqual([]);
			expect(scene.writes()).toEqual([]);
			if (service !== 'bitwarden') expect(scene.profile.state.load(new Date()).directory).toBeUndefined();
		}
		scene.practice.faults.clear();
		const {report} = await scene.sync();
		expect(wordsOf(report.plan?.changes)).toEqual(right.plan);
		expect(held(scene)).toEqual(right.held);
	},
);

test.each([
	['next link', 'graph', 'GET /v1.0/users?', {kind: 'foreign-link', origin: 'https://localhost:1'}],
	['delta link', 'graph', '/users/delta', {kind: 'foreign-link', origin: 'https://localhost:1'}],
	['link that repeats', 'graph', 'GET /v1.0/users?', {kind: 'repeated-link'}],
	['redirect of Graph', 'graph', 'GET /v1.0/users?', {kind: 'redirect', location: 'https://localhost:1/users'}],
	['redirect of the login', 'login', '/oauth2/v2.0/token', {kind: 'redirect', location: 'https://localhost:1/token'}],
	[
		'redirect of Bitwarden',
		'bitwarden',
		'GET /api/public/members',
		{kind: 'redirect', location: 'https://localhost:1/m'},
	],
	['redirect of an import', 'bitwarden', '/import', {kind: 'redirect', location: 'https://localhost:1/i'}],
] as const)(
	'a %s to another host: an error, and the token stays where it belongs',
	async (_name, service, route, harm) => {
		// Whoever listens there would have been given a token.
		const elsewhere = await openScene({users: 1, groups: 0});
		const origin = elsewhere.practice.urls.bitwarden;
		const aimed = JSON.parse(JSON.stringify(harm).replace('https://localhost:1', origin)) as Harm;
		const scene = await openScene({users: 1200, groups: 0}, {USHER_RETRY: '10'});
		onTestFinished(() => scene.practice.faults.clear());
		scene.practice.faults.add({service, route, times: Number.POSITIVE_INFINITY, harm: aimed});
		const before = elsewhere.bitwarden.requests.total;
		const {report} = await scene.sync();
		expect(scene.practice.faults.done.length).toBeGreaterThan(0);
		expect(report.error?.code).not.toBe('unexpected');
		expect([11, 15, 16], report.error?.message).toContain(report.exitCode);
		expect(elsewhere.bitwarden.requests.total).toBe(before);
		expect(scene.everyone()).toHaveLength(1);
	},
);

test.each(['gone', 'sync-state-not-found', 'resync-required', 'too-old'] as const)(
	'a delta token that died (%s) costs a full read, and nothing else',
	async deadToken => {
		let skipped = 0;
		const scene = await openScene({...size, clock: () => Date.now() + skipped});
		await scene.sync();
		scene.practice.graph.knobs.deadToken = deadToken;
		scene.practice.graph.expireDeltaTokens();
		skipped = 10;
		scene.company.hire({name: 'Newcomer', mail: 'newcomer@halden.example'});
		const {report, events} = await scene.sync();
		expect(events).toContainEqual({kind: 'read-started', mode: 'full', why: 'cursor-dead'});
		expect(wordsOf(report.plan?.changes)).toEqual(['invite newcomer@halden.example']);
		expect(scene.standing('newcomer@halden.example')).toMatch(/^invited/);
		await scene.settled();
	},
);

test('tokens of both services that end on the way are renewed', async () => {
	const right = await rightly();
	const scene = await opened();
	const body = JSON.stringify({error: {code: 'InvalidAuthenticationToken', message: 'Lifetime validation failed.'}});
	const harm: Harm = {kind: 'status', status: 401, body};
	scene.practice.faults.add({service: 'graph', route: 'GET /v1.0/groups?', harm});
	scene.practice.faults.add({service: 'bitwarden', route: 'GET /api/public/members', harm: {...harm, body: ''}});
	scene.practice.faults.add({service: 'bitwarden', route: '/import', harm: {...harm, body: ''}});
	const {report} = await scene.sync();
	expect(scene.practice.faults.done).toHaveLength(3);
	expect([0, 14]).toContain(report.exitCode);
	expect(held(scene)).toEqual(right.held);
});
