import {describe, expect, test} from 'vitest';
import {unitsNamed} from '../../../source/core/decide/decide.ts';
import {UsherError} from '../../../source/core/errors.ts';
import type {EntraId} from '../../../source/core/ports.ts';
import type {SyncSettings} from '../../../source/core/settings.ts';
import {decided, idOf, type Tenant} from './tenant.ts';

const tenant: Tenant = {
	users: {ann: {}, ben: {upn: 'b.smith@contoso.com'}},
	groups: {Sales: {users: ['ann']}, East: {name: 'Branch', users: ['ann']}, West: {name: 'branch', users: ['ben']}},
	units: {hollow: ['ann']},
	gone: {lost: 'deleted', old: 'purged'},
};

const failure = (settings: Partial<SyncSettings>, bindings?: ReadonlyMap<string, EntraId>, at = tenant): UsherError => {
	try {
		decided(at, settings, bindings ? {bindings} : {});
	} catch (error) {
		if (error instanceof UsherError) return error;
		throw error;
	}
	throw new Error('nothing was wrong');
};
const pointed = ({message}: UsherError): string => {
	const [, text = '', caret = ''] = message.split('\n');
	return text.slice(caret.indexOf('^'));
};

describe('an include that is unknown or ambiguous ends the run, and points at it', () => {
	test.each([
		['userFilter', 'include:ann@contoso.com,zoe@contoso.com', 'zoe@contoso.com', 'filter-unknown'],
		['userFilter', 'exclude:ann@contoso.com|includeGroup:Saels', 'Saels', 'filter-unknown'],
		['userFilter', `includeGroup:${idOf('nowhere')}`, idOf('nowhere'), 'filter-unknown'],
		['groupFilter', 'include:Sales,"No, such"', '"No, such"', 'filter-unknown'],
		['groupFilter', `include:Sales|includeadministrativeunit:${idOf('x')}`, idOf('x'), 'filter-unknown'],
		['groupFilter', 'include:Sales,BRANCH', 'BRANCH', 'filter-ambiguous'],
		['userFilter', 'includeGroup:Branch', 'Branch', 'filter-ambiguous'],
	] as const)('%s %s', (key, text, at, code) => {
		const error = failure({[key]: text});
		expect(error).toMatchObject({code, exitCode: 10});
		expect(pointed(error)).toBe(at);
	});

	test('the ids of what is ambiguous are listed', () => {
		const error = failure({groupFilter: 'include:Branch'});
		expect(error.message).toContain(`and there are 2: ${[idOf('East'), idOf('West')].sort().join(', ')}`);
		expect(error.advice).toContain('id');
	});

	test('an address that two enabled people have', () => {
		const error = failure({userFilter: 'include:t@x.com'}, undefined, {
			users: {ann: {mail: 't@x.com'}, ben: {mail: 'T@x.com'}},
		});
		expect(error.code).toBe('filter-ambiguous');
		expect(error.message).toContain(`${idOf('ann')}, ${idOf('ben')}`);
	});

	test('an address that is not the one chosen says which is', () => {
		expect(failure({userFilter: 'include:b.smith@contoso.com'}).advice).toBe(
			`Ben (${idOf('ben')}) has this address too, but is known by ben@contoso.com here: write that one.`,
		);
		expect(failure({userFilter: 'include:zoe@contoso.com'}).advice).toContain('Check the address');
		const byUpn: Tenant = {users: {ann: {mail: 'Ann.Lee@x.com'}}};
		expect(failure({userFilter: 'include:ann.lee@x.com', email: 'upn'}, undefined, byUpn).advice).toContain(
			'known by ann@contoso.com here',
		);
		const unusable: Tenant = {users: {ann: {mail: '', upn: 'a_x.com#ext#@c.com'}}};
		expect(failure({userFilter: 'include:a_x.com#EXT#@c.com'}, undefined, unusable).advice).toContain(
			'Check the address',
		);
	});
});

