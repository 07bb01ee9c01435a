import {deflateSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import type {Change, Decision, PersonRef} from '../../../source/core/changes.ts';
import type {EntraId, Fingerprint, MemberId, OrgGroupId} from '../../../source/core/ports.ts';
import type {SyncEvent} from '../../../source/core/run.ts';
import {packEvent, unpackEvent, unpackSlowly} from '../../../source/platform/state/pack-event.ts';
import {planOf} from '../../helpers/fake-profile.ts';

const person = (number: number, member = false): PersonRef => ({
	externalId: `user-${number}` as EntraId,
	email: `user${number}@fabrikam.example`,
	name: `Person ${number}`,
	...(member ? {member: `member-${number}` as MemberId} : {}),
});
const because = (subject: string, reason: string): Decision => ({
	subject: subject as EntraId,
	verdict: 'in',
	code: 'selected',
	reason,
	path: [],
});
const planned = (changes: readonly Change[]): SyncEvent => ({kind: 'planned', plan: planOf(changes), refusals: []});
const slowly = (data: unknown) => Array.fromAsync(unpackSlowly(data));

describe('a plan in the journal', () => {
	test('comes back as it was, whatever kinds of changes it has and however many', async () => {
		const changes: Change[] = [
			{kind: 'revoke', person: person(1, true), because: because('user-1', 'Out.')},
			{kind: 'remove', person: person(2, true), because: because('somebody-else', 'Out: gone.')},
			{kind: 'adopt-member', person: person(3, true), how: 'recreated', was: 'old-3'},
			...Array.from({length: 5000}, (_, n): Change => {
				const ref = person(n + 10);
				return {kind: 'invite', person: ref, because: because(ref.externalId, n % 2 === 0 ? 'In: all.' : 'In: some.')};
			}),
			{
				kind: 'create-group',
				group: {externalId: 'group-1' as EntraId, name: 'One'},
				because: 'In: every group.',
				memberships: 0,
			},
			{
				kind: 'rename-group',
				group: {externalId: 'group-2' as EntraId, name: 'Two', group: 'g2' as OrgGroupId},
				was: 'Deux',
			},
			...Array.from(
				{length: 40},
				(_, n): Change => ({
					kind: 'set-group-members',
					group: {externalId: `group-${n}` as EntraId, name: `Group ${n}`},
					added: Array.from({length: 3000}, (_ignored, m) => person(10 + ((n * 37 + m) % 5000))),
					removed: [person(1, true)],
				}),
			),
		];
		const event = planned(changes);
		expect(unpackEvent(packEvent(event))).toEqual(event);
		const pieces = await slowly(packEvent(event));
		// How many of them are told with the group that is created goes before them.
		expect(pieces[0]).toEqual({...event, plan: {...planOf(changes), changes: [], toldWithGroups: 1}});
		expect(pieces.slice(1).flat()).toEqual(changes);
		for (const piece of pieces.slice(1)) expect((piece as readonly Change[]).length).toBeLessThanOrEqual(2000);
	});

	test('gives only the changes that somebody asks for, with their people, reasons and members', () => {
		const invite = (number: number): Change => ({
			kind: 'invite',
			person: person(number),
			because: because(`user-${number}`, 'In: all.'),
		});
		const members = (number: number): Change => ({
			kind: 'set-group-members',
			group: {externalId: `group-${number}` as EntraId, name: `Group ${number}`},
			added: Array.from({length: 300}, (_, n) => person(n)),
			removed: [person(1, true)],
		});
		const numbers = Array.from({length: 3000}, (_, n) => n);
		const changes = [...numbers.map(invite), ...numbers.slice(0, 400).map(members)];
		const concerns = (what: {person?: PersonRef | undefined; group?: {readonly externalId: string} | undefined}) =>
			what.person?.externalId === 'user-2500' || what.group?.externalId === 'group-399';
		const expected = planned([invite(2500), members(399)]);
		const found = unpackEvent(packEvent(planned(changes)), concerns);
		expect(found).toMatchObject({plan: {changes: [invite(2500), members(399)]}});
		const old = unpackEvent(deflateSync(JSON.stringify(planned([invite(1), invite(2500)]))), concerns);
		expect(old).toMatchObject({plan: {changes: [invite(2500)]}});
		expect(unpackEvent(packEvent(expected), () => false)).toMatchObject({plan: {changes: []}});
		const phase: SyncEvent = {kind: 'phase', phase: 'plan'};
		expect(unpackEvent(packEvent(phase), concerns)).toEqual(phase);
	});

	test('names each person and each reason once', () => {
		const all = Array.from({length: 1000}, (_, n) => person(n));
		const groups = (count: number): SyncEvent =>
			planned(
				Array.from({length: count}, (_, n) => ({
					kind: 'set-group-members',
					group: {externalId: `group-${n}` as EntraId, name: `Group ${n}`},
					added: all,
					removed: [],
				})),
			);
		expect(packEvent(groups(100)).length).toBeLessThan(packEvent(groups(1)).length * 30);
	});

	test('without changes, and events of other kinds, come back too', () => {
		const empty = planned([]);
		expect(unpackEvent(packEvent(empty))).toEqual(empty);
		const phase: SyncEvent = {kind: 'phase', phase: 'plan'};
		expect(unpackEvent(packEvent(phase))).toEqual(phase);
	});

	test('is undefined when it is torn, and read as an older version wrote it', async () => {
		const event: SyncEvent = {...planned([{kind: 'revoke', person: person(1), because: because('user-1', 'Out.')}])};
		const data = packEvent(event);
		expect(unpackEvent(data.subarray(0, data.length - 12))).toBeUndefined();
		expect(unpackEvent(Buffer.from('no such thing'))).toBeUndefined();
		const old = deflateSync(JSON.stringify(event));
		const [head, changes] = await slowly(old);
		expect(head).toMatchObject({kind: 'planned', plan: {changes: []}});
		expect(changes).toMatchObject([{kind: 'revoke'}]);
		expect(await slowly(Buffer.from('no such thing'))).toEqual([]);
		expect(unpackEvent(deflateSync(JSON.stringify(event)))).toEqual(event);
		const other = {...planned([]), plan: {...planOf([]), scope: 'another' as Fingerprint}} as SyncEvent;
		expect(unpackEvent(packEvent(other))).toEqual(other);
	});
});
