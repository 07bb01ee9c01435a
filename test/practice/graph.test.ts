import {afterEach, describe, expect, test} from 'vitest';
import type {PracticeOptions} from '../../source/practice/start.ts';
import {type Answer, type Opened, open} from './client.ts';

let opened: Opened | undefined;
const start = async (options?: PracticeOptions): Promise<Opened> => {
	opened = await open(options);
	return opened;
};
afterEach(async () => {
	await opened?.practice.close();
	opened = undefined;
});

const errorOf = ({status, json}: Answer): unknown[] => [status, json?.error?.code];
const nowhere = '/groups/00000000-0000-0000-0000-00000000abcd';

describe('lists', () => {
	test('page by 100 unless asked for up to 999', async () => {
		const {all, graph} = await start({users: 1200});
		expect((await graph('/users')).json.value).toHaveLength(100);
		const {pages, value} = await all('/users?$top=999&$select=id');
		expect(pages.map(page => page.json.value.length)).toEqual([999, 201]);
		expect(new Set(value.map(user => user.id)).size).toBe(1200);
		expect(Object.keys(value[0])).toEqual(['id']);
		expect(errorOf(await graph('/users?$top=1000'))).toEqual([400, 'Request_UnsupportedQuery']);
		expect(errorOf(await graph('/users?$skip=5'))).toEqual([400, 'Request_BadRequest']);
	});

	test('give the default properties, or those selected, and refuse what is none', async () => {
		const {graph} = await start();
		const [user] = (await graph('/users?$top=1')).json.value;
		expect(user).not.toHaveProperty('accountEnabled');
		expect(user).toHaveProperty('jobTitle');
		expect(errorOf(await graph('/users?$select=nonsense'))).toEqual([400, 'BadRequest']);
		expect(errorOf(await graph('/users?$select=aboutMe'))).toEqual([501, 'NotImplemented']);
		expect(errorOf(await graph('/nonsense'))).toEqual([400, 'BadRequest']);
	});

	test('filter, and want ConsistencyLevel for the harder filters and for counting', async () => {
		const {all, graph, practice} = await start();
		const disabled = practice.company.users().filter(user => !user.accountEnabled).length;
		expect((await all('/users?$filter=accountEnabled%20eq%20false')).value).toHaveLength(disabled);
		const ne = "/users?$filter=userType%20ne%20'Guest'&$count=true";
		expect(errorOf(await graph(ne))).toEqual([400, 'Request_UnsupportedQuery']);
		const members = await graph(ne, {headers: {consistencylevel: 'eventual'}});
		expect(members.json['@odata.count']).toBe(
			practice.company.users().filter(user => user.userType !== 'Guest').length,
		);
		expect(errorOf(await graph('/users/$count'))).toEqual([400, 'Request_BadRequest']);
		expect((await graph('/users/$count', {headers: {consistencylevel: 'eventual'}})).text).toBe('60');
		expect((await graph('/users?$count=true')).json).not.toHaveProperty('@odata.count');
		const name = encodeURIComponent("displayName eq 'All staff'");
		expect((await graph(`/groups?$filter=${name}`)).json.value).toHaveLength(1);
		expect(errorOf(await graph('/users?$filter=displayName%20like%20x'))).toEqual([400, 'BadRequest']);
	});

	test('search and sort with ConsistencyLevel', async () => {
		const {graph} = await start();
		const search = `/groups?$search=${encodeURIComponent('"displayName:sal"')}`;
		expect(errorOf(await graph(search))).toEqual([400, 'Request_UnsupportedQuery']);
		const headers = {consistencylevel: 'eventual'};
		const found = (await graph(search, {headers})).json.value.map((group: {displayName: string}) => group.displayName);
		expect(found).toContain('Sales');
		expect(found.every((name: string) => /\bsal/i.test(name))).toBe(true);
		const sorted = (await graph('/groups?$orderby=displayName%20desc', {headers})).json.value;
		const names = sorted.map((group: {displayName: string}) => group.displayName);
		expect(names).toEqual(names.toSorted((left: string, right: string) => right.localeCompare(left)));
	});

	test('can have empty pages, and page tokens that expire', async () => {
		const {all, graph, practice} = await start({users: 250, graphKnobs: {emptyPageEvery: 1}});
		const {pages, value} = await all('/users');
		expect(pages.map(page => page.json.value.length)).toEqual([100, 0, 100, 0, 50]);
		expect(value).toHaveLength(250);
		const link = pages[0]?.json['@odata.nextLink'];
		practice.graph.expirePageTokens();
		expect(errorOf(await graph(link))).toEqual([400, 'Directory_ExpiredPageToken']);
		expect(errorOf(await graph(`${link.slice(0, -3)}AAA`))).toEqual([400, 'Request_BadRequest']);
	});

	test('carry request ids, the client’s own too', async () => {
		const {graph} = await start();
		const answer = await graph(nowhere, {headers: {'client-request-id': 'mine'}});
		expect(answer.headers['client-request-id']).toBe('mine');
		expect(answer.headers['request-id']).toMatch(/^[0-9a-f-]{36}$/);
		expect(answer.json.error.innerError).toMatchObject({
			'client-request-id': 'mine',
			date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
		});
	});
});

