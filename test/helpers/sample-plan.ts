import type {Change, ChangeKind, Decision, Plan, Refusal} from '../../source/core/changes.ts';
import type {EntraId, Fingerprint, MemberId} from '../../source/core/ports.ts';

const id = (value: number): EntraId => `00000000-0000-4000-8000-${String(value).padStart(12, '0')}` as EntraId;

const because = (reason: string, verdict: Decision['verdict'] = 'in'): Decision => ({
	subject: id(0),
	verdict,
	code: verdict === 'in' ? 'through-group' : 'deleted',
	reason,
	path: [],
});

const person = (value: number, email: string, name: string) => ({
	externalId: id(value),
	email,
	name,
	member: `m${value}` as MemberId,
});

const group = (value: number, name: string) => ({externalId: id(value), name});

export const sampleChanges: readonly Change[] = [
	...Array.from(
		{length: 15},
		(_, at): Change => ({
			kind: 'invite',
			person: person(at, `person${at}@fabrikam.example`, `Person ${at}`),
			because: because('In: member of Platform, which is in Engineering, which include:Engineering lets in.'),
		}),
	),
	{
		kind: 'revoke',
		person: person(40, 'a.very.long.address.indeed.that.goes.on@subsidiary.fabrikam.example', 'Long'),
		because: because('Deleted in Entra.', 'out'),
	},
	{kind: 'adopt-member', person: person(41, 'grace@fabrikam.example', 'Grace'), how: 'no-external-id'},
	{kind: 'create-group', group: group(50, '日本チーム'), because: 'Chosen by the group filter.', memberships: 0},
	{kind: 'rename-group', group: group(51, 'Data & Insight'), was: 'Data'},
	{
		kind: 'set-group-members',
		group: group(52, 'Finance'),
		added: [1, 2, 3, 4, 5].map(at => person(at, `person${at}@fabrikam.example`, `Person ${at}`)),
		removed: [person(60, 'left@fabrikam.example', 'Left')],
	},
	{kind: 'empty-group', group: group(53, 'Old project'), because: 'Deleted in Entra.', memberships: 12},
];

const counts = (changes: readonly Change[]): Record<ChangeKind, number> => {
	const all = {
		invite: 0,
		restore: 0,
		revoke: 0,
		remove: 0,
		'adopt-member': 0,
		'create-group': 0,
		'adopt-group': 0,
		'empty-group': 0,
		'delete-group': 0,
		'rename-group': 0,
		'set-group-members': 0,
	};
	for (const change of changes) all[change.kind] += 1;
	return all;
};

/** A plan with one of nearly everything. */
export const samplePlan = (changes: readonly Change[] = sampleChanges): Plan => ({
	version: 1,
	fingerprint: '7f3a2c10b5d4' as Fingerprint,
	basis: 'organisation',
	changes,
	counts: counts(changes),
	managed: 120,
	people: 140,
	managedGroups: 12,
	managedMemberships: 480,
	scope: 'scope' as Fingerprint,
	seats: {needed: 15, free: 4, toBuy: 11},
	mails: 15,
	problems: [
		{
			code: 'twin',
			message:
				'Two people in Entra share the e-mail twin@fabrikam.example; neither is invited. Give one of them another address in Entra.',
			subject: ['twin@fabrikam.example'],
			severity: 'needs-person',
		},
		{
			code: 'stranger',
			message: '3 members were added by another tool; they stay as they are.',
			subject: ['x'],
			severity: 'warning',
		},
	],
});

const named = (name: string) => ({externalId: name as EntraId, name});
const mailed = (name: string) => ({...named(name), email: `${name}@fabrikam.example`});

/** A plan with two groups that it creates, one of them with people, and one that was there. */
export const planOfNewGroups: Plan = samplePlan([
	{kind: 'create-group', group: named('new'), because: 'In: every group.', memberships: 0},
	{kind: 'create-group', group: named('empty'), because: 'In: every group.', memberships: 0},
	{kind: 'set-group-members', group: named('old'), added: [mailed('ann')], removed: []},
	{kind: 'set-group-members', group: named('new'), added: [mailed('ann'), mailed('bob')], removed: []},
]);

export const sampleRefusals: readonly Refusal[] = [
	{
		limit: 'first-run',
		flag: '--first-run',
		message: 'This is the first sync of this profile, so a person has to read its plan.',
	},
	{
		limit: 'seats',
		asked: 11,
		lastDay: 0,
		allowed: 0,
		flag: '--allow-seats 11',
		message: '11 seats would be bought; without a word for it none are.',
	},
];
