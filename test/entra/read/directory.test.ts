// What a full or delta read does when the directory is awkward.
import {expect, test} from 'vitest';
import type {DirectoryState, EntraId, FullReadReason, ReadEvent} from '../../../source/core/ports.ts';
import {createDirectory} from '../../../source/entra/directory.ts';
import {createGraph} from '../../../source/entra/graph/client.ts';
import {probeGraph} from '../../../source/entra/probe.ts';
import {HttpError, type HttpRequest, type HttpResponse} from '../../../source/platform/http/port.ts';
import {answer, calling, fakeClock, fakeHttp, fakeSignIn, refusal, tenantId} from '../fake-answers.ts';
import {createFakeTenant} from '../fake-tenant.ts';

const setUp = (roles?: readonly string[]) => {
	const tenant = createFakeTenant({page: 4, deltaPage: 3});
	const {company} = tenant;
	const people = Array.from({length: 10}, (_, at) => company.hire(`p${at}`));
	const teams = Array.from({length: 5}, (_, at) => company.createGroup(`t${at}`));
	for (const [at, team] of teams.entries()) for (const person of people.slice(at, at + 6)) company.join(team, person);
	const clock = fakeClock();
	let fault: ((request: HttpRequest, count: number) => HttpResponse | undefined) | undefined;
	const http = fakeHttp((request, count) => fault?.(request, count) ?? tenant.respond(request));
	const graph = createGraph({
		cloud: {graph: 'https://graph.microsoft.com'},
		signIn: fakeSignIn(roles),
		http,
		retryMs: 60_000,
		random: () => 0.5,
		...clock,
	});
	const directory = createDirectory({graph, now: clock.now});
	const read = async (previous?: DirectoryState, full?: FullReadReason, units: readonly string[] = []) => {
		const want = {units: units as EntraId[], ...(full !== undefined && {full})};
		const reading = directory.read(previous, want, calling().signal);
		const events: ReadEvent[] = [];
		for (;;) {
			const step = await reading.next();
			if (step.done === true) return {state: step.value, snapshot: step.value.snapshot, events};
			events.push(step.value);
		}
	};
	return {
		tenant,
		company,
		people,
		teams,
		read,
		http,
		graph,
		clock,
		breakIt: (how: typeof fault) => {
			fault = how;
		},
	};
};

const started = (events: readonly ReadEvent[]) =>
	events.flatMap(event => (event.kind === 'read-started' ? [`${event.mode} ${event.why ?? ''}`.trim()] : []));

test('a first read gives everybody, tells what it does, and begins with where the changes begin', async () => {
	const {read, http, people} = setUp();
	const {snapshot, events} = await read();
	expect(snapshot.tenant).toBe(tenantId);
	expect(snapshot.users.map(user => user.id).toSorted()).toEqual(people.toSorted());
	expect(snapshot.groups.map(group => group.users.length)).toEqual([6, 6, 6, 6, 6]);
	expect(snapshot.confirmed).toBe(false);
	expect(started(events)).toEqual(['full first']);
	expect(events.filter(event => event.kind === 'members-read')).toHaveLength(5);
	expect(events.findLast(event => event.kind === 'users-read')).toMatchObject({done: 10});
	const first = http.asked.slice(0, 2).map(request => request.url);
	expect(first.every(url => url.includes('$deltatoken=latest'))).toBe(true);
});

test('batches are filled across groups', async () => {
	const {read, http, company, people} = setUp();
	for (let at = 0; at < 95; at++) company.join(company.createGroup(`more ${at}`), people[0] as string);
	await read();
	const batches = http.asked.filter(request => request.url.endsWith('$batch'));
	const items = batches.map(request => (JSON.parse(String(request.body)) as {requests: unknown[]}).requests.length);
	// 100 groups, five of which need a second page.
	expect(items.reduce((sum, one) => sum + one, 0)).toBe(105);
	expect(batches.length).toBeLessThanOrEqual(7);
});