describe('permissions', () => {
	test('a token is needed, of this tenant and not expired', async () => {
		let now = Date.now();
		const {graph, token} = await start({clock: () => now});
		const good = await token();
		expect(errorOf(await graph('/users', {token: ''}))).toEqual([401, 'InvalidAuthenticationToken']);
		expect(errorOf(await graph('/users', {token: 'abc'}))).toEqual([401, 'InvalidAuthenticationToken']);
		expect(errorOf(await graph('/users', {token: `${good.slice(0, -4)}AAAA`}))).toEqual([
			401,
			'InvalidAuthenticationToken',
		]);
		now += 3_600_000;
		expect((await graph('/users', {token: good})).json.error.message).toContain('expired');
	});

	test('without any permission everything is refused, one by one it opens', async () => {
		const {graph, practice} = await start({permissions: []});
		const group = practice.company.groups()[0]?.id;
		const unit = practice.company.store.units[0]?.id;
		const paths = [
			'/users',
			'/users/delta',
			'/groups',
			'/groups/delta',
			`/groups/${group}/members`,
			'/organization',
			`/directory/administrativeUnits/${unit}/members`,
			'/applications',
		];
		const open_ = async (): Promise<string[]> => {
			const open: string[] = [];
			for (const path of paths) {
				const {status} = await graph(path);
				expect([200, 403]).toContain(status);
				if (status === 200) open.push(path);
			}
			return open;
		};
		expect(await open_()).toEqual([]);
		practice.company.grantPermission('User.ReadBasic.All');
		expect(await open_()).toEqual(['/users']);
		practice.company.grantPermission('GroupMember.ReadBasic.All');
		expect(await open_()).toEqual(['/users', `/groups/${group}/members`]);
		practice.company.grantPermission('GroupMember.Read.All');
		practice.company.grantPermission('User.Read.All');
		expect(await open_()).toEqual(paths.slice(0, 6));
		practice.company.grantPermission('AdministrativeUnit.Read.All');
		expect(await open_()).toEqual(paths.slice(0, 7));
		practice.company.grantPermission('Directory.Read.All');
		expect(await open_()).toEqual(paths);
	});

	test('the basic one shows accountEnabled as null, and members of other kinds as bare ids', async () => {
		const {graph, practice} = await start({permissions: ['User.ReadBasic.All', 'GroupMember.Read.All']});
		const [user] = (await graph('/users?$top=1&$select=id,displayName,accountEnabled,userType')).json.value;
		expect(user).toEqual({
			id: practice.company.admin?.id,
			displayName: 'Ada Lindqvist',
			accountEnabled: null,
			userType: null,
		});
		practice.company.revokePermission('User.ReadBasic.All');
		const group = practice.company.group('Meeting rooms and machines');
		const {value} = (await graph(`/groups/${group.id}/members?$select=id,displayName`)).json;
		expect(value).toHaveLength(4);
		for (const member of value)
			expect(member).toEqual({'@odata.type': expect.any(String), id: expect.any(String), displayName: null});
	});

	test('hidden members need one of their own', async () => {
		const {graph, practice} = await start();
		const path = `/groups/${practice.company.group('Board (confidential)').id}/members`;
		expect((await graph(path)).json.value).toEqual([]);
		practice.graph.knobs.hiddenMembers = 'forbidden';
		expect(errorOf(await graph(path))).toEqual([403, 'Authorization_RequestDenied']);
		practice.company.grantPermission('Member.Read.Hidden');
		expect((await graph(path)).json.value).toHaveLength(3);
	});
});

