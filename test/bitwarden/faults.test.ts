import {describe, expect, test} from 'vitest';
import type {Step} from '../../source/core/ports.ts';
import {type Http, HttpError} from '../../source/platform/http/port.ts';
import type {Harm} from '../../source/practice/faults.ts';
import {bench, entra} from '../helpers/organisation.ts';

const ann = {email: 'ann@a.example', externalId: entra('id-ann'), deleted: false};
const step: Step = {kind: 'import', members: [ann], groups: [], invite: 'mail'};
const route = 'POST /api/public/organization/import';
const imports = (paths: string[]) => paths.filter(path => path === route).length;

describe('a write that may have been done is never repeated', () => {
	const harms: readonly [string, Harm, boolean][] = [
		['the answer is lost', {kind: 'answer-lost'}, true],
		['the answer never comes', {kind: 'answer-lost', how: 'silence'}, true],
		['the connection breaks', {kind: 'reset'}, false],
		['a gateway gives up', {kind: 'bad-gateway'}, false],
		[
			'the server fails',
			{kind: 'status', status: 500, body: '{"object":"error","message":"An unhandled server error has occurred."}'},
			false,
		],
		['the server is away', {kind: 'status', status: 503, retryAfter: {seconds: 1}}, false],
		['a page of the network answers', {kind: 'html'}, false],
	];
	test.each(harms)('%s', async (_, harm, wasDone) => {
		const {organisation, call, faults, bitwarden} = await bench({}, {timeoutMs: 400});
		await organisation.abilities(call);
		faults.add({route, harm});
		expect(await organisation.execute(step, call)).toMatchObject({kind: 'unknown'});
		expect(faults.done).toHaveLength(1);
		expect(imports(bitwarden.audit.map(({method, path}) => `${method} ${path}`))).toBe(wasDone ? 1 : 0);
		expect(bitwarden.mails).toHaveLength(wasDone ? 1 : 0);
	});
});

test('a write that was throttled was not done: it waits as long as it is told, and sends again', async () => {
	const {organisation, call, faults, bitwarden, waits} = await bench();
	await organisation.abilities(call);
	faults.add({route, times: 3, harm: {kind: 'throttle', retryAfter: {seconds: 7}}});
	expect(await organisation.execute(step, call)).toEqual({kind: 'done'});
	expect(waits.filter(wait => wait.because === 'throttled').map(wait => wait.seconds)).toEqual([7, 7, 7]);
	expect(bitwarden.mails).toHaveLength(1);
	expect(organisation.meter().throttled).toBe(3);
});

test('throttled for longer than the budget is an error that says that nothing was done', async () => {
	const {organisation, call, faults} = await bench({}, {retryMs: 60_000});
	await organisation.abilities(call);
	faults.add({route, harm: {kind: 'throttle', retryAfter: {seconds: 900}}});
	await expect(organisation.execute(step, call)).rejects.toMatchObject({
		code: 'throttled',
		exitCode: 16,
		message: expect.stringContaining('not done'),
	});
});

test('a token that stops being good is renewed once, for reads and for writes', async () => {
	const {organisation, call, bitwarden, asked} = await bench();
	await organisation.abilities(call);
	bitwarden.forgetTokens();
	expect(await organisation.execute(step, call)).toEqual({kind: 'done'});
	bitwarden.forgetTokens();
	asked();
	expect(await organisation.members(call)).toHaveLength(2);
	expect(asked()).toEqual(['GET /api/public/members', 'POST /identity/connect/token', 'GET /api/public/members']);
});

test('a read that hears late that its token was refused takes the one that others have got meanwhile', async () => {
	const {another, call, bitwarden, asked, http} = await bench();
	let renewed = (): void => {};
	const renewal = new Promise<void>(resolve => {
		renewed = resolve;
	});
	const organisation = another({
		http: {
			...http,
			request: async request => {
				const response = await http.request(request);
				if (request.url.endsWith('/groups') && response.status === 401) await renewal;
				return response;
			},
		},
	});
	await organisation.abilities(call);
	bitwarden.forgetTokens();
	const late = organisation.groups(call);
	await organisation.members(call);
	renewed();
	asked();
	await late;
	expect(asked()).toEqual(['GET /api/public/groups']);
});