test('the second full read confirms the first only when it is fifteen minutes later', async () => {
	const {read, clock} = setUp();
	const first = await read();
	const soon = await read(first.state, 'asked');
	expect(soon.snapshot.confirmed).toBe(false);
	await clock.pause(16 * 60_000, new AbortController().signal);
	const later = await read(soon.state, 'confirm');
	expect(started(later.events)).toEqual(['full confirm']);
	expect(later.snapshot.confirmed).toBe(true);
	expect((await read(later.state)).snapshot.confirmed).toBe(true);
});

test('who is gone is remembered with why, over full reads too', async () => {
	const {read, company, people} = setUp();
	const first = await read();
	company.leave(people[0] as string);
	company.purge(people[1] as string);
	const second = await read(first.state);
	expect([...second.snapshot.gone]).toEqual([
		[people[0], 'deleted'],
		[people[1], 'purged'],
	]);
	company.leave(people[2] as string);
	const third = await read(second.state, 'asked');
	expect(third.snapshot.gone.get(people[0] as EntraId)).toBe('deleted');
	expect(third.snapshot.gone.get(people[2] as EntraId)).toBe('absent');
	company.restore(people[0] as string);
	const fourth = await read(third.state);
	expect(started(fourth.events)).toEqual(['delta', 'full user-restored']);
	expect(fourth.snapshot.gone.has(people[0] as EntraId)).toBe(false);
});

test.each([
	['410', refusal(410, 'gone')],
	['syncStateNotFound', refusal(400, 'syncStateNotFound')],
	['resyncRequired, in an inner error', answer(404, {error: {code: 'NotFound', innerError: {code: 'RESYNCREQUIRED'}}})],
	['an old delta link', refusal(400, 'Request_UnsupportedQuery')],
])('a dead delta token (%s) leads to a full read, and says so', async (_, dead) => {
	for (const which of ['users', 'groups']) {
		const {read, breakIt, company} = setUp();
		const first = await read();
		company.hire('late');
		breakIt(request =>
			request.url.includes(`/${which}/delta?$deltatoken=`) && !request.url.includes('latest') ? dead : undefined,
		);
		const second = await read(first.state);
		expect(started(second.events)).toEqual(['delta', 'full cursor-dead']);
		expect(second.snapshot.users).toHaveLength(11);
	}
});

test('a failure that does not concern the token keeps it: no full read behind an outage', async () => {
	for (const [fault, exitCode] of [
		[refusal(403, 'Authorization_RequestDenied'), 12],
		[refusal(503, 'ServiceUnavailable'), 16],
		[refusal(400, 'Request_BadRequest'), 16],
	] as const) {
		const {read, breakIt, http} = setUp();
		const first = await read();
		breakIt(request => (request.url.includes('/users/delta') ? fault : undefined));
		await expect(read(first.state)).rejects.toMatchObject({exitCode});
		expect(http.asked.filter(request => request.url.includes('/users?'))).toHaveLength(3);
		breakIt(undefined);
		expect(started((await read(first.state)).events)).toEqual(['delta']);
	}
});

test('another selection, another right, or another tenant asks for everything', async () => {
	const {read} = setUp();
	const {state} = await read();
	const other = {...state, cursor: {...state.cursor, shape: 'before'}};
	expect(started((await read(other)).events)).toEqual(['delta', 'full shape-changed']);
	const foreign = {
		...state,
		snapshot: {...state.snapshot, tenant: 'another', gone: new Map([['x' as EntraId, 'deleted' as const]])},
	};
	const read2 = await read(foreign);
	expect(started(read2.events)).toEqual(['full shape-changed']);
	expect(read2.snapshot.gone.size).toBe(0);
});