describe('an exclude that is unknown or ambiguous is a warning', () => {
	test.each([
		[{userFilter: 'exclude:zoe@contoso.com'}, 'filter-unknown', 'exclude:zoe@contoso.com'],
		[{userFilter: 'excludeGroup:Saels'}, 'filter-unknown', 'excludeGroup:Saels'],
		[{groupFilter: 'exclude:Saels'}, 'filter-unknown', 'exclude:Saels'],
		[
			{groupFilter: `excludeadministrativeunit:${idOf('x')}`},
			'filter-unknown',
			`excludeadministrativeunit:${idOf('x')}`,
		],
		[{userFilter: 'exclude:zoe*'}, 'filter-matches-nothing', 'exclude:zoe*'],
		[{groupFilter: 'exclude:Zoo*'}, 'filter-matches-nothing', 'exclude:Zoo*'],
		[{userFilter: `excludeGroup:${idOf('lost')}`}, 'filter-gone', `excludeGroup:${idOf('lost')}`],
	] as const)('%j', (settings, code, label) => {
		const found = decided(tenant, settings);
		expect(found.insiders()).toEqual(['ann', 'ben']);
		expect(found.roster.problems).toMatchObject([{code, severity: 'warning'}]);
		expect(found.roster.problems[0]?.subject).toContain(label);
		expect(found.roster.problems[0]?.message).toContain(`${label} leaves out nobody`);
	});

	test('all that are called so are left out', () => {
		const found = decided(tenant, {groupFilter: 'exclude:Branch'});
		expect(found.groups()).toEqual({Sales: 'in selected', East: 'out filtered', West: 'out filtered'});
		expect(found.problems).toEqual(['warning filter-ambiguous']);
		const shared = {mail: 't@x.com'};
		const people = decided({users: {ann: shared, ben: shared, cleo: {}}}, {userFilter: 'exclude:t@x.com'});
		expect(people.insiders()).toEqual(['cleo']);
		expect(people.problems).toEqual(['warning filter-ambiguous']);
		expect(people.bindings).toEqual(new Map());
	});
});

describe('an include that lets in nobody needs a person', () => {
	test.each([
		[{userFilter: 'include:ann*,zoe*'}, 'filter-matches-nothing'],
		[{groupFilter: 'include:Sales,Zoo*'}, 'filter-matches-nothing'],
		[{groupFilter: `include:Sales|includeadministrativeunit:${idOf('hollow')}`}, 'filter-matches-nothing'],
		[{groupFilter: `include:Sales,${idOf('lost')}`}, 'filter-gone'],
		[{userFilter: `includeGroup:Sales,${idOf('old')}`}, 'filter-gone'],
	] as const)('%j', (settings, code) => {
		const found = decided(tenant, settings);
		expect(found.insiders()).toEqual(['ann']);
		expect(found.problems).toEqual([`needs-person ${code}`]);
	});
});

describe('a name stays with what it first meant', () => {
	const first = decided(tenant, {groupFilter: 'include:Sales', userFilter: 'include:*|exclude:ben@contoso.com'});

	test('what names and addresses mean is handed out', () => {
		expect(first.bindings).toEqual(
			new Map([
				['address:ben@contoso.com', idOf('ben')],
				['group:sales', idOf('Sales')],
			]),
		);
	});

	test('and only of names that the filters hold now', () => {
		const bindings = new Map([['group:other', idOf('East')]]);
		expect(decided(tenant, {groupFilter: 'include:SALES'}, {bindings}).bindings).toEqual(
			new Map([['group:sales', idOf('Sales')]]),
		);
	});

	const bindings = new Map([['group:sales', idOf('Sales')]]);
	const renamed: Tenant = {
		users: {ann: {}, ben: {}},
		groups: {Sales: {name: 'Sales until 2025', users: ['ann']}, impostor: {name: 'Sales', users: ['ben']}},
	};

	test('a renamed group stays in, and one that takes its name does not come in', () => {
		const found = decided(renamed, {groupFilter: 'include:Sales'}, {bindings});
		expect(found.insiders()).toEqual(['ann']);
		expect(found.bindings).toEqual(bindings);
		expect(found.problems).toEqual(['warning filter-renamed']);
		expect(found.roster.problems[0]?.message).toContain(
			`called "Sales until 2025" now. Another group is called so now`,
		);
		expect(found.roster.problems[0]?.message).toContain(idOf('impostor'));
	});

	test('renamed, without another of that name', () => {
		const alone = {...renamed, groups: {Sales: {name: 'Selling', users: ['ann']}}};
		const found = decided(alone, {groupFilter: 'include:Sales'}, {bindings});
		expect(found.insiders()).toEqual(['ann']);
		expect(found.roster.problems[0]?.message).toContain('Write the new name, or the id, in the filter.');
	});

	test('another group of the name does not make it ambiguous', () => {
		const found = decided(
			tenant,
			{groupFilter: 'include:Branch'},
			{bindings: new Map([['group:branch', idOf('West')]])},
		);
		expect(found.insiders()).toEqual(['ben']);
		expect(found.problems).toEqual([]);
	});

	test('a deleted group is said, and its successor does not come in by the name', () => {
		const after = {
			users: {ann: {}, ben: {}},
			groups: {impostor: {name: 'Sales', users: ['ben']}},
			gone: {Sales: 'deleted'},
		} as const;
		const found = decided(after, {groupFilter: 'include:Sales'}, {bindings});
		expect(found.insiders()).toEqual([]);
		expect(found.bindings).toEqual(bindings);
		expect(found.problems).toEqual(['needs-person filter-gone']);
		expect(found.roster.problems[0]?.message).toContain(idOf('impostor'));
		const excluded = decided(after, {groupFilter: 'exclude:Sales'}, {bindings});
		expect(excluded.insiders()).toEqual(['ben']);
		expect(excluded.problems).toEqual(['warning filter-gone']);
	});

	test('a group of which nothing is known any more ends the run', () => {
		const after = {users: {ann: {}}, groups: {impostor: {name: 'Sales', users: ['ann']}}};
		const error = failure({groupFilter: 'include:Sales'}, bindings, after);
		expect(error.code).toBe('filter-unknown');
		expect(error.advice).toContain(idOf('impostor'));
	});
});

