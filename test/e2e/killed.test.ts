// Killed anywhere, the next run finishes the job: no membership is lost, nobody is invited twice.
import {expect, test} from 'vitest';
import {openPlace, type Place} from '../helpers/usher.ts';

const allow = ['--first-run', '--allow-invites', '1000', '--allow-seats', '1000'] as const;

/** What the organisation holds, by people and names: the same whenever the job is done. */
const organisation = ({practice}: Place): unknown => {
	const {members, groups} = practice.bitwarden.store;
	const emailOf = (id: string): string => members.get(id)?.email ?? id;
	return {
		members: [...members.values()].map(member => [member.email, member.externalId, member.status]).sort(),
		groups: [...groups.values()]
			.map(group => [group.name, group.externalId, [...group.members].map(emailOf).sort()])
			.sort(),
	};
};

const invitedTwice = ({practice}: Place): string[] => {
	const mails = practice.bitwarden.mails.map(mail => mail.to);
	return mails.filter((to, at) => mails.indexOf(to) !== at);
};

/** Runs until there is nothing to do: once for the job, and once more to see that nothing is left of it. */
const finish = async (place: Place): Promise<void> => {
	const done = await place.usher('sync', ...allow);
	expect([0, 14], done.stdout + done.stderr).toContain(done.code);
};

const nothingLeft = async (place: Place): Promise<void> => {
	const again = await place.usher('sync');
	expect(again.stdout, again.stderr).toContain('Nothing to do');
};

const isImport = /\/public\/organization\/import$/;
const size = {users: 24, groups: 6, seed: 7} as const;

test('killed at any request of the first run, the next one ends in exactly the right organisation', async () => {
	const untouched = await openPlace(size);
	await finish(untouched);
	const {login, graph, bitwarden} = untouched.practice;
	const requests = login.requests.total + graph.requests.total + bitwarden.requests.total;
	expect(requests).toBeGreaterThan(10);
	expect(bitwarden.audit.filter(({path}) => isImport.test(path))).toHaveLength(1);
	await nothingLeft(untouched);
	const right = organisation(untouched);

	// Before the work is done, or after it, when the client has not heard of it: of a read that is the same.
	const notSent = {harm: {kind: 'hang'}} as const;
	const notHeard = {harm: {kind: 'answer-lost', how: 'silence'}} as const;
	const points = [
		...Array.from({length: requests}, (_, at) => ({from: at + 1, ...(at % 2 === 0 ? notSent : notHeard)})),
		{route: isImport, ...notSent},
		{route: isImport, ...notHeard},
	];
	const onePoint = async (fault: (typeof points)[number], point: number): Promise<void> => {
		const place = await openPlace(size);
		place.practice.faults.add(fault);
		const run = place.start('sync', ...allow);
		await expect.poll(() => place.practice.faults.done.length + Number(run.child.exitCode !== null)).toBeGreaterThan(0);
		run.child.kill('SIGKILL');
		await run.ended;
		place.practice.faults.clear();
		await finish(place);
		if (point % 4 === 0 || 'route' in fault) await nothingLeft(place);
		expect(organisation(place), `killed at point ${point}`).toEqual(right);
		expect(invitedTwice(place), `killed at point ${point}`).toEqual([]);
		await place.practice.close();
	};
	for (let at = 0; at < points.length; at += 3)
		await Promise.all(points.slice(at, at + 3).map((fault, index) => onePoint(fault, at + index)));
});

