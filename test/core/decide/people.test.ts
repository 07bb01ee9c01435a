import {describe, expect, test} from 'vitest';
import {decided, idOf} from './tenant.ts';

describe('who is in when nothing is filtered', () => {
	test('everyone with an address, except guests and the disabled', () => {
		const tenant = decided({
			users: {ann: {}, ben: {guest: true}, cleo: {enabled: false}, outsider: {upn: 'o_x.com#EXT#@c.onmicrosoft.com'}},
		});
		expect(tenant.users()).toEqual({
			ann: 'in selected',
			ben: 'out guest',
			cleo: 'out disabled',
			outsider: 'in selected',
		});
		expect(tenant.user('ann')).toEqual({
			subject: idOf('ann'),
			verdict: 'in',
			code: 'selected',
			reason: 'In: no filter leaves them out.',
			path: [],
		});
		expect(tenant.user('ben').reason).toBe('Out: a guest, and guests are left out (setting sync.guests).');
		expect([...tenant.roster.users]).toEqual([2, 0, 0, 2]);
		expect(tenant.problems).toEqual([]);
	});

	test('guests where the setting lets them in', () => {
		expect(decided({users: {ann: {guest: true}}}, {guests: 'in'}).users()).toEqual({ann: 'in selected'});
	});
});

describe('e-mail', () => {
	const users = {
		none: {mail: '', upn: ''},
		outsider: {mail: '', upn: 'o_x.com#EXT#@c.onmicrosoft.com'},
		long: {mail: `${'a'.repeat(260)}@x.com`},
		broken: {mail: 'ann at contoso'},
		fine: {mail: ' Fine@X.com '},
	};
	test('without a usable one a person is out, with the reason', () => {
		const tenant = decided({users});
		expect(tenant.users()).toEqual({
			none: 'out no-email',
			outsider: 'out no-email',
			long: 'out bad-email',
			broken: 'out bad-email',
			fine: 'in selected',
		});
		expect(tenant.roster.emails).toEqual(['', '', '', '', 'fine@x.com']);
		expect(tenant.user('none').reason).toBe('Out: no e-mail address in Entra ID. Correct it in Entra ID.');
		expect(tenant.user('outsider').reason).toContain('#EXT#');
		expect(tenant.user('long').reason).toContain('266 characters, and at most 256');
		expect(tenant.user('broken').reason).toContain('"ann at contoso" is malformed');
	});

	test('the setting chooses', () => {
		const tenant = decided({users: {ann: {mail: 'ann@x.com', upn: 'a@y.com'}}}, {email: 'upn'});
		expect(tenant.roster.emails).toEqual(['a@y.com']);
	});

	test('a filter of addresses says nothing of who has none: they lack an e-mail, they did not leave', () => {
		expect(decided({users}, {userFilter: 'include:*@x.com'}).users()).toMatchObject({
			none: 'out no-email',
			broken: 'out bad-email',
			fine: 'in selected',
		});
		expect(decided({users: {...users, ann: {}}}, {userFilter: 'include:ann@contoso.com'}).users()).toMatchObject({
			none: 'out filtered',
			ann: 'in selected',
		});
	});
});

describe('disabled', () => {
	const users = {ann: {enabled: false}};
	test.each([
		['revoke', true, 'out disabled', 'revoked if a member already'],
		['revoke', false, 'hold disabled', 'cannot undo a revocation'],
		['offboard', false, 'out disabled', 'offboarded if a member already'],
		['keep', true, 'hold disabled', 'a member already stays (setting sync.disabled)'],
	] as const)('%s, where the server can revoke: %j', (disabled, canRevoke, said, reason) => {
		const tenant = decided({users}, {disabled}, {canRevoke});
		expect(tenant.users()).toEqual({ann: said});
		expect(tenant.user('ann').reason).toContain('never invited');
		expect(tenant.user('ann').reason).toContain(reason);
	});

	test('and without an e-mail, still disabled', () => {
		expect(decided({users: {ann: {enabled: false, mail: '', upn: ''}}}).users()).toEqual({ann: 'out disabled'});
	});
});

describe('left the scope', () => {
	const tenant = {
		users: {ann: {}, ben: {}, cleo: {enabled: false}, guest: {guest: true}},
		groups: {staff: {users: ['ann']}},
	};
	test('out by default, on hold when leavers are kept', () => {
		expect(decided(tenant, {groupFilter: 'include:staff'}).users()).toEqual({
			ann: 'in through-group',
			ben: 'out filtered',
			cleo: 'out filtered',
			guest: 'out guest',
		});
		const kept = decided(tenant, {groupFilter: 'include:staff', leavers: 'keep'});
		expect(kept.users()).toEqual({
			ann: 'in through-group',
			ben: 'hold filtered',
			cleo: 'out disabled',
			guest: 'hold guest',
		});
		expect(kept.user('ben').reason).toBe(
			'On hold: in no group that the group filter lets in; whoever leaves the scope is kept (setting sync.leavers).',
		);
		expect(kept.user('guest').reason).toMatch(/^On hold: a guest.*sync\.leavers\)\.$/);
	});

	test('kept leavers who are disabled follow the setting for the disabled', () => {
		const settings = {groupFilter: 'include:staff', leavers: 'keep', disabled: 'keep'} as const;
		expect(decided(tenant, settings).users()).toMatchObject({cleo: 'hold filtered'});
	});
});