test('nobody at all is a failed read, in full and by delta', async () => {
	const {read, company, people, breakIt} = setUp();
	const first = await read();
	breakIt(request => (request.url.includes('/users?') ? answer(200, {value: []}) : undefined));
	await expect(read()).rejects.toMatchObject({code: 'directory-empty', exitCode: 12});
	breakIt(undefined);
	for (const person of people) company.leave(person);
	await expect(read(first.state)).rejects.toMatchObject({code: 'directory-empty'});
});

test('a null where enabled belongs is a missing permission, never a value', async () => {
	const {read, company, people} = setUp();
	const first = await read();
	company.change(people[3] as string, {accountEnabled: null});
	await expect(read()).rejects.toMatchObject({
		code: 'permission-missing',
		exitCode: 12,
		message: expect.stringContaining('User.Read.All'),
	});
	await expect(read(first.state)).rejects.toMatchObject({exitCode: 12});
});

test('a group that is gone when its members are read is left out; any other refusal fails the read', async () => {
	const itemRefused =
		(id: string, status: number, code: string) => (request: HttpRequest, tenant: ReturnType<typeof setUp>) => {
			if (!request.url.endsWith('$batch')) return undefined;
			const whole = tenant.tenant.respond(request).json() as {responses: {id: string; body: unknown; status: number}[]};
			const {requests} = JSON.parse(String(request.body)) as {requests: {id: string; url: string}[]};
			const at = requests.find(one => one.url.includes(id))?.id;
			return answer(200, {
				responses: whole.responses.map(one => (one.id === at ? {...one, status, body: {error: {code}}} : one)),
			});
		};
	const gone = setUp();
	const group = gone.teams[2] as string;
	gone.breakIt(request => itemRefused(`/groups/${group}/members`, 404, 'Request_ResourceNotFound')(request, gone));
	const {snapshot} = await gone.read();
	expect(snapshot.groups.map(one => one.id)).not.toContain(group);
	expect(snapshot.gone.get(group as EntraId)).toBe('absent');
	for (const [status, code, exitCode] of [
		[403, 'Authorization_RequestDenied', 12],
		[404, 'Directory_ObjectNotFound', 16],
		[400, 'Request_BadRequest', 16],
	] as const) {
		const refused = setUp();
		refused.breakIt(request => itemRefused(`/groups/${refused.teams[2]}/members`, status, code)(request, refused));
		await expect(refused.read()).rejects.toMatchObject({exitCode});
	}
});

test('a member that no list had yet is a newcomer, with the groups that only members name', async () => {
	const {tenant, read, breakIt, company, teams} = setUp();
	const late = company.hire('late');
	const nested = company.createGroup('late team');
	company.join(teams[0] as string, late);
	company.join(teams[0] as string, nested);
	company.join(nested, late);
	const without = (request: HttpRequest) => {
		if (!/\/(users|groups)\?/.test(request.url)) return undefined;
		const body = tenant.respond(request).json() as {value: {id: string}[]};
		return answer(200, {...body, value: body.value.filter(one => one.id !== late && one.id !== nested)});
	};
	breakIt(without);
	const {snapshot} = await read();
	expect(snapshot.users.map(user => user.id)).toContain(late);
	const team = snapshot.groups.find(group => group.id === nested);
	expect([...(team?.users ?? [])].map(at => snapshot.users[at]?.id)).toEqual([late]);
	expect(snapshot.groups.find(group => group.id === teams[0])?.groups).toHaveLength(1);
});