test('killed at any write of an ordinary day: nobody and no membership is lost', async () => {
	/** Every kind of change at once, each a request or more of its own. */
	const live = ({practice}: Place): void => {
		const {company} = practice;
		const people = company.users().filter(user => user !== company.admin);
		const groups = company.groups();
		company.leave(people[0] ?? '');
		company.leave(people[1] ?? '');
		company.restore(people[1] ?? '');
		company.disable(people[2] ?? '');
		company.hire({name: 'Grace Hopper', mail: 'grace@halden.example', groups: groups.slice(0, 2)});
		for (const group of groups.slice(1, 4)) company.addToGroup(people[4] ?? '', group);
		company.renameGroup(groups[2] ?? '', 'Renamed');
		company.deleteGroup(groups[5] ?? '');
		company.createGroup({name: 'New', members: people.slice(4, 9)});
	};
	const whole = [
		...allow,
		'--allow-removals',
		'99',
		'--allow-membership-removals',
		'999',
		'--allow-group-removals',
		'99',
	];
	const isWrite = /(POST|PUT|DELETE) \/api\/public\//;
	const lived = async (): Promise<Place> => {
		const place = await openPlace({...size, oddities: false});
		await finish(place);
		live(place);
		place.practice.bitwarden.audit.length = 0;
		return place;
	};
	const untouched = await lived();
	expect((await untouched.usher('sync', ...whole)).code).toBe(0);
	const right = organisation(untouched);
	const writes = untouched.practice.bitwarden.audit.filter(({method, path}) =>
		isWrite.test(`${method} ${path}`),
	).length;
	// Two revokes, and one import of everything else.
	expect(writes).toBe(3);
	// And at the reading of the members after them, which tells who of the invited is in the groups.
	const moments = [
		...Array.from({length: writes}, (_, at) => ({route: isWrite, from: at + 1})),
		{route: /^GET .*\/public\/members$/, from: 2},
	];

	const onePoint = async (point: number): Promise<void> => {
		const place = await lived();
		const harm = point % 2 === 0 ? ({kind: 'hang'} as const) : ({kind: 'answer-lost', how: 'silence'} as const);
		place.practice.faults.add({service: 'bitwarden', ...moments[Math.floor(point / 2)]!, harm});
		const run = place.start('sync', ...whole);
		await expect.poll(() => place.practice.faults.done.length + Number(run.child.exitCode !== null)).toBeGreaterThan(0);
		expect(place.practice.faults.done).toHaveLength(1);
		run.child.kill('SIGKILL');
		await run.ended;
		place.practice.faults.clear();
		const done = await place.usher('sync', ...whole);
		expect(done.code, done.stdout + done.stderr).toBe(0);
		expect(organisation(place), `killed at point ${point}`).toEqual(right);
		expect(invitedTwice(place), `killed at point ${point}`).toEqual([]);
		await place.practice.close();
	};
	const points = Array.from({length: 2 * moments.length}, (_, at) => at);
	// Mostly they wait for lists to settle, so more of them at once cost little.
	for (let at = 0; at < points.length; at += 4) await Promise.all(points.slice(at, at + 4).map(onePoint));
});

test('an import that times out here and succeeds there is not repeated', async () => {
	const place = await openPlace(size, {USHER_TIMEOUT: '5', USHER_RETRY: '5'});
	place.practice.faults.add({route: isImport, harm: {kind: 'answer-lost', how: 'silence'}});
	const {code, stdout, stderr} = await place.usher('sync', ...allow);
	expect([0, 14], stdout + stderr).toContain(code);
	expect(place.practice.faults.done).toHaveLength(1);
	expect(invitedTwice(place)).toEqual([]);
	const ids = [...place.practice.bitwarden.store.members.values()].flatMap(member => member.externalId ?? []);
	expect(new Set(ids).size).toBe(ids.length);
	await nothingLeft(place);
});

test('interrupted while it applies, it hears the answer first; the next run does the rest', async () => {
	const untouched = await openPlace(size);
	await finish(untouched);
	const place = await openPlace(size);
	place.practice.faults.add({route: isImport, harm: {kind: 'delay', ms: 1500}});
	const run = place.start('sync', ...allow);
	await expect.poll(() => place.practice.faults.done.length).toBe(1);
	run.child.kill('SIGINT');
	const {code, stdout, stderr} = await run.ended;
	expect(code, stdout + stderr).toBe(130);
	expect(stderr).toContain('Stopping cleanly');
	expect(stdout).toContain('Stopped as asked. Until then:');
	await finish(place);
	expect(organisation(place)).toEqual(organisation(untouched));
	expect(invitedTwice(place)).toEqual([]);
});