describe('two people, one e-mail', () => {
	const shared = {mail: 'team@contoso.com'};
	test('two enabled are both on hold, reported with their ids, and nobody else is', () => {
		const tenant = decided({users: {ben: shared, ann: {mail: 'TEAM@contoso.com '}, cleo: {}}});
		expect(tenant.users()).toEqual({ben: 'hold twin', ann: 'hold twin', cleo: 'in selected'});
		expect(tenant.user('ann').reason).toBe(
			`On hold: team@contoso.com is also the e-mail of Ben (${idOf('ben')}). Correct one of them in Entra ID.`,
		);
		expect(tenant.roster.problems).toHaveLength(1);
		expect(tenant.roster.problems[0]).toMatchObject({
			code: 'twins',
			severity: 'needs-person',
			subject: [idOf('ann'), idOf('ben')],
		});
		expect(tenant.roster.problems[0]?.message).toContain(`Ann (${idOf('ann')}), Ben (${idOf('ben')})`);
	});

	test('many are listed in part', () => {
		const words = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
		const tenant = decided({users: Object.fromEntries(words.map(word => [word, shared]))});
		expect(new Set(Object.values(tenant.users()))).toEqual(new Set(['hold twin']));
		expect(tenant.user('a').reason).toContain('and 3 more');
		expect(tenant.roster.problems[0]?.message).toContain('and 2 more');
		expect(tenant.roster.problems[0]?.subject).toEqual(words.map(idOf));
	});

	test('enabled beats disabled', () => {
		const tenant = decided({users: {ann: {...shared, enabled: false}, ben: shared}});
		expect(tenant.users()).toEqual({ann: 'out disabled', ben: 'in selected'});
		expect(tenant.user('ann').reason).toContain(`Ben (${idOf('ben')}) has the same e-mail and is enabled`);
		expect(tenant.problems).toEqual([]);
	});

	test('two disabled trouble nobody', () => {
		const tenant = decided({users: {ann: {...shared, enabled: false}, ben: {...shared, enabled: false}}});
		expect(tenant.users()).toEqual({ann: 'out disabled', ben: 'out disabled'});
		expect(tenant.user('ann').reason).not.toContain('same e-mail');
		const outside = decided({users: {ann: {...shared, enabled: false}, ben: {...shared, guest: true}}});
		expect(outside.user('ann').reason).not.toContain('same e-mail');
	});

	test('somebody out of scope takes no e-mail away', () => {
		const tenant = decided({users: {ann: {...shared, guest: true}, ben: shared}});
		expect(tenant.users()).toEqual({ann: 'out guest', ben: 'in selected'});
	});

	test('somebody of no name is called by the id', () => {
		const tenant = decided({users: {ann: {...shared, name: ' '}, ben: shared}});
		expect(tenant.user('ben').reason).toContain(`e-mail of ${idOf('ann')}.`);
	});
});

describe('restored by an undo', () => {
	const until = '2026-03-01T13:00:00.000Z';
	test('on hold until their time, whatever else is so', () => {
		const tenant = {users: {ann: {}, ben: {enabled: false}, cleo: {guest: true}, dan: {}}};
		const held = new Map([
			[idOf('ann'), until],
			[idOf('ben'), until],
			[idOf('cleo'), until],
			[idOf('dan'), '2026-03-01T12:00:00.000Z'],
			[idOf('nobody'), until],
		]);
		const found = decided(tenant, {}, {held});
		expect(found.users()).toEqual({ann: 'hold held', ben: 'hold held', cleo: 'hold held', dan: 'in selected'});
		expect(found.user('ben').reason).toBe(`On hold: an undo restored them, and they are left alone until ${until}.`);
	});

	test('they still share their e-mail with a twin', () => {
		const shared = {mail: 'team@contoso.com'};
		const found = decided({users: {ann: shared, ben: shared}}, {}, {held: new Map([[idOf('ann'), until]])});
		expect(found.users()).toEqual({ann: 'hold held', ben: 'hold twin'});
	});
});

test('ids lead to positions and back', () => {
	const {roster} = decided({users: {ann: {}, ben: {}}, groups: {staff: {}}});
	expect(roster.userAt(idOf('ben'))).toBe(1);
	expect(roster.groupAt(idOf('staff'))).toBe(0);
	expect(roster.userAt(idOf('staff'))).toBeUndefined();
	expect(roster.groupAt(idOf('ben'))).toBeUndefined();
});
