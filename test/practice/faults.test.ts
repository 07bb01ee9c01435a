import {Agent, request} from 'undici';
import {afterEach, describe, expect, test} from 'vitest';
import type {Harm} from '../../source/practice/faults.ts';
import type {PracticeOptions} from '../../source/practice/start.ts';
import {ask, type Opened, open} from './client.ts';

let opened: Opened | undefined;
const agents: Agent[] = [];
const start = async (options?: PracticeOptions): Promise<Opened> => {
	opened = await open(options);
	return opened;
};
afterEach(async () => {
	for (const agent of agents.splice(0)) await agent.destroy();
	await opened?.practice.close();
	opened = undefined;
});

/** GET by undici, over HTTP/2 or HTTP/1.1. */
const get = async ({ca, practice, token}: Opened, path: string, allowH2: boolean, timeout = 2000) => {
	const agent = new Agent({connect: {ca}, allowH2, headersTimeout: timeout, bodyTimeout: timeout});
	agents.push(agent);
	const authorization = `Bearer ${await token()}`;
	const {statusCode, headers, body} = await request(`${practice.urls.graph}/v1.0${path}`, {
		dispatcher: agent,
		headers: {authorization},
	});
	return {status: statusCode, headers, text: await body.text()};
};

describe.each([
	['HTTP/2', true],
	['HTTP/1.1', false],
])('over %s', (_, h2) => {
	/** A tenant whose next answer about users is hurt; others are not. */
	const hurt = async (harm: Harm): Promise<Opened> => {
		const own = await start();
		own.practice.faults.add({service: 'graph', route: 'GET /v1.0/users', harm});
		await expect(get(own, '/groups?$top=1', h2)).resolves.toMatchObject({status: 200});
		return own;
	};

	test('refuses with 429, in every form of Retry-After', async () => {
		const own = await hurt({kind: 'throttle', retryAfter: {seconds: 2.128, form: 'decimal'}});
		expect(await get(own, '/users', h2)).toMatchObject({status: 429, headers: {'retry-after': '2.128'}});
		own.practice.faults.add({harm: {kind: 'throttle', retryAfter: 'absent'}, route: '/users'});
		const {headers, text} = await get(own, '/users', h2);
		expect(headers).not.toHaveProperty('retry-after');
		expect(JSON.parse(text).error.code).toBe('TooManyRequests');
	});

	test('answers 503, a gateway’s page, a portal’s page, a redirect, other JSON', async () => {
		const own = await hurt({kind: 'status', status: 503, retryAfter: {seconds: 3}});
		expect(await get(own, '/users', h2)).toMatchObject({status: 503, headers: {'retry-after': '3'}});
		const answers: [Harm, number, RegExp][] = [
			[{kind: 'bad-gateway'}, 502, /^<html>/],
			[{kind: 'html'}, 200, /^<!DOCTYPE html>/],
			[{kind: 'redirect', location: 'https://elsewhere.example/'}, 302, /^$/],
			[{kind: 'wrong-content'}, 200, /hello/],
		];
		for (const [harm, status, body] of answers) {
			own.practice.faults.add({service: 'graph', harm});
			const answer = await get(own, '/users', h2);
			expect(answer.status).toBe(status);
			expect(answer.text).toMatch(body);
		}
		expect(own.practice.faults.done.map(one => one.kind)).toEqual([
			'status',
			'bad-gateway',
			'html',
			'redirect',
			'wrong-content',
		]);
	});

	test('breaks the connection before the answer, and in the middle of it', async () => {
		const own = await hurt({kind: 'reset'});
		await expect(get(own, '/users', h2)).rejects.toThrow();
		own.practice.faults.add({service: 'graph', harm: {kind: 'reset-in-body'}});
		await expect(get(own, '/users', h2)).rejects.toThrow();
		expect((await get(own, '/users', h2)).status).toBe(200);
	});

	test('cuts JSON short, sends it slowly, or never', async () => {
		const own = await hurt({kind: 'truncated'});
		const {status, text} = await get(own, '/users', h2);
		expect(status).toBe(200);
		expect(() => JSON.parse(text)).toThrow();
		own.practice.faults.add({service: 'graph', harm: {kind: 'slow-body', pieces: 4, pauseMs: 5}});
		expect(JSON.parse((await get(own, '/users', h2)).text).value).toHaveLength(60);
		own.practice.faults.add({service: 'graph', harm: {kind: 'hang'}});
		await expect(get(own, '/users', h2, 100)).rejects.toThrow();
	});

	test('does the work and loses the answer', async () => {
		const own = await hurt({kind: 'delay', ms: 1});
		own.practice.faults.add({service: 'bitwarden', route: /POST \/identity/, harm: {kind: 'answer-lost'}});
		const {ca, practice} = own;
		await expect(ask(ca, `${practice.urls.bitwarden}/identity/connect/token`, {body: {}})).rejects.toThrow();
		expect(practice.bitwarden.requests.total).toBe(1);
		expect(practice.bitwarden.requests.recent[0]?.status).toBe(0);
	});

	test('sends links to another host, or the same link again, or the wrong time', async () => {
		const own = await start({users: 150});
		const {practice} = own;
		practice.faults.add({service: 'graph', harm: {kind: 'foreign-link', origin: 'https://evil.example'}});
		const foreign = JSON.parse((await get(own, '/users', h2)).text)['@odata.nextLink'];
		expect(foreign).toMatch(/^https:\/\/evil\.example\/v1\.0\/users\?/);
		practice.faults.add({service: 'graph', harm: {kind: 'repeated-link'}});
		const again = JSON.parse((await get(own, '/users?$top=7', h2)).text)['@odata.nextLink'];
		expect(again).toBe(`${practice.urls.graph}/v1.0/users?$top=7`);
		practice.faults.add({service: 'graph', harm: {kind: 'clock-skew', ms: -3_600_000}});
		const {headers} = await get(own, '/users', h2);
		expect(Date.now() - Date.parse(String(headers.date))).toBeGreaterThan(3_500_000);
	});
});

