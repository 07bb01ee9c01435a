import {afterEach, describe, expect, test} from 'vitest';
import type {PracticeOptions} from '../../source/practice/start.ts';
import {type Opened, open} from './client.ts';

let opened: Opened | undefined;
const start = async (options?: PracticeOptions): Promise<Opened> => {
	opened = await open(options);
	return opened;
};
afterEach(async () => {
	await opened?.practice.close();
	opened = undefined;
});

const select = '$select=id,displayName,mail,userPrincipalName,accountEnabled,userType';
const groupSelect = '$select=id,displayName,members';

/** Groups of a round by id, slices merged. */
// biome-ignore lint/suspicious/noExplicitAny: answers of services are read freely in tests.
const merge = (value: any[]) => {
	// biome-ignore lint/suspicious/noExplicitAny: as above.
	const groups = new Map<string, {more: any; added: Set<string>; removed: Set<string>}>();
	for (const {'members@delta': links = [], ...more} of value) {
		const group = groups.get(more.id) ?? {more, added: new Set<string>(), removed: new Set<string>()};
		groups.set(more.id, group);
		for (const link of links) (link['@removed'] === undefined ? group.added : group.removed).add(link.id);
	}
	return groups;
};

describe('users/delta', () => {
	test('gives everybody in pages of 200 and a delta link at the end', async () => {
		const {all, practice} = await start({users: 450});
		const {value, pages, deltaLink} = await all(`/users/delta?${select}&$top=999`);
		expect(pages.map(page => page.json.value.length)).toEqual([200, 200, 50]);
		expect(new Set(value.map(user => user.id)).size).toBe(450);
		expect(pages.map(page => Object.keys(page.json).filter(key => key.endsWith('Link')))).toEqual([
			['@odata.nextLink'],
			['@odata.nextLink'],
			['@odata.deltaLink'],
		]);
		expect(deltaLink).toMatch(new RegExp(`^${practice.urls.graph}/v1.0/users/delta\\?\\$deltatoken=`));
		const silent = value.find(user => practice.company.user(user.id).mail === null);
		expect(silent).not.toHaveProperty('mail');
	});

	test('says what changed, and nothing when nothing did', async () => {
		const {all, practice} = await start();
		const {company} = practice;
		const [, ann, bob, cid] = company.users();
		const first = await all(`/users/delta?${select}`);
		expect((await all(first.deltaLink ?? '')).value).toEqual([]);
		const dana = company.hire({name: 'Dana', mail: 'dana@halden.example'});
		company.rename(ann?.id ?? '', 'Ann Other');
		company.disable(ann?.id ?? '');
		company.leave(bob?.id ?? '');
		company.purge(cid?.id ?? '');
		const second = await all(first.deltaLink ?? '');
		expect(new Map(second.value.map(({id, ...more}) => [id, more]))).toEqual(
			new Map([
				[
					dana.id,
					{
						displayName: 'Dana',
						mail: 'dana@halden.example',
						userPrincipalName: dana.userPrincipalName,
						accountEnabled: true,
						userType: 'Member',
					},
				],
				[ann?.id, expect.objectContaining({displayName: 'Ann Other', accountEnabled: false})],
				[bob?.id, {'@removed': {reason: 'changed'}}],
				[cid?.id, {'@removed': {reason: 'deleted'}}],
			]),
		);
		company.restore(bob?.id ?? '');
		const third = await all(second.deltaLink ?? '');
		expect(third.value).toEqual([
			expect.objectContaining({id: bob?.id, displayName: bob?.displayName, accountEnabled: true}),
		]);
		// The older link still tells the same story, up to now.
		expect((await all(first.deltaLink ?? '')).value).toHaveLength(4);
	});

	test('tracks only what was selected', async () => {
		const {all, practice} = await start();
		const person = practice.company.users()[3]?.id ?? '';
		const {deltaLink = ''} = await all('/users/delta?$select=displayName');
		practice.company.disable(person);
		expect((await all(deltaLink)).value).toEqual([]);
		practice.company.changeEmail(person, null);
		expect((await all(deltaLink)).value).toEqual([]);
		practice.company.rename(person, null);
		expect((await all(deltaLink)).value).toEqual([{id: person, displayName: null}]);
	});

	test('starts from now with $deltatoken=latest', async () => {
		const {all, practice} = await start();
		const {value, deltaLink = ''} = await all(`/users/delta?$deltatoken=latest&${select}`);
		expect(value).toEqual([]);
		const dana = practice.company.hire();
		expect((await all(deltaLink)).value.map(user => user.id)).toEqual([dana.id]);
	});

	test('needs more than the basic permission', async () => {
		const {graph} = await start({permissions: ['User.ReadBasic.All', 'GroupMember.Read.All']});
		expect((await graph(`/users/delta?${select}`)).json.error.code).toBe('Authorization_RequestDenied');
	});

	test('gives only changed properties when asked to', async () => {
		const {all, graph, practice} = await start();
		const person = practice.company.users()[3]?.id ?? '';
		const {deltaLink = ''} = await all(`/users/delta?${select}`);
		practice.company.enable(person);
		practice.company.disable(person);
		const {json} = await graph(deltaLink, {headers: {prefer: 'return=minimal'}});
		expect(json.value).toEqual([{id: person, accountEnabled: false}]);
	});

	test.each([
		['too-old', 400, 'Request_UnsupportedQuery'],
		['gone', 410, 'resyncRequired'],
		['sync-state-not-found', 400, 'syncStateNotFound'],
		['resync-required', 404, 'ResyncRequired'],
	] as const)('refuses a dead token in the shape %s', async (deadToken, status, code) => {
		const {all, graph, practice} = await start();
		const {deltaLink = ''} = await all(`/users/delta?${select}`);
		practice.graph.knobs.deadToken = deadToken;
		practice.graph.expireDeltaTokens();
		const answer = await graph(deltaLink);
		expect([answer.status, answer.json.error.code]).toEqual([status, code]);
		if (status === 410) {
			const again = await all(answer.headers.location ?? '');
			expect(again.value).toHaveLength(60);
		}
	});

	test('refuses options beside a token', async () => {
		const {all, graph} = await start();
		const {deltaLink = ''} = await all(`/users/delta?${select}`);
		expect((await graph(`${deltaLink}&${select}`)).json.error.code).toBe('Request_UnsupportedQuery');
	});

	test('refuses what delta does not support, and a token made elsewhere', async () => {
		const {graph} = await start();
		for (const query of ['$orderby=displayName', '$expand=manager', "$filter=displayName eq 'x'"]) {
			expect((await graph(`/users/delta?${encodeURI(query)}`)).json.error.code).toBe('Request_UnsupportedQuery');
		}
		expect((await graph('/users/delta?$deltatoken=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')).status).toBe(400);
	});

	test('lags behind when told to', async () => {
		let now = Date.now();
		const {all, practice} = await start({clock: () => now, lag: {deltaMs: 60_000, listMs: 120_000}});
		const {deltaLink = ''} = await all(`/users/delta?${select}`);
		const dana = practice.company.hire();
		expect((await all(deltaLink)).value).toEqual([]);
		now += 61_000;
		expect((await all(deltaLink)).value.map(user => user.id)).toEqual([dana.id]);
		expect((await all('/users?$top=999')).value.map(user => user.id)).not.toContain(dana.id);
		now += 60_000;
		expect((await all('/users?$top=999')).value.map(user => user.id)).toContain(dana.id);
	});

	test('repeats itself and sends empty pages when told to', async () => {
		const {all, practice} = await start({users: 450, graphKnobs: {duplicates: 0.3, emptyPageEvery: 1}});
		const {value, pages} = await all(`/users/delta?${select}`);
		expect(pages.map(page => page.json.value.length > 0)).toEqual([true, false, true, false, true]);
		expect(value.length).toBeGreaterThan(450);
		expect(new Set(value.map(user => user.id))).toEqual(new Set(practice.company.users().map(user => user.id)));
	});
});

