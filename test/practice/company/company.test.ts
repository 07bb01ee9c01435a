import {describe, expect, test} from 'vitest';
import type {Company} from '../../../source/practice/company/api.ts';
import {type CompanyOptions, createCompany} from '../../../source/practice/company/company.ts';

const make = (options: Partial<CompanyOptions> = {}): Company =>
	createCompany({
		seed: 1,
		users: 200,
		groups: 40,
		members: 900,
		oddities: true,
		clock: () => 0,
		lag: {listMs: 0, deltaMs: 0},
		...options,
	});

const total = (company: Company): number => company.groups().reduce((sum, group) => sum + group.members.length, 0);

describe('a company', () => {
	test('is the same for the same seed, and another for another', () => {
		const shape = (company: Company): string =>
			JSON.stringify([company.tenantId, company.users(), company.groups(), company.store.units]);
		expect(shape(make())).toBe(shape(make()));
		expect(shape(make({seed: 2}))).not.toBe(shape(make()));
	});

	test.each([
		[0, 0, 0],
		[1, 1, 1],
		[10, 3, 20],
		[500, 60, 4000],
	])('has %i people, %i groups and %i memberships when asked for so many', (users, groups, members) => {
		const company = make({users, groups, members, oddities: false});
		expect(company.users()).toHaveLength(users);
		expect(company.groups()).toHaveLength(groups);
		expect(total(company)).toBe(members);
	});

	test('has the same number in each group when asked for that', () => {
		const company = make({users: 300, groups: 30, members: {perGroup: 25}, oddities: false});
		for (const group of company.groups()) expect(group.members).toHaveLength(25);
	});

	test('lists nobody twice in a group', () => {
		for (const group of make({members: 5000}).groups()) expect(new Set(group.members).size).toBe(group.members.length);
	});

	test('has the people that make directories hard', () => {
		const users = make().users();
		const some = (what: (user: (typeof users)[number]) => boolean): number => users.filter(what).length;
		expect(some(user => user.userType === 'Guest' && user.userPrincipalName.includes('#EXT#'))).toBeGreaterThan(1);
		expect(some(user => user.userType === 'Member' && user.userPrincipalName.includes('#EXT#'))).toBe(1);
		expect(some(user => !user.accountEnabled)).toBeGreaterThan(2);
		expect(some(user => user.mail === null)).toBeGreaterThan(1);
		expect(some(user => user.mail?.endsWith('onmicrosoft.com') ?? false)).toBeGreaterThan(0);
		const mails = users.flatMap(user => (user.mail === null ? [] : [user.mail]));
		expect(mails.length - new Set(mails).size).toBe(2);
		expect(new Set(users.map(user => user.userPrincipalName)).size).toBe(users.length);
		const names = users.map(user => user.displayName ?? '');
		for (const pattern of [/\u001b/, /\u202e/, /\u200b/, /[\u0080-\u009f]/, /^.{300}$/s, /^$/]) {
			expect(names.some(name => pattern.test(name))).toBe(true);
		}
		for (const script of [
			'Cyrillic',
			'Greek',
			'Arabic',
			'Hebrew',
			'Han',
			'Devanagari',
			'Hangul',
			'Emoji_Presentation',
		]) {
			const pattern = new RegExp(`\\p{${script === 'Emoji_Presentation' ? script : `Script=${script}`}}`, 'u');
			expect(
				names.some(name => pattern.test(name)),
				script,
			).toBe(true);
		}
	});

	test('has the groups that make directories hard', () => {
		const company = make();
		const groups = company.groups();
		expect(groups.some(group => (group.displayName?.length ?? 0) > 100)).toBe(true);
		expect(groups.some(group => group.visibility === 'HiddenMembership')).toBe(true);
		expect(groups.some(group => group.members.length === 0)).toBe(true);
		const kinds = new Set(groups.flatMap(group => company.membersOf(group).map(member => member.kind)));
		expect(kinds).toEqual(new Set(['user', 'group', 'device', 'servicePrincipal', 'orgContact']));
		const reaches = (from: number, to: number, seen = new Set<number>()): boolean => {
			if (seen.has(from)) return false;
			seen.add(from);
			const object = company.store.objects[from];
			if (object?.kind !== 'group') return false;
			return object.members.includes(to) || object.members.some(member => reaches(member, to, seen));
		};
		expect(groups.filter(group => reaches(group.handle, group.handle))).toHaveLength(2);
	});

	test('gives newcomers an address from their name that nobody else has', () => {
		const company = make();
		const addresses = ['Zoë Müller', 'Zoë Müller', '李 伟', 'Ada Lindqvist'].map(
			name => company.hire({name}).userPrincipalName,
		);
		expect(addresses.slice(0, 2)).toEqual(['zoe.muller@halden.example', 'zoe.muller2@halden.example']);
		expect(addresses[2]).toMatch(/^new\.person\.\d+@/);
		expect(addresses[3]).toBe('ada.lindqvist2@halden.example');
	});

	test('lives through the same days for the same seed', () => {
		const [one, two] = [make(), make()];
		expect(one.happen(200)).toEqual(two.happen(200));
		expect(one.users()).toEqual(two.users());
		expect(one.admin && one.users().includes(one.admin)).toBe(true);
		expect(new Set(one.happen(300).map(one_ => one_.what)).size).toBeGreaterThan(12);
	});

	test('changes as it is told to', () => {
		const company = make();
		const [, ann] = company.users();
		const [sales, berlin] = company.groups();
		if (ann === undefined || sales === undefined || berlin === undefined) throw new Error('a company too small');
		const eve = company.hire({name: 'Eve', mail: 'eve@halden.example', groups: [sales]});
		expect(company.groupsOf(eve)).toEqual([sales]);
		company.move(eve, sales, berlin);
		expect(company.groupsOf('eve@halden.example')).toEqual([berlin]);
		company.leave(eve);
		expect(company.users()).not.toContain(eve);
		expect(berlin.members).toContain(eve.handle);
		company.restore(eve);
		expect(company.users()).toContain(eve);
		company.purge(eve);
		expect(berlin.members).not.toContain(eve.handle);
		expect(() => company.restore(eve)).toThrow(RangeError);
		expect(() => company.leave('nobody at all')).toThrow(RangeError);
		const club = company.createGroup({name: 'Club', members: [ann, sales]});
		expect(company.membersOf('Club')).toEqual([ann, sales]);
		company.deleteGroup(sales);
		expect(company.membersOf(club)).toEqual([ann]);
		expect(company.groups()).not.toContain(sales);
	});
});