test('a delta of groups that is ahead of that of people brings the newcomers by looking them up', async () => {
	const {tenant, read, breakIt, company, teams, people} = setUp();
	const first = await read();
	const late = company.hire('late');
	const nested = company.createGroup('late team');
	const secret = company.createGroup('late board', 'HiddenMembership');
	company.join(teams[0] as string, late);
	company.join(teams[0] as string, nested);
	company.join(teams[1] as string, secret);
	for (const person of people.slice(0, 6)) company.join(nested, person);
	company.join(nested, late);
	const lag = first.state.cursor.users;
	breakIt(request => {
		if (request.url.includes('/users/delta')) return answer(200, {value: [], '@odata.deltaLink': lag});
		if (!request.url.includes('/groups/delta')) return undefined;
		const body = tenant.respond(request).json() as {value: {id: string}[]};
		return answer(200, {...body, value: body.value.filter(one => one.id !== nested && one.id !== secret)});
	});
	const second = await read(first.state);
	expect(started(second.events)).toEqual(['delta']);
	const {snapshot} = second;
	const idsOf = (id: string) =>
		[...(snapshot.groups.find(group => group.id === id)?.users ?? [])].map(at => snapshot.users[at]?.id);
	expect(snapshot.users.map(user => user.id)).toContain(late);
	expect(idsOf(teams[0] as string)).toContain(late);
	expect(idsOf(nested).toSorted()).toEqual([...people.slice(0, 6), late].toSorted());
	expect(snapshot.groups.find(group => group.id === teams[0])?.groups).toHaveLength(1);
	expect(snapshot.groups.find(group => group.id === secret)?.membersHidden).toBe(true);
	breakIt(undefined);
	const third = await read(second.state);
	expect(started(third.events)).toEqual(['delta']);
	expect(third.snapshot.users).toHaveLength(11);
});

test('a member that cannot be found yet is remembered, and read in full when it turns up', async () => {
	const {read, breakIt, company, teams} = setUp();
	const first = await read();
	const late = company.hire('late');
	company.join(teams[0] as string, late);
	const lag = first.state.cursor.users;
	breakIt(request => {
		if (request.url.includes('/users/delta')) return answer(200, {value: [], '@odata.deltaLink': lag});
		if (!request.url.endsWith('$batch') || !String(request.body).includes(late)) return undefined;
		return answer(200, {responses: [{id: '0', status: 404, body: {error: {code: 'Request_ResourceNotFound'}}}]});
	});
	const second = await read(first.state);
	expect(second.snapshot.gone.get(late as EntraId)).toBe('absent');
	breakIt(undefined);
	const third = await read(second.state);
	expect(started(third.events)).toEqual(['delta', 'full user-restored']);
	const at = third.snapshot.users.findIndex(user => user.id === late);
	expect(third.snapshot.groups.find(group => group.id === teams[0])?.users).toContain(at);
});

test('a member that is not found for another reason than being gone fails the read', async () => {
	const {read, breakIt, company, teams} = setUp();
	const first = await read();
	const late = company.hire('late');
	company.join(teams[0] as string, late);
	const lag = first.state.cursor.users;
	breakIt(request => {
		if (request.url.includes('/users/delta')) return answer(200, {value: [], '@odata.deltaLink': lag});
		if (!request.url.endsWith('$batch') || !String(request.body).includes(late)) return undefined;
		return answer(200, {responses: [{id: '0', status: 404, body: {error: {code: 'Directory_ObjectNotFound'}}}]});
	});
	await expect(read(first.state)).rejects.toMatchObject({exitCode: 16});
});

test('a delta without a link at its end is not the end of following: everything is read', async () => {
	const {read, breakIt} = setUp();
	const first = await read();
	breakIt(request =>
		request.url.includes('/users/delta') && !request.url.includes('latest') ? answer(200, {value: []}) : undefined,
	);
	expect(started((await read(first.state)).events)).toEqual(['delta', 'full cursor-dead']);
});

test('entries that are no objects, or members that do not say what they are, fail the read', async () => {
	for (const item of [null, 'x', {}, {id: 'not-a-guid'}]) {
		const {read, breakIt} = setUp();
		breakIt(request => (request.url.includes('/users?') ? answer(200, {value: [item]}) : undefined));
		await expect(read()).rejects.toMatchObject({code: 'bad-reply', exitCode: 16});
	}
	const {read, breakIt, people, teams} = setUp();
	const first = await read();
	breakIt(request =>
		request.url.includes('/groups/delta')
			? answer(200, {
					value: [{id: teams[0], 'members@delta': [{id: people[9]}]}],
					'@odata.deltaLink': first.state.cursor.groups,
				})
			: undefined,
	);
	await expect(read(first.state)).rejects.toMatchObject({code: 'bad-reply'});
});