describe('groups/delta', () => {
	test('cuts large groups into slices of at most 500 links a page', async () => {
		const {all, practice} = await start({users: 2000, groups: 20, members: 20_000});
		const {value, pages} = await all(`/groups/delta?${groupSelect}`);
		for (const page of pages) {
			const links = page.json.value.flatMap((group: {'members@delta'?: unknown[]}) => group['members@delta'] ?? []);
			expect(links.length).toBeLessThanOrEqual(500);
		}
		expect(value.length).toBeGreaterThan(20);
		const merged = merge(value);
		for (const group of practice.company.groups()) {
			if (group.visibility === 'HiddenMembership') {
				expect(merged.get(group.id)?.added.size).toBe(0);
				continue;
			}
			const members = practice.company.membersOf(group.id).map(member => member.id);
			expect(merged.get(group.id)?.added).toEqual(new Set(members));
		}
	});

	test('says who came and went, and keeps silent about people in the recycle bin', async () => {
		const {all, practice} = await start();
		const {company} = practice;
		const [a, b] = company.groups().filter(group => group.members.length > 4 && !group.unified);
		const people = company.membersOf(a?.id ?? '').filter(member => member.kind === 'user');
		const [gone, deleted, purged] = people.map(person => person.id);
		const {deltaLink = ''} = await all(`/groups/delta?${groupSelect}`);
		const dana = company.hire({groups: [a?.id ?? '']});
		company.removeFromGroup(gone ?? '', a?.id ?? '');
		company.leave(deleted ?? '');
		const first = await all(deltaLink);
		expect(merge(first.value)).toEqual(
			new Map([
				[a?.id, {more: {id: a?.id, displayName: a?.displayName}, added: new Set([dana.id]), removed: new Set([gone])}],
			]),
		);
		expect((await all(`/groups/${a?.id}/members?$top=999`)).value.map(member => member.id)).not.toContain(deleted);
		company.purge(purged ?? '');
		company.purge(deleted ?? '');
		const merged = merge((await all(first.deltaLink ?? '')).value);
		expect(merged.get(a?.id ?? '')?.removed).toEqual(new Set([purged, deleted]));
		company.deleteGroup(b?.id ?? '');
		const third = merge((await all(first.deltaLink ?? '')).value);
		expect(third.get(b?.id ?? '')?.more).toEqual({id: b?.id, '@removed': {reason: 'deleted'}});
	});

	test('a restore of a user says nothing of its groups; a Microsoft 365 group comes back whole', async () => {
		const {all, practice} = await start();
		const {company} = practice;
		const person = company.hire();
		const club = company.createGroup({name: 'Club', unified: true, members: [person]});
		company.leave(person);
		const {deltaLink = ''} = await all(`/groups/delta?${groupSelect}`);
		company.restore(person);
		expect((await all(deltaLink)).value).toEqual([]);
		company.deleteGroup(club);
		expect((await all(deltaLink)).value).toEqual([{id: club.id, '@removed': {reason: 'changed'}}]);
		company.restoreGroup(club);
		expect((await all(deltaLink)).value).toEqual([
			{id: club.id, displayName: 'Club', 'members@delta': [{'@odata.type': '#microsoft.graph.user', id: person.id}]},
		]);
	});

	test('leaves members out when they are not selected, and shows hidden ones with the permission for it', async () => {
		const {all} = await start({permissions: ['User.Read.All', 'GroupMember.Read.All', 'Member.Read.Hidden']});
		const without = await all('/groups/delta?$select=displayName');
		expect(without.value.every(group => group['members@delta'] === undefined)).toBe(true);
		const {value} = await all('/groups/delta');
		const hidden = value.find(group => group.visibility === 'HiddenMembership');
		expect(hidden['members@delta']).toHaveLength(3);
	});
});

