// Reading the practice tenant over real HTTPS: the right result or a clear error, never half a snapshot.
import fc from 'fast-check';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import type {DirectoryState, EntraId} from '../../source/core/ports.ts';
import {comparePermissions, neededPermissions} from '../../source/entra/permissions.ts';
import {probeGraph} from '../../source/entra/probe.ts';
import {findTenant} from '../../source/entra/tenant.ts';
import type {Harm} from '../../source/practice/faults.ts';
import {canonical} from './canonical.ts';
import {calling} from './fake-answers.ts';
import {openPractice, started} from './open-practice.ts';

type Opened = Awaited<ReturnType<typeof openPractice>>;
let it: Opened;

describe('a healthy tenant', () => {
	beforeAll(async () => {
		it = await openPractice({
			users: 1200,
			groups: 60,
			members: 6000,
			graphKnobs: {emptyPageEvery: 3, oldTombstones: true},
		});
	});
	afterAll(() => it.close());

	test('is read whole, with its cycles, guests, disabled and hostile names', async () => {
		const {snapshot, events} = await it.read();
		const {company} = it.practice;
		const told = events.findLast(event => event.kind === 'users-read');
		expect(told).toMatchObject({done: company.users().length, total: company.users().length});
		expect(snapshot.tenant).toBe(company.tenantId);
		expect(snapshot.users.map(user => user.id).toSorted()).toEqual(
			company
				.users()
				.map(user => user.id)
				.toSorted(),
		);
		expect(snapshot.groups.map(group => group.id).toSorted()).toEqual(
			company
				.groups()
				.map(group => group.id)
				.toSorted(),
		);
		for (const group of snapshot.groups) {
			if (group.membersHidden) continue;
			const members = company.membersOf(group.id);
			const here = new Set(members.map(member => member.id as string));
			const read = [...group.users].map(at => snapshot.users[at]?.id ?? '');
			expect(read.every(id => here.has(id))).toBe(true);
			expect(new Set(read).size).toBe(read.length);
		}
		for (const user of snapshot.users)
			expect(user.name).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
	});

	test('costs two requests when nothing has changed, however large it is', async () => {
		const {state} = await it.read();
		const before = it.graph.meter().requests;
		const next = await it.read(state);
		expect(it.graph.meter().requests - before).toBe(2);
		expect(next.state.snapshot.users).toBe(state.snapshot.users);
	});

	test('is found by domain and by id, and its token says what it may', async () => {
		const {company} = it.practice;
		const found = await findTenant({...it.kit, domainOrId: company.tenantId, cloud: it.cloud, call: calling()});
		expect(found.id).toBe(company.tenantId);
		await expect(
			findTenant({...it.kit, domainOrId: 'nowhere.example', cloud: it.cloud, call: calling()}),
		).rejects.toMatchObject({code: 'tenant-not-found', exitCode: 11});
		const token = await it.signIn.token(calling());
		const needed = neededPermissions({userFilter: '', groupFilter: ''});
		expect(comparePermissions(token.roles ?? [], needed)).toMatchObject({missing: [], more: []});
	});

	test('is probed call by call', async () => {
		const {probes} = await probeGraph(it.graph, calling());
		expect(probes.filter(probe => probe.needed).map(probe => `${probe.name} ${probe.outcome}`)).toEqual([
			'users ok',
			'user-changes ok',
			'groups ok',
			'members ok',
			'group-changes ok',
		]);
	});
});

const harms: readonly (readonly [string, Harm])[] = [
	['429 with a wait', {kind: 'throttle', retryAfter: {seconds: 3}}],
	['429 with a decimal wait', {kind: 'throttle', retryAfter: {seconds: 2.128, form: 'decimal'}}],
	['429 with a date', {kind: 'throttle', retryAfter: {seconds: 20, form: 'date'}}],
	['429 without a wait', {kind: 'throttle', retryAfter: 'absent'}],
	['503', {kind: 'status', status: 503, body: 'busy', contentType: 'text/plain'}],
	['a gateway page', {kind: 'bad-gateway'}],
	['a page of HTML with 200', {kind: 'html'}],
	['a reset', {kind: 'reset'}],
	['a reset in the body', {kind: 'reset-in-body'}],
	['truncated JSON', {kind: 'truncated'}],
	['JSON of another shape', {kind: 'wrong-content', body: '{"hello":1}'}],
	['a slow body', {kind: 'slow-body', pieces: 4, pauseMs: 10}],
	['an answer that was lost', {kind: 'answer-lost', how: 'reset'}],
];
const fullRoutes = ['/users/delta', 'GET /v1.0/users?', 'GET /v1.0/groups?', '/$batch'];