describe('rules', () => {
	test('hurt the nth matching request, so many times, and are forgotten when taken back', async () => {
		const {practice, graph} = await start();
		const rule = practice.faults.add({
			route: /GET \/v1\.0\/groups\b/,
			from: 2,
			times: 2,
			harm: {kind: 'status', status: 500},
		});
		const statuses: number[] = [];
		for (let round = 0; round < 5; round++) statuses.push((await graph('/groups?$top=1')).status);
		expect(statuses).toEqual([200, 500, 500, 200, 200]);
		expect((await graph('/users')).status).toBe(200);
		rule();
		practice.faults.add({times: Infinity, chance: 0.5, service: 'graph', harm: {kind: 'bad-gateway'}});
		const drawn: number[] = [];
		for (let round = 0; round < 20; round++) drawn.push((await graph('/organization')).status);
		expect(new Set(drawn)).toEqual(new Set([200, 502]));
		practice.faults.clear();
		expect((await graph('/organization')).status).toBe(200);
	});

	test('can hurt single items of a batch, and nothing else', async () => {
		const {practice, graph} = await start();
		practice.faults.add({
			item: true,
			route: 'GET /organization',
			harm: {kind: 'status', status: 503, retryAfter: {seconds: 2}},
		});
		practice.faults.add({item: true, route: 'GET /groups', harm: {kind: 'throttle', retryAfter: 'absent'}});
		expect((await graph('/organization')).status).toBe(200);
		const requests = ['/organization', '/groups?$top=1', '/users?$top=1'].map(url => ({id: url, method: 'GET', url}));
		const {json} = await graph('/$batch', {body: {requests}});
		// biome-ignore lint/suspicious/noExplicitAny: answers of services are read freely in tests.
		const byId = new Map<string, any>(json.responses.map((one: {id: string}) => [one.id, one]));
		expect([...byId].map(([id, one]) => [id, one.status]).sort()).toEqual([
			['/groups?$top=1', 429],
			['/organization', 503],
			['/users?$top=1', 200],
		]);
		expect(byId.get('/organization').headers['Retry-After']).toBe('2');
		expect(byId.get('/groups?$top=1').headers).not.toHaveProperty('Retry-After');
	});

	test('the same seed hurts the same requests', async () => {
		const draw = async (): Promise<string> => {
			const {practice, ca} = await start({seed: 99});
			practice.faults.add({times: Infinity, chance: 0.5, harm: {kind: 'bad-gateway'}});
			let text = '';
			for (let round = 0; round < 12; round++) {
				text += (await ask(ca, `${practice.urls.graph}/v1.0/users`)).status === 502 ? 'x' : '.';
			}
			await practice.close();
			return text;
		};
		expect(await draw()).toBe(await draw());
	});
});

describe('the servers', () => {
	test('are not trusted without the authority', async () => {
		const {practice} = await start();
		await expect(ask('', practice.urls.graph)).rejects.toThrow(/certificate|issuer/i);
	});

	test('speak HTTP/2 and HTTP/1.1, and count what they are asked', async () => {
		const own = await start();
		await get(own, '/users?$top=1', true);
		await get(own, '/users?$top=1', false);
		const {requests} = own.practice.graph;
		expect([...requests.byRoute]).toEqual([['GET /v1.0/users', 2]]);
		expect(requests.recent.map(one => one.headers.authorization?.slice(0, 7))).toEqual(['Bearer ', 'Bearer ']);
		requests.reset();
		expect(requests.total).toBe(0);
	});

	test('close fully, also with requests that hang', async () => {
		const own = await start();
		own.practice.faults.add({service: 'graph', harm: {kind: 'hang'}});
		const hanging = ask(own.ca, `${own.practice.urls.graph}/v1.0/users`).catch(() => 'broken');
		await expect.poll(() => own.practice.faults.done.length).toBe(1);
		await own.practice.close();
		expect(await hanging).toBe('broken');
		await expect(ask(own.ca, own.practice.urls.graph)).rejects.toThrow();
	});
});
