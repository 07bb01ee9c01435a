import {describe, expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import {decided, idOf, type Tenant} from './tenant.ts';

const company: Tenant = {
	users: {ann: {}, ben: {}, cleo: {}, dan: {mail: 'dan@fabrikam.com'}, eve: {}},
	groups: {
		Engineering: {users: ['ann'], groups: ['Platform']},
		Platform: {users: ['ben'], groups: ['Oncall']},
		Oncall: {users: ['cleo'], groups: ['Engineering']},
		Vendors: {users: ['ben', 'eve']},
		'R&D, Berlin': {users: ['dan']},
	},
	units: {berlin: ['R&D, Berlin', 'dan'], hollow: []},
};

describe('the user filter', () => {
	test.each([
		['include:ann@contoso.com,DAN@fabrikam.com', ['ann', 'dan']],
		['include:*@fabrikam.com', ['dan']],
		['include:ann@contoso.com|include:ben@contoso.com', ['ann', 'ben']],
		['exclude:ann@contoso.com', ['ben', 'cleo', 'dan', 'eve']],
		['exclude:*@contoso.com', ['dan']],
		['include:*|exclude:ann@contoso.com|exclude:b*', ['cleo', 'dan', 'eve']],
		['includeGroup:Engineering', ['ann', 'ben', 'cleo']],
		[`includeGroup:${idOf('Platform')}`, ['ann', 'ben', 'cleo']],
		['includeGroup:platform,Vendors', ['ann', 'ben', 'cleo', 'eve']],
		['includeGroup:Engineering|include:dan@fabrikam.com', ['ann', 'ben', 'cleo', 'dan']],
		['includeGroup:Engineering|excludeGroup:Vendors', ['ann', 'cleo']],
		['excludeGroup:Engineering', ['dan', 'eve']],
		['excludeGroup:V*,R*', ['ann', 'cleo']],
		['includeGroup:"R&D, Berlin"', ['dan']],
		['exclude:ann@contoso.com|include:ann@contoso.com', []],
	])('%s', (userFilter, insiders) => {
		const tenant = decided(company, {userFilter});
		expect(tenant.insiders()).toEqual(insiders);
		// Groups are the group filter's.
		expect(new Set(Object.values(tenant.groups()))).toEqual(new Set(['in selected']));
	});
});

describe('the group filter', () => {
	test.each([
		['include:Engineering', ['Engineering'], ['ann', 'ben', 'cleo']],
		['include:vendors,"r&d, berlin"', ['Vendors', 'R&D, Berlin'], ['ben', 'dan', 'eve']],
		[`include:${idOf('Vendors')}`, ['Vendors'], ['ben', 'eve']],
		['include:*o*|exclude:Vendors', ['Platform', 'Oncall'], ['ann', 'ben', 'cleo']],
		['exclude:Vendors', ['Engineering', 'Platform', 'Oncall', 'R&D, Berlin'], ['ann', 'ben', 'cleo', 'dan']],
		[`includeadministrativeunit:${idOf('berlin')}`, ['R&D, Berlin'], ['dan']],
		[`include:Vendors|includeadministrativeunit:${idOf('berlin')}`, ['Vendors', 'R&D, Berlin'], ['ben', 'dan', 'eve']],
		[
			`excludeadministrativeunit:${idOf('berlin')}`,
			['Engineering', 'Platform', 'Oncall', 'Vendors'],
			['ann', 'ben', 'cleo', 'eve'],
		],
	])('%s', (groupFilter, groups, insiders) => {
		const tenant = decided(company, {groupFilter});
		const selected = Object.entries(tenant.groups()).filter(([, said]) => said === 'in selected');
		expect(selected.map(([word]) => word)).toEqual(groups);
		expect(tenant.insiders()).toEqual(insiders);
		expect(tenant.problems).toEqual([]);
	});

	test('people: all takes whom the user filter lets in', () => {
		const tenant = decided(company, {
			groupFilter: 'include:Vendors',
			people: 'all',
			userFilter: 'exclude:ann@contoso.com',
		});
		expect(tenant.insiders()).toEqual(['ben', 'cleo', 'dan', 'eve']);
		expect(tenant.groups()).toMatchObject({Vendors: 'in selected', Engineering: 'out filtered'});
	});

	test('both filters count', () => {
		const settings = {groupFilter: 'include:Engineering', userFilter: 'excludeGroup:Vendors'};
		expect(decided(company, settings).insiders()).toEqual(['ann', 'cleo']);
	});
});

describe('why', () => {
	const reason = (word: string, userFilter: string, groupFilter = '') =>
		decided(company, {userFilter, groupFilter}).user(word).reason;

	test('in through groups, outermost first', () => {
		const ben = decided(company, {groupFilter: 'include:engineering'}).user('ben');
		expect(ben).toEqual({
			subject: idOf('ben'),
			verdict: 'in',
			code: 'through-group',
			reason: 'In: member of Platform, which is in Engineering, which include:engineering lets in.',
			path: [idOf('Engineering'), idOf('Platform')],
		});
	});

	test('in', () => {
		expect(reason('ann', 'include:ann@contoso.com')).toBe('In: include:ann@contoso.com lets in ann@contoso.com.');
		expect(reason('dan', 'include:a*,*@fabrikam.com')).toBe('In: include:*@fabrikam.com lets in dan@fabrikam.com.');
		expect(reason('ann', 'exclude:b*')).toBe('In: nothing in the user filter leaves them out.');
		expect(reason('dan', 'includeGroup:"R&D, Berlin"')).toBe(
			'In: member of R&D, Berlin, which includeGroup:"R&D, Berlin" lets in.',
		);
		expect(reason('dan', '', 'exclude:Vendors')).toBe(
			'In: member of R&D, Berlin, which the group filter does not leave out.',
		);
		expect(reason('eve', 'include:eve*', 'include:Vendors')).toBe(
			'In: include:eve* lets in eve@contoso.com, and they are a member of Vendors, which include:Vendors lets in.',
		);
	});

	test('the path is that of the first filter that goes through groups', () => {
		const path = (userFilter: string) =>
			decided(company, {userFilter, groupFilter: 'include:Vendors'}).user('ben').path;
		expect(path('include:ben*')).toEqual([idOf('Vendors')]);
		expect(path('includeGroup:Platform')).toEqual([idOf('Platform')]);
	});

	test('a person let in by address and by group is let in by address', () => {
		expect(decided(company, {userFilter: 'include:ann*|includeGroup:Engineering'}).user('ann')).toMatchObject({
			reason: 'In: include:ann* lets in ann@contoso.com.',
		});
	});

	test('of two clauses that name a group, the first is told', () => {
		expect(reason('ben', '', `include:Plat*|include:Platform`)).toContain('which include:Plat* lets in');
	});

	test('out', () => {
		expect(reason('ann', 'exclude:ann@contoso.com')).toBe('Out: exclude:ann@contoso.com leaves out ann@contoso.com.');
		expect(reason('ben', 'excludeGroup:Engineering')).toBe(
			'Out: member of Platform, which is in Engineering, which excludeGroup:Engineering leaves out.',
		);
		expect(reason('ann', 'include:b*')).toBe('Out: no clause of the user filter lets them in.');
		expect(reason('ann', '', 'include:Vendors')).toBe('Out: in no group that the group filter lets in.');
	});

	test('a group without a name is called by its id', () => {
		const tenant: Tenant = {users: {ann: {}}, groups: {x: {name: ' ', users: ['ann']}}};
		expect(decided(tenant, {groupFilter: `include:${idOf('x')}`}).user('ann').reason).toContain(
			`member of the group ${idOf('x')}, which include:`,
		);
	});

	test('groups', () => {
		const groups = (groupFilter: string) => decided(company, {groupFilter}).group('Vendors');
		expect(groups('')).toEqual({
			subject: idOf('Vendors'),
			verdict: 'in',
			code: 'selected',
			reason: 'In: there is no group filter, so every group is in.',
			path: [],
		});
		expect(groups('include:V*').reason).toBe('In: include:V* lets it in.');
		expect(groups('exclude:Platform').reason).toBe('In: nothing in the group filter leaves it out.');
		expect(groups('exclude:Vendors')).toMatchObject({
			verdict: 'out',
			code: 'filtered',
			reason: 'Out: exclude:Vendors leaves it out.',
		});
		expect(groups('include:Platform').reason).toBe('Out: no clause of the group filter lets it in.');
	});
});

describe('hidden members are unknown, and unknown is never a reason to offboard', () => {
	const tenant: Tenant = {
		users: {ann: {}, ben: {}, cleo: {enabled: false}, dan: {guest: true}, nomail: {mail: '', upn: ''}},
		groups: {
			Staff: {users: ['ann'], groups: ['Inner']},
			Inner: {groups: ['Secret']},
			Secret: {hidden: true},
			Open: {users: ['ben']},
		},
	};

	test('the group and those around it are on hold', () => {
		const found = decided(tenant);
		expect(found.groups()).toEqual({
			Staff: 'hold hidden-members',
			Inner: 'hold hidden-members',
			Secret: 'hold hidden-members',
			Open: 'in selected',
		});
		expect(found.group('Secret').reason).toBe(
			'On hold: its members are hidden from Usher, so nothing about it is changed. Grant the permission Member.Read.Hidden to Usher.',
		);
		expect(found.group('Staff').reason).toMatch(
			/^On hold: Secret, which is in Inner, is within it and has hidden members/,
		);
		expect(found.users()).toMatchObject({ann: 'in selected', ben: 'in selected'});
		expect(found.roster.problems).toMatchObject([
			{code: 'hidden-members', severity: 'needs-person', subject: [idOf('Secret')]},
		]);
		expect(found.roster.problems[0]?.message).toContain('Member.Read.Hidden');
	});

	test('who may be in through them is on hold; who is in for sure is in', () => {
		const found = decided(tenant, {groupFilter: 'include:Staff'});
		expect(found.users()).toEqual({
			ann: 'in through-group',
			ben: 'hold hidden-members',
			cleo: 'out disabled',
			dan: 'out guest',
			nomail: 'out no-email',
		});
		expect(found.groups()).toMatchObject({Open: 'out filtered', Secret: 'out filtered', Staff: 'hold hidden-members'});
		expect(found.user('ben').reason).toBe(
			'On hold: the members of Secret are hidden from Usher, so it cannot tell whether they are let in. Neither invited nor offboarded until then: grant the permission Member.Read.Hidden to Usher.',
		);
		expect(found.problems).toEqual(['needs-person hidden-members']);
	});

	test('the same by the user filter, let in or left out', () => {
		expect(decided(tenant, {userFilter: 'includeGroup:Staff|include:dan@contoso.com'}, {}).users()).toMatchObject({
			ann: 'in through-group',
			ben: 'hold hidden-members',
		});
		const excluded = decided(tenant, {userFilter: 'excludeGroup:Staff'});
		expect(excluded.users()).toMatchObject({ann: 'out filtered', ben: 'hold hidden-members'});
		expect(excluded.user('ben').reason).toContain('the members of Secret are hidden');
	});

	test('who is left out for sure is out, hidden or not', () => {
		const settings = {userFilter: 'exclude:ben@contoso.com', groupFilter: 'include:Staff'};
		expect(decided(tenant, settings).users()).toMatchObject({ben: 'out filtered'});
	});

	test('hidden groups that decide nothing are no problem', () => {
		const found = decided(tenant, {groupFilter: 'include:Open'});
		expect(found.problems).toEqual([]);
		expect(found.users()).toMatchObject({ann: 'out filtered', ben: 'in through-group'});
	});

	test('two who may be in and share an e-mail are twins', () => {
		const shared = {mail: 'team@contoso.com'};
		const found = decided(
			{users: {ann: shared, ben: shared}, groups: {Secret: {users: ['ann'], hidden: true}}},
			{groupFilter: 'include:Secret'},
		);
		expect(found.users()).toEqual({ann: 'hold twin', ben: 'hold twin'});
	});

	test('with two hidden groups the problem names both, by id', () => {
		const found = decided({users: {ann: {}}, groups: {B: {hidden: true}, A: {hidden: true, groups: ['B']}}});
		expect(found.roster.problems[0]?.subject).toEqual([idOf('A'), idOf('B')]);
		expect(found.group('A').reason).toContain('its members are hidden');
	});
});

describe('group names', () => {
	const long = 'a'.repeat(100);
	test('shortened names that collide are told, with their ids', () => {
		const {roster} = decided({
			users: {},
			groups: {one: {name: `${long} East`}, two: {name: `${long} West`}, three: {}},
		});
		expect(roster.groupNames).toEqual([long, long, 'three']);
		expect(roster.problems).toMatchObject([
			{code: 'group-names-collide', severity: 'warning', subject: [idOf('one'), idOf('two')]},
		]);
	});

	test('names that are the same in Entra ID are not', () => {
		const {roster} = decided({
			users: {},
			groups: {one: {name: 'Sales'}, two: {name: 'Sales'}, three: {name: `${long}b`}},
		});
		expect(roster.problems).toEqual([]);
	});

	test('nor is a group out of scope', () => {
		const groups = {one: {name: `${long} East`}, two: {name: `${long} West`}};
		expect(decided({users: {}, groups}, {groupFilter: 'include:*East'}).problems).toEqual([]);
	});

	test('an unnamed group gets a name that is its own', () => {
		expect(decided({users: {}, groups: {a: {name: ''}}}).roster.groupNames).toEqual(['(unnamed) 00000000']);
	});
});

test('a filter that cannot be read stops everything', () => {
	expect(() => decided(company, {userFilter: 'includ:x'})).toThrow(UsherError);
	expect(() => decided(company, {groupFilter: 'include'})).toThrow(UsherError);
});