describe('members', () => {
	test('are direct ones with their types; deleted people are not listed; a cycle ends', async () => {
		const {all, graph, practice} = await start();
		const {company} = practice;
		const top = company.groups()[0];
		const listed = (await all(`/groups/${top?.id}/members?$select=id`)).value;
		expect(listed.map(member => member.id)).toEqual(company.membersOf(top?.id ?? '').map(member => member.id));
		expect(new Set(listed.map(member => member['@odata.type']))).toEqual(
			new Set(['#microsoft.graph.user', '#microsoft.graph.group']),
		);
		const flat = (await all(`/groups/${top?.id}/transitiveMembers?$select=id&$top=999`)).value.map(member => member.id);
		expect(flat).toContain(top?.id);
		expect(new Set(flat).size).toBe(flat.length);
		const person = company.membersOf(top?.id ?? '').find(member => member.kind === 'user');
		company.leave(person?.id ?? '');
		expect((await all(`/groups/${top?.id}/members`)).value.map(member => member.id)).not.toContain(person?.id);
		expect(errorOf(await graph(`${nowhere}/members`))).toEqual([404, 'Request_ResourceNotFound']);
		expect(errorOf(await graph('/groups/not-an-id/members'))).toEqual([400, 'Request_BadRequest']);
		expect(errorOf(await graph(`/groups/${top?.id}/members/microsoft.graph.user`))).toEqual([
			400,
			'Request_UnsupportedQuery',
		]);
		const cast = await graph(`/groups/${top?.id}/members/microsoft.graph.user?$count=true&$top=999`, {
			headers: {consistencylevel: 'eventual'},
		});
		expect(
			cast.json.value.every((member: {'@odata.type': string}) => member['@odata.type'] === '#microsoft.graph.user'),
		).toBe(true);
	});

	test('of administrative units are mixed; deleted users lie in the recycle bin', async () => {
		const {graph, practice} = await start({permissions: ['User.Read.All', 'AdministrativeUnit.Read.All']});
		const {company} = practice;
		const [unit] = (await graph('/directory/administrativeUnits')).json.value;
		const {value} = (await graph(`/directory/administrativeUnits/${unit.id}/members?$select=id`)).json;
		expect(new Set(value.map((member: {'@odata.type': string}) => member['@odata.type'])).size).toBe(2);
		const [, gone] = company.users();
		company.leave(gone?.id ?? '');
		const bin = (await graph('/directory/deletedItems/microsoft.graph.user')).json.value;
		expect(bin.map((user: {id: string}) => user.id)).toEqual([gone?.id]);
		expect(errorOf(await graph(`/users/${gone?.id}`))).toEqual([404, 'Request_ResourceNotFound']);
	});
});

