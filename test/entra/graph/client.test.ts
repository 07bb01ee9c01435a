import {expect, test} from 'vitest';
import {createGraph} from '../../../source/entra/graph/client.ts';
import {readGraphFailure} from '../../../source/entra/graph/errors.ts';
import {HttpError, type HttpRequest, type HttpResponse} from '../../../source/platform/http/port.ts';
import {answer, calling, fakeClock, fakeHttp, fakeSignIn, refusal} from '../fake-answers.ts';

const root = 'https://graph.microsoft.com/v1.0';

const open = (respond: (request: HttpRequest, count: number) => HttpResponse) => {
	const clock = fakeClock();
	const http = fakeHttp(respond);
	const signIn = fakeSignIn();
	const graph = createGraph({cloud: {graph: 'https://graph.microsoft.com'}, signIn, http, random: () => 0.5, ...clock});
	return {graph, http, signIn, clock};
};

const all = async (graph: ReturnType<typeof open>['graph'], path: string) => {
	const pages: (readonly unknown[])[] = [];
	for await (const page of graph.pages(path, calling())) {
		if (page.restarted) pages.length = 0;
		pages.push(page.items);
	}
	return pages;
};

test('every request carries its own id, and the header for advanced queries only when asked', async () => {
	const {graph, http} = open(() => answer(200, {value: []}));
	await graph.get('/users', calling());
	await graph.get('/users?$count=true', calling(), {advanced: true});
	const [first, second] = http.asked;
	expect(first?.headers?.['client-request-id']).toMatch(/^[0-9a-f-]{36}$/);
	expect(first?.headers?.['client-request-id']).not.toBe(second?.headers?.['client-request-id']);
	expect(first?.headers).not.toHaveProperty('consistencylevel');
	expect(second?.headers?.consistencylevel).toBe('eventual');
});

test('an expired token is renewed once; a second 401 is an error of the sign-in', async () => {
	const good = open(request =>
		request.headers?.authorization === 'Bearer token-2'
			? answer(200, {value: [1]})
			: refusal(401, 'InvalidAuthenticationToken'),
	);
	expect(await good.graph.get('/users', calling())).toEqual({value: [1]});
	expect(good.signIn.made()).toBe(2);
	const bad = open(() => refusal(401, 'InvalidAuthenticationToken'));
	await expect(bad.graph.get('/users', calling())).rejects.toMatchObject({code: 'token-refused', exitCode: 11});
	expect(bad.http.asked).toHaveLength(2);
});

test('many calls that are refused together renew the token once', async () => {
	const {graph, signIn} = open(request =>
		request.headers?.authorization === 'Bearer token-1' ? refusal(401, 'InvalidAuthenticationToken') : answer(200, {}),
	);
	await Promise.all(Array.from({length: 6}, () => graph.get('/users', calling())));
	expect(signIn.made()).toBe(2);
});

test.each([
	['/users', 'User.Read.All'],
	['/users/delta?$deltatoken=latest', 'User.Read.All'],
	['/groups?$top=999', 'GroupMember.Read.All'],
	['/groups/0000/members', 'GroupMember.Read.All'],
	['/directory/administrativeUnits/0000/members', 'AdministrativeUnit.Read.All'],
	['/organization', 'Organization.Read.All'],
])('a 403 on %s names %s', async (path, permission) => {
	const {graph} = open(() => refusal(403, 'Authorization_RequestDenied'));
	await expect(graph.get(path, calling())).rejects.toMatchObject({
		code: 'permission-missing',
		exitCode: 12,
		advice: expect.stringContaining(permission),
		requestId: expect.any(String),
	});
});