describe('faults', () => {
	let clean: ReturnType<typeof canonical>;
	let known: DirectoryState;
	beforeAll(async () => {
		it = await openPractice({users: 1100, groups: 45, members: 3000});
		const {state} = await it.read();
		known = state;
		clean = canonical(state.snapshot);
	});
	afterAll(() => it.close());
	beforeEach(() => it.practice.faults.clear());

	test.each(harms)('%s, now and then: a full read is whole', async (_, harm) => {
		for (const route of fullRoutes) it.practice.faults.add({service: 'graph', route, times: 2, harm});
		const before = it.practice.faults.done.length;
		const {snapshot} = await it.client().read();
		expect(it.practice.faults.done.length).toBeGreaterThan(before + 3);
		expect(canonical(snapshot)).toEqual(clean);
	});

	test.each(harms.filter(([, {kind}]) => kind !== 'slow-body'))(
		'%s, without end: a clear error of exit 16',
		async (_, harm) => {
			for (const route of ['GET /v1.0/users?', '/$batch']) {
				it.practice.faults.clear();
				it.practice.faults.add({service: 'graph', route, times: Number.POSITIVE_INFINITY, harm});
				await expect(it.client().read()).rejects.toMatchObject({name: 'UsherError', exitCode: 16});
			}
		},
	);

	test('a storm of everything at once: the right result', async () => {
		for (const [, harm] of harms) it.practice.faults.add({service: 'graph', chance: 0.04, times: 6, harm});
		const {snapshot} = await it.client().read();
		expect(canonical(snapshot)).toEqual(clean);
	});

	test('a delta read in a storm keeps its state until it has everything', async () => {
		for (const [, harm] of harms) it.practice.faults.add({service: 'graph', route: '/delta', times: 1, harm});
		const {snapshot, events} = await it.client().read(known);
		expect(started(events)).toEqual(['delta']);
		expect(canonical(snapshot)).toEqual(clean);
	});

	test('links that leave the origin, or come again, fail the read', async () => {
		for (const route of ['GET /v1.0/users?', '/delta']) {
			it.practice.faults.clear();
			it.practice.faults.add({service: 'graph', route, harm: {kind: 'foreign-link', origin: 'https://evil.example'}});
			await expect(it.client().read()).rejects.toMatchObject({code: 'foreign-link'});
		}
		it.practice.faults.clear();
		it.practice.faults.add({service: 'graph', route: 'GET /v1.0/users?', times: 9, harm: {kind: 'repeated-link'}});
		await expect(it.client().read()).rejects.toMatchObject({code: 'repeating-link'});
	});

	test('a redirect is not followed', async () => {
		it.practice.faults.add({
			service: 'graph',
			route: 'GET /v1.0/users?',
			times: 9,
			harm: {kind: 'redirect', location: 'https://evil.example/'},
		});
		await expect(it.client().read()).rejects.toMatchObject({exitCode: 16});
	});

	test('the login service may stumble too', async () => {
		for (const [, harm] of harms) {
			it.practice.faults.clear();
			it.practice.faults.add({service: 'login', times: 2, harm});
			expect((await it.client().signIn.token(calling())).tenant).toBe(it.practice.company.tenantId);
		}
		it.practice.faults.add({service: 'login', times: Number.POSITIVE_INFINITY, harm: {kind: 'bad-gateway'}});
		await expect(it.client().signIn.token(calling())).rejects.toMatchObject({exitCode: 16});
	});

	test('items of batches that are refused are read all the same', async () => {
		it.practice.graph.knobs.batchThrottle = 0.2;
		const {snapshot} = await it.client().read();
		it.practice.graph.knobs.batchThrottle = 0;
		expect(canonical(snapshot)).toEqual(clean);
	});

	test('page tokens that expire on the way start their listing again', async () => {
		let pages = 0;
		const signal = calling().signal;
		const reading = it.client().directory.read(undefined, {units: []}, signal);
		for (;;) {
			const step = await reading.next();
			if (step.done === true) {
				expect(canonical(step.value.snapshot)).toEqual(clean);
				break;
			}
			if (step.value.kind === 'users-read' && pages++ === 0) it.practice.graph.expirePageTokens();
		}
		expect(pages).toBeGreaterThan(1);
	});

	test('tokens that expire on the way are renewed', async () => {
		const one = it.client();
		const reading = one.directory.read(undefined, {units: []}, calling().signal);
		let pages = 0;
		const tokens = new Set([(await one.signIn.token(calling())).value]);
		for (;;) {
			const step = await reading.next();
			if (step.done === true) {
				expect(canonical(step.value.snapshot)).toEqual(clean);
				break;
			}
			if (step.value.kind === 'users-read' && pages++ === 0) {
				// Both clocks: the client renews before it asks, or after Graph refused what was on its way.
				it.practice.login.knobs.tokenSeconds = 7200;
				it.clock.skip(3_700_000);
			}
		}
		tokens.add((await one.signIn.token(calling())).value);
		it.practice.login.knobs.tokenSeconds = 3600;
		expect(tokens.size).toBe(2);
	});

	test('a token that Graph refuses before its time is replaced once', async () => {
		const one = it.client();
		const body = JSON.stringify({error: {code: 'InvalidAuthenticationToken', message: 'Lifetime validation failed.'}});
		const before = it.practice.login.requests.total;
		it.practice.faults.add({service: 'graph', from: 4, times: 1, harm: {kind: 'status', status: 401, body}});
		expect(canonical((await one.read()).snapshot)).toEqual(clean);
		it.practice.faults.add({
			service: 'graph',
			times: Number.POSITIVE_INFINITY,
			harm: {kind: 'status', status: 401, body},
		});
		await expect(one.read()).rejects.toMatchObject({code: 'token-refused', exitCode: 11});
		expect(it.practice.login.requests.total).toBeGreaterThan(before);
	});

	test.each(['gone', 'sync-state-not-found', 'resync-required', 'too-old'] as const)(
		'delta tokens that died (%s) lead to a full read',
		async deadToken => {
			const one = it.client();
			const {state} = await one.read();
			it.practice.graph.knobs.deadToken = deadToken;
			it.practice.graph.expireDeltaTokens();
			it.clock.skip(10);
			const {snapshot, events} = await one.read(state);
			expect(started(events)).toEqual(['delta', 'full cursor-dead']);
			expect(canonical(snapshot)).toEqual(clean);
		},
	);
});