describe('batch', () => {
	const item = (id: string, url: string, more: object = {}) => ({id, method: 'GET', url, ...more});

	test('answers up to 20 items in any order, each by itself', async () => {
		const {graph, practice} = await start();
		const groups = practice.company.groups();
		const requests = [
			...groups
				.slice(0, 18)
				.map((group, index) => item(String(index), `/groups/${group.id}/members?$select=id&$top=999`)),
			item('gone', `${nowhere}/members`),
			item('count', 'users/$count', {headers: {ConsistencyLevel: 'eventual'}}),
		];
		const {status, json} = await graph('/$batch', {body: {requests}});
		expect(status).toBe(200);
		// biome-ignore lint/suspicious/noExplicitAny: answers of services are read freely in tests.
		const byId = new Map<string, any>(json.responses.map((one: {id: string}) => [one.id, one]));
		expect([...byId.keys()]).not.toEqual(requests.map(one => one.id));
		expect(byId.get('0').body.value.map((member: {id: string}) => member.id)).toEqual(
			practice.company.membersOf(groups[0]?.id ?? '').map(member => member.id),
		);
		expect(byId.get('0').headers['x-ms-resource-unit']).toBe('2');
		expect([byId.get('gone').status, byId.get('gone').body.error.code]).toEqual([404, 'Request_ResourceNotFound']);
		expect(Buffer.from(byId.get('count').body, 'base64').toString()).toBe('60');
	});

	test('refuses 21 items, doubled ids, absolute addresses, a body without its type', async () => {
		const {graph} = await start();
		const bad = [
			Array.from({length: 21}, (_, index) => item(String(index), '/users')),
			[item('a', '/users'), item('A', '/groups')],
			[item('a', 'https://graph.microsoft.com/v1.0/users')],
			[item('a', '/applications', {method: 'POST', body: {}})],
			[],
		];
		for (const requests of bad) expect((await graph('/$batch', {body: {requests}})).status).toBe(400);
	});

	test('a failed dependency takes its dependants with it', async () => {
		const {graph} = await start();
		const requests = [
			item('a', `${nowhere}/members`),
			item('b', '/users', {dependsOn: ['a']}),
			item('c', '/organization'),
		];
		const {json} = await graph('/$batch', {body: {requests}});
		const statuses = Object.fromEntries(
			json.responses.map((one: {id: string; status: number}) => [one.id, one.status]),
		);
		expect(statuses).toEqual({a: 404, b: 424, c: 200});
	});

	test('throttles single items', async () => {
		const {graph} = await start({graphKnobs: {batchThrottle: 0.5, retryAfter: 'decimal'}});
		const requests = Array.from({length: 20}, (_, index) => item(String(index), '/organization'));
		const {json} = await graph('/$batch', {body: {requests}});
		const refused = json.responses.filter((one: {status: number}) => one.status === 429);
		expect(refused.length).toBeGreaterThan(0);
		expect(refused.length).toBeLessThan(20);
		expect(refused[0]).toMatchObject({headers: {'Retry-After': '1.128'}, body: {error: {code: 'TooManyRequests'}}});
	});
});

describe('throttling', () => {
	test('counts resource units, warns from 80 %, refuses, and lets through again in time', async () => {
		let now = Date.now();
		const {graph, token} = await start({clock: () => now, graphKnobs: {unitsPer10s: 20}});
		const own = await token();
		const costs: (string | undefined)[] = [];
		for (const path of ['/users', '/users?$select=id', '/users?$top=5', `/groups`]) {
			costs.push((await graph(path, {token: own})).headers['x-ms-resource-unit']);
		}
		expect(costs).toEqual(['2', '1', '1', '1']);
		let answer = await graph('/users', {token: own});
		let warned: string | undefined;
		while (answer.status === 200) {
			warned = answer.headers['x-ms-throttle-limit-percentage'];
			answer = await graph('/users', {token: own});
		}
		expect(Number(warned)).toBeGreaterThanOrEqual(0.8);
		expect(answer.json.error).toMatchObject({code: 'TooManyRequests', innerError: {code: '429', status: '429'}});
		expect(answer.headers['x-ms-throttle-scope']).toMatch(/^Tenant_Application\/ReadWrite\//);
		now += Number(answer.headers['retry-after']) * 1000;
		expect((await graph('/users', {token: own})).status).toBe(200);
	});

	test.each([
		['whole', /^\d+$/],
		['decimal', /^\d+\.\d+$/],
		['date', /^\w{3}, \d\d \w{3} \d{4} /],
		['absent', /^undefined$/],
	] as const)('says %s how long to wait', async (retryAfter, pattern) => {
		const {graph} = await start({graphKnobs: {unitsPer10s: 1, retryAfter}});
		const own = await graph('/groups');
		expect(own.status).toBe(200);
		const refused = await graph('/users');
		expect(refused.status).toBe(429);
		expect(String(refused.headers['retry-after'])).toMatch(pattern);
	});
});