test('Retry-After is waited out in full, in seconds, decimals or as a date', async () => {
	for (const after of ['7', '2.128', 'Sun, 22 Nov 2026 00:01:00 GMT']) {
		const {graph, clock} = open((_, count) =>
			count === 1
				? refusal(429, 'TooManyRequests', {'retry-after': after, date: 'Sun, 22 Nov 2026 00:00:00 GMT'})
				: answer(200, {value: []}),
		);
		await graph.get('/users', calling());
		const waited = clock.pauses.reduce((sum, one) => sum + one, 0);
		expect(waited).toBeGreaterThanOrEqual(after.endsWith('GMT') ? 60_000 : Number(after) * 1000);
		expect(graph.meter().throttled).toBe(1);
	}
});

test.each([
	['a page of HTML', () => answer(200, '<html>proxy</html>')],
	['truncated JSON', () => answer(200, '{"value": [{"id": "1"')],
	['a 503 without JSON', () => answer(503, 'busy')],
	[
		'a reset',
		() => {
			throw new HttpError('reset', 'graph.microsoft.com', true, 'The connection broke off.');
		},
	],
])('after %s it asks again, and gives up with exit 16 when that goes on', async (_, fault) => {
	const passing = open((_request, count) => (count < 3 ? fault() : answer(200, {value: ['x']})));
	expect(await all(passing.graph, '/users')).toEqual([['x']]);
	const lasting = open(() => fault());
	await expect(all(lasting.graph, '/users')).rejects.toMatchObject({exitCode: 16});
});

test('a JSON answer that is no collection is no empty list', async () => {
	const {graph} = open(() => answer(200, {}));
	await expect(all(graph, '/users')).rejects.toMatchObject({exitCode: 16});
});

test('a link to another origin is not followed, and the token does not go there', async () => {
	for (const link of [
		'https://graph.microsoft.com.evil.example/v1.0/users?p=2',
		'http://graph.microsoft.com/v1.0/users',
		'https://graph.microsoft.com:8443/x',
		'https://user:pw@graph.microsoft.com/v1.0/users',
	]) {
		const {graph, http} = open(() => answer(200, {value: [], '@odata.nextLink': link}));
		await expect(all(graph, '/users')).rejects.toMatchObject({code: 'foreign-link'});
		expect(http.asked).toHaveLength(1);
	}
});

test('a delta link to another origin is refused too', async () => {
	const {graph} = open(() => answer(200, {value: [], '@odata.deltaLink': 'https://elsewhere.example/delta'}));
	await expect(all(graph, '/users/delta')).rejects.toMatchObject({code: 'foreign-link'});
});

test('a link whose escapes are no text is followed as it is', async () => {
	const link = `${root}/users?$skiptoken=%C3%28%zz`;
	const {graph, http} = open((_request, count) =>
		answer(200, count === 1 ? {value: [1], '@odata.nextLink': link} : {value: [2]}),
	);
	expect(await all(graph, '/users')).toEqual([[1], [2]]);
	expect(http.asked[1]?.url).toBe(link);
});

test('links that lead round in a circle are an error', async () => {
	const {graph} = open((_, count) =>
		answer(200, {value: [], '@odata.nextLink': `${root}/users?$skiptoken=${count % 2}`}),
	);
	await expect(all(graph, '/users')).rejects.toMatchObject({code: 'repeating-link', exitCode: 16});
});

test('empty pages with a next link are followed', async () => {
	const {graph} = open((_, count) =>
		answer(200, count < 4 ? {value: [], '@odata.nextLink': `${root}/users?$skiptoken=${count}`} : {value: [1]}),
	);
	expect((await all(graph, '/users')).flat()).toEqual([1]);
});

test('an expired page token begins the listing again, three times at most', async () => {
	let expired = 0;
	const respond = (most: number) => (request: HttpRequest) => {
		if (!request.url.includes('skiptoken'))
			return answer(200, {value: ['a'], '@odata.nextLink': `${root}/users?$skiptoken=1`});
		return expired++ < most ? refusal(400, 'Directory_ExpiredPageToken') : answer(200, {value: ['b']});
	};
	const passing = open(respond(3));
	expect(await all(passing.graph, '/users')).toEqual([['a'], ['b']]);
	expired = 0;
	const lasting = open(respond(Number.POSITIVE_INFINITY));
	await expect(all(lasting.graph, '/users')).rejects.toMatchObject({status: 400});
	expect(expired).toBe(4);
});