describe('a server that never answers', () => {
	test('is given up on in time', async () => {
		const slow = await openPractice({timeoutMs: 300, retryMs: 2000});
		slow.practice.faults.add({service: 'graph', times: Number.POSITIVE_INFINITY, harm: {kind: 'hang'}});
		await expect(slow.read()).rejects.toMatchObject({code: 'network-timeout', exitCode: 16});
		await slow.close();
	});
});

describe('permissions', () => {
	test.each([
		[['GroupMember.Read.All'], 'User.Read.All'],
		[['User.Read.All'], 'GroupMember.Read.All'],
		[['User.ReadBasic.All', 'GroupMember.Read.All'], 'User.Read.All'],
		[[], 'User.Read.All'],
	])('with only %j the read fails with exit 12 and names %s', async (permissions, missing) => {
		const one = await openPractice({permissions});
		await expect(one.read()).rejects.toMatchObject({exitCode: 12, message: expect.stringContaining(missing)});
		await one.close();
	});

	test('taken away between two reads: an error, and the state stays good', async () => {
		const one = await openPractice();
		const {state} = await one.read();
		one.practice.company.revokePermission('GroupMember.Read.All');
		await expect(one.client().read(state)).rejects.toMatchObject({exitCode: 12});
		one.practice.company.grantPermission('GroupMember.Read.All');
		expect(started((await one.client().read(state)).events)).toEqual(['delta']);
		await one.close();
	});

	test('hidden members are unknown without Member.Read.Hidden, whatever Graph answers', async () => {
		for (const hiddenMembers of ['empty', 'forbidden'] as const) {
			const one = await openPractice({graphKnobs: {hiddenMembers}});
			const [person] = one.practice.company.users();
			const board = one.practice.company.createGroup({
				name: 'Board',
				unified: true,
				visibility: 'HiddenMembership',
				members: [person?.id ?? ''],
			});
			const {snapshot} = await one.read();
			expect(snapshot.groups.find(group => group.id === board.id)).toMatchObject({membersHidden: true});
			one.practice.company.grantPermission('Member.Read.Hidden');
			const seeing = await one.client().read();
			expect(seeing.snapshot.groups.find(group => group.id === board.id)?.users.length).toBe(1);
			await one.close();
		}
	});

	test('administrative units need their own, and only when they are asked for', async () => {
		const one = await openPractice();
		const unit = one.practice.company.createUnit({
			name: 'Berlin',
			members: one.practice.company
				.users()
				.slice(0, 3)
				.map(user => user.id),
		});
		await expect(one.read(undefined, undefined, [unit.id])).rejects.toMatchObject({
			exitCode: 12,
			message: expect.stringContaining('AdministrativeUnit.Read.All'),
		});
		one.practice.company.grantPermission('AdministrativeUnit.Read.All');
		const {snapshot} = await one.client().read(undefined, undefined, [unit.id]);
		expect(snapshot.units.get(unit.id as EntraId)?.size).toBe(3);
		await one.close();
	});

	test('an expired secret is exit 11 with what to do', async () => {
		const one = await openPractice();
		one.practice.company.expireSecret();
		one.clock.skip(10);
		await expect(one.client().read()).rejects.toMatchObject({code: 'aadsts-7000222', exitCode: 11});
		await one.close();
	});
});