describe('an address stays with whom it first meant', () => {
	const settings = {userFilter: 'include:ann@contoso.com,cleo@contoso.com'};
	const bindings = new Map([['address:ann@contoso.com', idOf('ann')]]);

	test('whose e-mail changes stays in, and who gets the address does not come in', () => {
		const found = decided(
			{users: {ann: {mail: 'ann.lee@contoso.com'}, ben: {mail: 'ann@contoso.com'}, cleo: {}}},
			settings,
			{bindings},
		);
		expect(found.insiders()).toEqual(['ann', 'cleo']);
		expect(found.problems).toEqual(['warning filter-renamed']);
		expect(found.roster.problems[0]?.message).toContain(
			`whose e-mail is ann.lee@contoso.com now. That address is of Ben (${idOf('ben')}) now, whom this clause does not mean`,
		);
		const alone = decided({users: {ann: {mail: 'ann.lee@contoso.com'}, cleo: {}}}, settings, {bindings});
		expect(alone.roster.problems[0]?.message).toContain('Write the new address in the filter.');
	});

	test('who loses the e-mail lacks an e-mail, and did not leave', () => {
		const found = decided({users: {ann: {mail: '', upn: ''}, cleo: {}}}, settings, {bindings});
		expect(found.users()).toEqual({ann: 'out no-email', cleo: 'in selected'});
		expect(found.problems).toEqual([]);
	});

	test('who is deleted is said, and the run goes on', () => {
		const found = decided({users: {cleo: {}}, gone: {ann: 'deleted'}}, settings, {bindings});
		expect(found.insiders()).toEqual(['cleo']);
		expect(found.problems).toEqual(['needs-person filter-gone']);
		expect(found.bindings.get('address:ann@contoso.com')).toBe(idOf('ann'));
	});

	test('of whom nothing is known any more ends the run', () => {
		expect(failure(settings, bindings, {users: {cleo: {}}}).code).toBe('filter-unknown');
	});

	test('created anew with the address, they are meant from then on', () => {
		const again = {users: {ann2: {mail: 'ann@contoso.com'}, cleo: {}}, gone: {ann: 'purged'}} as const;
		const found = decided(again, settings, {bindings});
		expect(found.insiders()).toEqual(['ann2', 'cleo']);
		expect(found.bindings.get('address:ann@contoso.com')).toBe(idOf('ann2'));
		expect(found.problems).toEqual(['warning filter-renamed']);
		expect(decided(again, settings, {bindings: found.bindings}).problems).toEqual([]);
	});

	test('enabled beats disabled: a new account beside the old one is meant', () => {
		const both = {ann: {enabled: false}, ann2: {mail: 'ann@contoso.com'}, cleo: {}};
		expect(decided({users: both}, settings).insiders()).toEqual(['ann2', 'cleo']);
		const found = decided({users: both}, settings, {bindings});
		expect(found.insiders()).toEqual(['ann2', 'cleo']);
		expect(found.bindings.get('address:ann@contoso.com')).toBe(idOf('ann2'));
		expect(decided({users: {ann: {enabled: false}, cleo: {}}}, settings, {bindings}).users()).toEqual({
			ann: 'out disabled',
			cleo: 'in selected',
		});
	});
});

test('the units that the filters name, each once', () => {
	const groupFilter = `include:Sales|includeadministrativeunit:${idOf('a')},${idOf('b')}|excludeadministrativeunit:${idOf('a').toUpperCase()}`;
	expect(unitsNamed({userFilter: '', groupFilter})).toEqual([idOf('a'), idOf('b')]);
	expect(unitsNamed({userFilter: '', groupFilter: ''})).toEqual([]);
	expect(() => unitsNamed({userFilter: '', groupFilter: 'include'})).toThrow(UsherError);
	expect(() => unitsNamed({userFilter: 'include', groupFilter: ''})).toThrow(UsherError);
});