test('groups that hide their members are unknown without the permission, and read with it', async () => {
	for (const roles of [['User.Read.All'], ['User.Read.All', 'Member.Read.Hidden']]) {
		const {read, company, people} = setUp(roles);
		const hidden = company.createGroup('board', 'HiddenMembership');
		company.join(hidden, people[0] as string);
		const {state} = await read();
		company.join(hidden, people[1] as string);
		const {snapshot} = await read(state);
		const group = snapshot.groups.find(one => one.id === hidden);
		expect(group?.membersHidden).toBe(roles.length === 1);
		expect(group?.users.length).toBe(roles.length === 1 ? 0 : 2);
	}
});

test('administrative units are read each time; one that does not exist is left out, one that hides its members is refused', async () => {
	const {read, company, people, teams, http} = setUp();
	const unit = company.unit([...people.slice(0, 6), teams[0] as string]);
	const nowhere = 'd0000000-0000-4000-8000-00000000ffff';
	const first = await read(undefined, undefined, [unit, nowhere]);
	expect([...first.snapshot.units.keys()]).toEqual([unit]);
	expect(first.snapshot.units.get(unit as EntraId)?.size).toBe(7);
	const before = http.asked.length;
	const second = await read(first.state, undefined, [unit]);
	expect(second.snapshot.units.get(unit as EntraId)?.has(people[5] as EntraId)).toBe(true);
	expect(http.asked.length - before).toBeLessThanOrEqual(5);
	const secret = company.unit(people, 'HiddenMembership');
	await expect(read(second.state, undefined, [secret])).rejects.toMatchObject({
		exitCode: 12,
		message: expect.stringContaining('Member.Read.Hidden'),
	});
});

test('an expired page token restarts users, groups or members, and the result is whole', async () => {
	for (const part of ['/users?', '/groups?', 'members']) {
		const {tenant, read, breakIt, people} = setUp();
		let expired = 0;
		breakIt(request => {
			if (part !== 'members') {
				return request.url.includes(part) && request.url.includes('skiptoken') && expired++ < 2
					? refusal(400, 'Directory_ExpiredPageToken')
					: undefined;
			}
			if (!request.url.endsWith('$batch') || !String(request.body).includes('skiptoken') || expired++ > 0)
				return undefined;
			const {requests} = JSON.parse(String(request.body)) as {requests: {id: string}[]};
			return answer(200, {
				responses: requests.map(({id}) => ({id, status: 400, body: {error: {code: 'Directory_ExpiredPageToken'}}})),
			});
		});
		const {snapshot} = await read();
		expect(expired).toBeGreaterThan(0);
		expect(snapshot.users).toHaveLength(people.length);
		expect(snapshot.groups.map(group => group.users.length)).toEqual([6, 6, 6, 6, 6]);
		expect(tenant.teams.size).toBe(5);
	}
});

test('a link of a batch item that leaves the origin fails the read', async () => {
	const {read, breakIt, http} = setUp();
	breakIt(request => {
		if (!request.url.endsWith('$batch')) return undefined;
		const {requests} = JSON.parse(String(request.body)) as {requests: {id: string}[]};
		return answer(200, {
			responses: requests.map(({id}) => ({
				id,
				status: 200,
				body: {value: [], '@odata.nextLink': 'https://evil.example/v1.0/groups'},
			})),
		});
	});
	await expect(read()).rejects.toMatchObject({code: 'foreign-link'});
	expect(http.asked.some(request => request.url.includes('evil'))).toBe(false);
});

