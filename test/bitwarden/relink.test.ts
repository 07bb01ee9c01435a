import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {MemberId, OrgGroupId} from '../../source/core/ports.ts';
import {bench, entra} from '../helpers/organisation.ts';

const access = fc.oneof(
	fc.record({readOnly: fc.boolean(), hidePasswords: fc.boolean(), manage: fc.constant(false)}),
	fc.constant({readOnly: false, hidePasswords: false, manage: true}),
);
const flags = fc.dictionary(
	fc.constantFrom('accessEventLogs', 'manageUsers', 'manageSso', 'manageScim', 'manageAccessRules', 'accessReports'),
	fc.boolean(),
);

test('whatever a member may do, changing the external id takes nothing away and gives nothing', async () => {
	const {organisation, call, bitwarden} = await bench({
		members: [{email: 'ann@a.example', externalId: 'before', collections: ['A', 'B', 'C']}],
		groups: [{name: 'G', members: ['ann@a.example']}, {name: 'H'}],
	});
	const ids = [...bitwarden.store.collections.keys()];
	const member = bitwarden.memberByEmail('ann@a.example');
	if (member === undefined) throw new Error('Ann is not there.');
	let round = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(0, 1, 2, 4),
			fc.constantFrom(-1, 0, 1, 2),
			fc.array(access, {maxLength: 3}),
			flags,
			async (type, status, accesses, permissions) => {
				member.type = type;
				member.status = status;
				member.permissions = type === 4 ? permissions : null;
				member.collections = accesses.map((one, at) => ({id: ids[at] ?? '', ...one}));
				const before = structuredClone(member);
				const externalId = entra(`after-${++round}`);
				const outcome = await organisation.execute({kind: 'relink', member: member.id as MemberId, externalId}, call);
				expect(outcome).toEqual({kind: 'done'});
				expect(member).toEqual({
					...before,
					externalId,
					// The server spells out what was not set.
					permissions: type === 4 ? expect.objectContaining(permissions) : null,
				});
				if (type === 4)
					for (const [name, on] of Object.entries(member.permissions ?? {}))
						expect(on).toBe(permissions[name] ?? false);
				expect(bitwarden.groupByName('G')?.members.has(member.id)).toBe(true);
				expect(bitwarden.groupByName('H')?.members.has(member.id)).toBe(false);
			},
		),
		{numRuns: 60},
	);
});

test('whatever a group is called and opens, taking it over changes only its external id', async () => {
	const {organisation, call, bitwarden} = await bench({
		groups: [{name: 'G', collections: ['A', 'B', 'C'], members: ['owner@practice.example']}],
	});
	const ids = [...bitwarden.store.collections.keys()];
	const group = bitwarden.groupByName('G');
	if (group === undefined) throw new Error('The group is not there.');
	let round = 0;
	const names = fc
		.string({unit: 'grapheme', minLength: 1, maxLength: 30})
		.filter(name => name.trim() !== '' && name.length <= 100);
	await fc.assert(
		fc.asyncProperty(names, fc.array(access, {maxLength: 3}), async (name, accesses) => {
			group.name = name;
			group.collections = accesses.map((one, at) => ({id: ids[at] ?? '', ...one}));
			const before = structuredClone(group);
			const externalId = entra(`g-${++round}`);
			const step = {kind: 'adopt-group', group: group.id as OrgGroupId, externalId} as const;
			expect(await organisation.execute(step, call)).toEqual({kind: 'done'});
			expect(group).toEqual({...before, externalId});
		}),
		{numRuns: 60},
	);
});