test('a server that takes no token at all is an error of the sign-in', async () => {
	const {organisation, call, faults, bitwarden} = await bench();
	await organisation.abilities(call);
	faults.add({route: '/api/public/', times: Number.POSITIVE_INFINITY, harm: {kind: 'status', status: 401}});
	await expect(organisation.members(call)).rejects.toMatchObject({code: 'bitwarden-token-refused', exitCode: 11});
	await expect(organisation.execute(step, call)).rejects.toMatchObject({code: 'bitwarden-token-refused'});
	expect(bitwarden.mails).toEqual([]);
});

test('a token is renewed before it ends', async () => {
	let now = Date.now();
	const {organisation, call, asked} = await bench({now: () => now});
	await organisation.abilities(call);
	asked();
	now += 3_530_000;
	await organisation.groups(call);
	now += 20_000;
	await organisation.groups(call);
	expect(asked()).toEqual(['GET /api/public/groups', 'POST /identity/connect/token', 'GET /api/public/groups']);
});

describe('reads are repeated until there is an answer', () => {
	const harms: readonly Harm[] = [
		{kind: 'reset'},
		{kind: 'reset-in-body'},
		{kind: 'truncated'},
		{kind: 'html'},
		{kind: 'bad-gateway'},
		{kind: 'throttle', retryAfter: {seconds: 2}},
		{kind: 'throttle', retryAfter: 'absent'},
		{kind: 'status', status: 503, retryAfter: {seconds: 1, form: 'date'}},
	];
	test.each(harms)('$kind', async harm => {
		const {organisation, call, faults} = await bench({members: [{email: 'a@a.example'}]});
		faults.add({route: 'GET /api/public/members', times: 2, harm});
		expect(await organisation.members(call)).toHaveLength(2);
		expect(faults.done).toHaveLength(2);
	});
});

test('a body that comes slowly is read to its end', async () => {
	const {organisation, call, faults} = await bench({members: [{email: 'a@a.example'}]});
	faults.add({route: 'GET /api/public/members', harm: {kind: 'slow-body', pieces: 5, pauseMs: 5}});
	expect(await organisation.members(call)).toHaveLength(2);
});

test('aborted before it is sent, a write is not sent; in flight, it is finished', async () => {
	const {organisation, faults, bitwarden, waits} = await bench();
	const stop = new AbortController();
	const call = {signal: stop.signal, waiting: waits.push.bind(waits)};
	await organisation.abilities(call);
	faults.add({route, harm: {kind: 'delay', ms: 150}});
	const running = organisation.execute(step, call);
	await expect.poll(() => bitwarden.mails.length).toBe(1);
	stop.abort(new Error('stopped'));
	expect(await running).toEqual({kind: 'done'});
	await expect(organisation.execute(step, call)).rejects.toThrow('stopped');
	expect(bitwarden.audit.filter(({path}) => path.endsWith('/import'))).toHaveLength(1);
});

describe('a write that never left', () => {
	/** The real network, but the first so many writes do not get out. */
	const closedDoor = (http: Http, times: number): Http => {
		let left = times;
		return {
			close: http.close,
			request: request => {
				if (!request.url.endsWith('/import') || left-- <= 0) return http.request(request);
				return Promise.reject(new HttpError('refused', 'localhost', false, 'localhost cannot be reached.'));
			},
		};
	};

	test('is sent when the door opens', async () => {
		const {another, http, call, bitwarden, waits} = await bench();
		const organisation = another({http: closedDoor(http, 3)});
		expect(await organisation.execute(step, call)).toEqual({kind: 'done'});
		expect(bitwarden.mails).toHaveLength(1);
		expect(waits.map(wait => wait.because)).toEqual(['unavailable', 'unavailable', 'unavailable']);
	});

	test('is an error, not an unknown outcome, when it stays shut', async () => {
		const {another, http, call, bitwarden} = await bench();
		const organisation = another({http: closedDoor(http, Number.POSITIVE_INFINITY)});
		await expect(organisation.execute(step, call)).rejects.toMatchObject({code: 'network-refused', exitCode: 16});
		expect(bitwarden.mails).toEqual([]);
	});
});

test('a redirect is followed nowhere, and the token goes nowhere', async () => {
	const {organisation, call, faults, bitwarden} = await bench();
	await organisation.abilities(call);
	faults.add({route, harm: {kind: 'redirect', location: 'https://elsewhere.example/import'}});
	expect(await organisation.execute(step, call)).toMatchObject({
		kind: 'refused',
		status: 302,
		advice: expect.stringContaining('elsewhere.example'),
	});
	expect(bitwarden.mails).toEqual([]);
});