test('a tenant without delta is read in full each time', async () => {
	const {read, breakIt} = setUp();
	breakIt(request => (request.url.includes('/delta?') ? refusal(400, 'Request_UnsupportedQuery') : undefined));
	const first = await read();
	expect(first.state.cursor).toMatchObject({users: '', groups: ''});
	expect(started((await read(first.state)).events)).toEqual(['delta', 'full cursor-dead']);
});

test('a read that fails in one part stops the others, and one that is aborted ends with the reason', async () => {
	const {read, breakIt, http, graph, clock} = setUp();
	breakIt(request => (request.url.includes('/groups?') ? refusal(403, 'Authorization_RequestDenied') : undefined));
	await expect(read()).rejects.toMatchObject({exitCode: 12});
	const after = http.asked.length;
	await clock.pause(1000, new AbortController().signal);
	expect(http.asked.length).toBe(after);
	const stop = new AbortController();
	const reading = createDirectory({graph, now: clock.now}).read(undefined, {units: []}, stop.signal);
	breakIt(() => {
		stop.abort(new Error('stopped by a person'));
		throw new HttpError('aborted', 'graph', true, 'cut short');
	});
	await expect(
		(async () => {
			for (;;) if ((await reading.next()).done === true) return;
		})(),
	).rejects.toThrow('stopped by a person');
});

test('names are cleaned on their way in', async () => {
	const {read, company, people} = setUp();
	company.change(people[0] as string, {displayName: 'Eve\u001b[2J\u202e\u0000 X', mail: ' a@b.c\u0007'});
	company.change(people[1] as string, {displayName: ''});
	const {snapshot} = await read();
	const [eve, unnamed] = [people[0], people[1]].map(id => snapshot.users.find(user => user.id === id));
	expect(eve).toMatchObject({name: 'Eve X', mail: 'a@b.c'});
	expect(unnamed?.name).toBe(unnamed?.upn);
});

test('the probe says which units it may not read, and that without a group nothing can be tried on one', async () => {
	const {graph, breakIt} = setUp();
	const unit = 'd0000000-0000-4000-8000-00000000aaaa' as EntraId;
	breakIt(request => {
		if (request.url.includes('/groups?')) return answer(200, {value: []});
		if (request.url.includes('administrativeUnits')) return refusal(403, 'Authorization_RequestDenied');
		if (request.url.includes('/organization')) {
			return answer(200, {
				value: [{displayName: 'Contoso\u202e', verifiedDomains: [{name: 'contoso.com', isDefault: true}]}],
			});
		}
		return undefined;
	});
	const {probes, tenantName, domain} = await probeGraph(graph, calling(), [unit]);
	expect({tenantName, domain}).toEqual({tenantName: 'Contoso', domain: 'contoso.com'});
	expect(probes.find(probe => probe.name === 'members')?.outcome).toBe('skipped');
	expect(probes.find(probe => probe.name === 'units')).toMatchObject({
		outcome: 'refused',
		permissions: ['AdministrativeUnit.Read.All'],
	});
});

test('the probe tries each call once and names what is missing', async () => {
	const {graph, breakIt, http} = setUp();
	breakIt(request => {
		if (request.url.includes('/organization')) return refusal(403, 'Authorization_RequestDenied');
		if (request.url.includes('/groups/delta')) return refusal(403, 'Authorization_RequestDenied');
		return undefined;
	});
	const {probes, tenantName} = await probeGraph(graph, calling());
	expect(tenantName).toBeUndefined();
	expect(probes.map(probe => `${probe.name} ${probe.outcome}`)).toEqual([
		'organisation refused',
		'users ok',
		'user-changes ok',
		'groups ok',
		'members ok',
		'group-changes refused',
	]);
	expect(probes.find(probe => probe.name === 'organisation')?.needed).toBe(false);
	expect(probes.at(-1)?.error).toMatchObject({exitCode: 12, message: expect.stringContaining('GroupMember.Read.All')});
	expect(http.asked.length).toBeLessThan(10);
});
