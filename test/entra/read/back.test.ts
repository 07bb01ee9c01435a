// Somebody whom no read has ever seen is new, or was deleted before the first one and is back.
import {afterEach, expect, test} from 'vitest';
import type {DirectoryState, EntraId} from '../../../source/core/ports.ts';
import {createDirectory} from '../../../source/entra/directory.ts';
import {createGraph} from '../../../source/entra/graph/client.ts';
import {newcomersMost} from '../../../source/entra/read/back.ts';
import {canonical} from '../canonical.ts';
import {calling, fakeClock, fakeHttp, fakeSignIn} from '../fake-answers.ts';
import {createFakeTenant} from '../fake-tenant.ts';
import {openPractice, started} from '../open-practice.ts';

const hourMs = 3_600_000;
let close: (() => Promise<void>) | undefined;
afterEach(async () => {
	await close?.();
	close = undefined;
});

const practice = async () => {
	const one = await openPractice({users: 40, groups: 8, oddities: false});
	({close} = one);
	const {company} = one.practice;
	const [, early, other] = company.users();
	const team = company.createGroup({name: 'Staff', unified: true, members: [early?.id ?? '', other?.id ?? '']});
	const parent = company.createGroup({name: 'Everybody'});
	company.nest(team, parent);
	one.clock.skip(hourMs);
	return {...one, company, early: early?.id ?? '', other: other?.id ?? '', team, parent};
};

test('a person who was deleted before the first read, and is restored, has their groups back', async () => {
	const {read, client, clock, company, early, team} = await practice();
	company.leave(early);
	const {state} = await read();
	clock.skip(hourMs);
	company.restore(early);
	const next = await read(state);
	expect(started(next.events)).toEqual(['delta', 'full user-restored']);
	const at = next.snapshot.users.findIndex(user => user.id === early);
	expect(next.snapshot.groups.find(group => group.id === team.id)?.users).toContain(at);
	expect(canonical(next.snapshot)).toEqual(canonical((await client().read()).snapshot));
});

test('a group that was deleted before the first read, and is restored, has its members and is in its groups', async () => {
	const {read, clock, company, team, parent} = await practice();
	company.deleteGroup(team);
	const {state} = await read();
	clock.skip(hourMs);
	company.restoreGroup(team);
	const next = await read(state);
	expect(started(next.events)).toEqual(['delta', 'full group-restored']);
	expect(next.snapshot.groups.find(group => group.id === team.id)?.users).toHaveLength(2);
	expect(next.snapshot.groups.find(group => group.id === parent.id)?.groups).toHaveLength(1);
});

test('whoever is back and only named as a member is back all the same', async () => {
	const {read, clock, company, early, parent, practice: tenant} = await practice();
	company.leave(early);
	const {state} = await read();
	clock.skip(hourMs);
	company.restore(early);
	company.addToGroup(early, parent);
	// The list of people says nothing yet; the groups do.
	tenant.faults.add({
		service: 'graph',
		route: '/users/delta',
		harm: {kind: 'wrong-content', body: JSON.stringify({value: [], '@odata.deltaLink': state.cursor.users})},
	});
	expect(started((await read(state)).events)).toEqual(['delta', 'full user-restored']);
});

test('newcomers are no reason to read in full: one more request tells, and none where nobody is new', async () => {
	const {read, client, graph, clock, company, early, team} = await practice();
	const {state} = await read();
	clock.skip(hourMs);
	const asked = async (previous: DirectoryState) => {
		const before = graph.meter().requests;
		const next = await read(previous);
		return {...next, requests: graph.meter().requests - before};
	};
	company.rename(early, 'Somebody Else');
	company.removeFromGroup(early, team);
	const changed = await asked(state);
	expect(changed.requests).toBe(2);
	for (let at = 0; at < 8; at++) company.hire({groups: [team]});
	for (let at = 0; at < 6; at++) company.createGroup({name: `Project ${at}`, members: [early]});
	const hired = await asked(changed.state);
	expect(started(hired.events)).toEqual(['delta']);
	expect(hired.requests).toBe(3);
	expect(canonical(hired.snapshot)).toEqual(canonical((await client().read()).snapshot));
});