test('items of a batch are retried alone, after the longest of their waits', async () => {
	const sent: string[][] = [];
	const {graph, clock} = open(request => {
		const {requests} = JSON.parse(String(request.body)) as {requests: {id: string; url: string}[]};
		sent.push(requests.map(one => one.url));
		return answer(200, {
			responses: requests.toReversed().map(({id, url}) => {
				if (sent.length > 1 || url === '/a') return {id, status: 200, headers: {}, body: {url}};
				if (url === '/b') return {id, status: 429, headers: {'Retry-After': '3'}, body: {}};
				return {id, status: 503, headers: {'retry-after': '9'}, body: 'YnVzeQ=='};
			}),
		});
	});
	const answers = await graph.batch([{path: '/a'}, {path: '/b'}, {path: '/c'}], calling());
	expect(answers.map(one => one.body)).toEqual([{url: '/a'}, {url: '/b'}, {url: '/c'}]);
	expect(sent).toEqual([
		['/a', '/b', '/c'],
		['/b', '/c'],
	]);
	expect(Math.max(...clock.pauses)).toBe(9000);
	expect(graph.meter().throttled).toBe(1);
});

test('an item that is missing from the answer is asked for again', async () => {
	const {graph, http} = open((_, count) =>
		answer(200, {
			responses: count === 1 ? [{id: '0', status: 200, body: {n: 0}}] : [{id: '1', status: 200, body: {n: 1}}],
		}),
	);
	const answers = await graph.batch([{path: '/a'}, {path: '/b'}], calling());
	expect(answers.map(one => one.body)).toEqual([{n: 0}, {n: 1}]);
	expect(http.asked).toHaveLength(2);
});

test('items that stay unavailable end with exit 16, not with a part', async () => {
	const {graph} = open(() => answer(200, {responses: [{id: '0', status: 503, body: {}}]}));
	await expect(graph.batch([{path: '/a'}], calling())).rejects.toMatchObject({exitCode: 16});
});

test('a 401 inside a batch renews the token', async () => {
	const {graph, signIn} = open(request =>
		answer(200, {
			responses: [
				request.headers?.authorization === 'Bearer token-1'
					? {id: '0', status: 401, body: {error: {code: 'InvalidAuthenticationToken'}}}
					: {id: '0', status: 200, body: {ok: true}},
			],
		}),
	);
	expect((await graph.batch([{path: '/a'}], calling()))[0]?.body).toEqual({ok: true});
	expect(signIn.made()).toBe(2);
});

test('a write that may have happened is not repeated', async () => {
	const {graph, http} = open(() => {
		throw new HttpError('reset', 'graph.microsoft.com', true, 'broke off');
	});
	await expect(graph.send('POST', '/applications', {displayName: 'x'}, calling())).rejects.toMatchObject({
		exitCode: 16,
	});
	expect(http.asked).toHaveLength(1);
	const throttled = open((_, count) => (count === 1 ? refusal(429, 'TooManyRequests') : answer(201, {id: 'x'})));
	expect(await throttled.graph.send('POST', '/applications', {}, calling())).toEqual({id: 'x'});
});

test('codes are found in every spelling of the inner error, in any case', () => {
	const failure = readGraphFailure({
		Error: {
			code: 'BadRequest',
			message: 'no',
			innererror: {code: 'SyncStateNotFound', InnerError: {code: 'deep', 'request-id': 'abc'}},
			details: [{code: 'NoBackingApplicationObject'}],
		},
	});
	expect(failure).toEqual({
		codes: ['badrequest', 'nobackingapplicationobject', 'syncstatenotfound', 'deep'],
		message: 'no',
		requestId: 'abc',
	});
	for (const odd of [null, 'text', [], {error: 'invalid'}, {error: {innerError: null}}]) {
		expect(readGraphFailure(odd).codes).toEqual([]);
	}
});