describe('histories', () => {
	const deeds = [
		'hire',
		'leave',
		'purge',
		'restore',
		'rename',
		'disable',
		'join',
		'part',
		'nest',
		'create',
		'end',
		'revive',
	] as const;
	const deed = fc.record({what: fc.constantFrom(...deeds), a: fc.nat(500), b: fc.nat(500)});

	test('after any history, what a delta read gives is what a full read gives', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.array(deed, {maxLength: 10, size: 'max'}), {minLength: 1, maxLength: 3, size: 'max'}),
				fc.nat(1000),
				async (rounds, seed) => {
					const one = await openPractice({
						seed,
						users: 14,
						groups: 6,
						graphKnobs: {
							deltaObjects: 4,
							deltaLinks: 3,
							duplicates: 0.4,
							emptyPageEvery: 3,
						},
					});
					const {company} = one.practice;
					const left: string[] = [];
					const ended: string[] = [];
					// Gone before anybody looked; they may come back later.
					const [, ...founders] = company.users();
					const [team] = company.groups();
					const staff = company.createGroup({
						name: 'Staff',
						unified: true,
						members: founders.slice(0, 4).map(founder => founder.id),
					});
					if (team !== undefined) company.nest(staff, team);
					for (const founder of founders.slice(0, seed % 3)) {
						company.leave(founder);
						left.push(founder.id);
					}
					if (seed % 2 === 0) {
						company.deleteGroup(staff);
						ended.push(staff.id);
					}
					one.clock.skip(3_600_000);
					let {state} = await one.read();
					for (const round of rounds) {
						for (const {what, a, b} of round) {
							const people = company.users();
							const teams = company.groups();
							const person = people[a % people.length]?.id ?? '';
							const team = teams[b % Math.max(1, teams.length)]?.id;
							const back = left[a % Math.max(1, left.length)];
							if (what === 'hire') company.hire({groups: team === undefined ? [] : [team]});
							else if (what === 'leave' && people.length > 3) {
								company.leave(person);
								left.push(person);
							} else if (what === 'purge' && back !== undefined) {
								company.purge(back);
								left.splice(left.indexOf(back), 1);
							} else if (what === 'restore' && back !== undefined) {
								company.restore(back);
								left.splice(left.indexOf(back), 1);
							} else if (what === 'rename') company.rename(person, `name ${b}`);
							else if (what === 'disable') company.disable(person);
							else if (what === 'create')
								company.createGroup({name: `group ${a}`, members: [person], unified: b % 2 === 0});
							else if (team === undefined) continue;
							else if (what === 'join' && !company.membersOf(team).some(member => member.id === person))
								company.addToGroup(person, team);
							else if (what === 'part' && company.membersOf(team).some(member => member.id === person))
								company.removeFromGroup(person, team);
							else if (what === 'nest') {
								const child = teams[a % teams.length]?.id ?? team;
								if (child !== team && !company.membersOf(team).some(member => member.id === child))
									company.nest(child, team);
							} else if (what === 'end') {
								const unified = company.group(team).unified;
								company.deleteGroup(team);
								if (unified) ended.push(team);
							} else if (what === 'revive') {
								const again = ended.pop();
								if (again !== undefined) company.restoreGroup(again);
							}
						}
						one.clock.skip(60_000);
						const next = await one.read(state);
						const whole = await one.client().read();
						expect(canonical(next.snapshot)).toEqual(canonical(whole.snapshot));
						({state} = next);
					}
					await one.close();
				},
			),
			{numRuns: 40},
		);
	});
});