describe('a round of changes', () => {
	// biome-ignore lint/suspicious/noExplicitAny: answers of services are read freely in tests.
	const apply = (users: Map<string, any>, groups: Map<string, Set<string>>, round: {users: any[]; groups: any[]}) => {
		for (const {id, ...more} of round.users) {
			if (more['@removed'] === undefined) users.set(id, {...users.get(id), ...more});
			else users.delete(id);
		}
		for (const {id, 'members@delta': links = [], ...more} of round.groups) {
			if (more['@removed'] !== undefined) {
				groups.delete(id);
				continue;
			}
			const members = groups.get(id) ?? new Set<string>();
			groups.set(id, members);
			for (const link of links) {
				if (link['@removed'] === undefined) members.add(link.id);
				else members.delete(link.id);
			}
		}
	};

	test.each([1, 2, 3, 4, 5])('merged by id gives what a full read gives, replays and all (seed %i)', async seed => {
		const {all, practice} = await start({
			seed,
			users: 260,
			groups: 30,
			members: 1500,
			permissions: ['User.Read.All', 'GroupMember.Read.All', 'Member.Read.Hidden'],
			graphKnobs: {duplicates: 0.2, emptyPageEvery: 2, throttling: false},
		});
		const links = {users: `/users/delta?${select}`, groups: `/groups/delta?${groupSelect}`};
		const users = new Map();
		const groups = new Map<string, Set<string>>();
		for (let round = 0; round < 4; round++) {
			const [changedUsers, changedGroups] = [await all(links.users), await all(links.groups)];
			links.users = changedUsers.deltaLink ?? '';
			links.groups = changedGroups.deltaLink ?? '';
			apply(users, groups, {users: changedUsers.value, groups: changedGroups.value});
			const listed = (await all('/users?$top=999&$select=id,displayName,mail,accountEnabled')).value;
			expect(new Set(users.keys())).toEqual(new Set(listed.map(user => user.id)));
			for (const {id, displayName, mail, accountEnabled} of listed) {
				const {displayName: name = null, mail: address = null, accountEnabled: enabled} = users.get(id);
				expect({name, address, enabled}).toEqual({name: displayName, address: mail, enabled: accountEnabled});
			}
			const company = practice.company.groups();
			expect(new Set(groups.keys())).toEqual(new Set(company.map(group => group.id)));
			const {store} = practice.company;
			const cameBack = new Set(store.log.filter(change => change.what === 'restored').map(change => change.handle));
			for (const group of company) {
				const known = groups.get(group.id) ?? new Set<string>();
				for (const member of practice.company.membersOf(group)) {
					// People in the recycle bin keep their memberships, and a delta does not speak of them, nor of those who came back.
					if (member.state === 'here' && !cameBack.has(member.handle)) expect(known).toContain(member.id);
				}
				for (const id of known) expect(group.members).toContain(store.byId.get(id));
			}
			expect(practice.company.happen(40)).toHaveLength(40);
		}
	});
});