const fake = () => {
	const clock = fakeClock();
	const tenant = createFakeTenant({now: clock.now});
	const {company} = tenant;
	const people = Array.from({length: 30}, (_, at) => company.hire(`p${at}`));
	const team = company.createGroup('team');
	for (const person of people) company.join(team, person);
	const http = fakeHttp(tenant.respond);
	const graph = createGraph({
		cloud: {graph: 'https://graph.microsoft.com'},
		signIn: fakeSignIn(),
		http,
		retryMs: 60_000,
		random: () => 0.5,
		...clock,
	});
	const directory = createDirectory({graph, now: clock.now});
	const read = async (previous?: DirectoryState) => {
		const reading = directory.read(previous, {units: []}, calling().signal);
		const events = [];
		for (;;) {
			const step = await reading.next();
			if (step.done === true) return {state: step.value, snapshot: step.value.snapshot, events};
			events.push(step.value);
		}
	};
	const later = (minutes: number) => clock.pause(minutes * 60_000, new AbortController().signal);
	return {tenant, company, people, team, read, later, http};
};

test('who was made shortly before the full read and listed late is new: a list that lags is no restore', async () => {
	for (const [minutes, modes] of [
		[10, ['delta']],
		[20, ['delta', 'full user-restored']],
	] as const) {
		const {company, people, read, later} = fake();
		company.leave(people[0] as string);
		await later(minutes);
		const {state} = await read();
		company.restore(people[0] as string);
		expect(started((await read(state)).events)).toEqual(modes);
	}
});

test('no date is an old one, unless nobody has one: then newcomers stay newcomers', async () => {
	const {tenant, company, people, team, read, later} = fake();
	await later(60);
	const undated = (ids: Iterable<string>): void => {
		for (const id of ids) {
			const one = tenant.people.get(id) ?? tenant.teams.get(id);
			if (one !== undefined) one.createdDateTime = null;
		}
	};
	company.leave(people[0] as string);
	undated(people.slice(0, 25));
	const first = await read();
	company.restore(people[0] as string);
	const second = await read(first.state);
	expect(started(second.events)).toEqual(['delta', 'full user-restored']);
	undated([...people, team]);
	const [hired, made] = [company.hire('new'), company.createGroup('new')];
	company.join(made, hired);
	undated([hired, made]);
	const third = await read(second.state);
	expect(started(third.events)).toEqual(['delta']);
	expect(third.snapshot.groups.find(group => group.id === made)?.users).toHaveLength(1);
});

test('very many newcomers at once are read in full instead of being asked about', async () => {
	const {company, team, read, http} = fake();
	const first = await read();
	for (let at = 0; at < newcomersMost; at++) company.hire(`new ${at}`);
	const some = await read(first.state);
	expect(started(some.events)).toEqual(['delta']);
	for (let at = 0; at <= newcomersMost; at++) company.join(team, company.hire(`newer ${at}`));
	const before = http.asked.length;
	const many = await read(some.state);
	expect(started(many.events)).toEqual(['delta', 'full many-newcomers']);
	expect(many.snapshot.groups[0]?.users).toHaveLength(30 + newcomersMost + 1);
	expect(http.asked.slice(before).filter(({body}) => String(body).includes('createdDateTime'))).toEqual([]);
});

test('who came and went between two reads is remembered, though the second one was in full', async () => {
	const {company, people, team, read, later} = fake();
	company.leave(people[0] as string);
	await later(60);
	const first = await read();
	const brief = company.hire('brief');
	company.join(team, brief);
	company.leave(brief);
	company.restore(people[0] as string);
	const second = await read(first.state);
	expect(started(second.events)).toEqual(['delta', 'full user-restored']);
	expect(second.snapshot.gone.get(brief as EntraId)).toBe('deleted');
	company.restore(brief);
	const third = await read(second.state);
	expect(started(third.events)).toEqual(['delta', 'full user-restored']);
	expect(third.snapshot.groups[0]?.users).toHaveLength(31);
});
