// A small directory written down in a few words, and the verdicts of it.
import type {DecideContext} from '../../../source/core/decide/context.ts';
import {decide} from '../../../source/core/decide/decide.ts';
import type {DirectoryGroup, DirectoryUser, EntraId, GoneReason, Snapshot} from '../../../source/core/ports.ts';
import {defaultSyncSettings, type SyncSettings} from '../../../source/core/settings.ts';

/** An id that can be read: `ann` becomes 00000616-… and stays the same in every test. */
export const idOf = (word: string): EntraId => {
	const hex = [...word].map(letter => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('');
	const full = hex.padStart(32, '0').slice(-32);
	return full.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as EntraId;
};

export type Person = Partial<Omit<DirectoryUser, 'id'>>;
export type Group = {
	readonly name?: string;
	readonly users?: readonly string[];
	readonly groups?: readonly string[];
	readonly hidden?: boolean;
};
export type Tenant = {
	readonly users: Readonly<Record<string, Person>>;
	readonly groups?: Readonly<Record<string, Group>>;
	readonly units?: Readonly<Record<string, readonly string[]>>;
	readonly gone?: Readonly<Record<string, GoneReason>>;
};

/** Users are named and addressed after their word (`ann` is Ann, ann@contoso.com), groups are called as their word. */
export const snapshotOf = (tenant: Tenant): Snapshot => {
	const userWords = Object.keys(tenant.users);
	const groupWords = Object.keys(tenant.groups ?? {});
	const users = userWords.map((word): DirectoryUser => {
		const given: Person = tenant.users[word] ?? {};
		const address = `${word}@contoso.com`;
		return {
			id: idOf(word),
			name: word.charAt(0).toUpperCase() + word.slice(1),
			mail: address,
			upn: address,
			enabled: true,
			guest: false,
			...given,
		};
	});
	const groups = groupWords.map((word): DirectoryGroup => {
		const given = tenant.groups?.[word] ?? {};
		return {
			id: idOf(word),
			name: given.name ?? word,
			users: Uint32Array.from((given.users ?? []).map(user => userWords.indexOf(user))),
			groups: Uint32Array.from((given.groups ?? []).map(group => groupWords.indexOf(group))),
			others: 0,
			membersHidden: given.hidden ?? false,
		};
	});
	return {
		tenant: idOf('tenant'),
		users,
		groups,
		units: new Map(
			Object.entries(tenant.units ?? {}).map(([word, members]) => [idOf(word), new Set(members.map(idOf))]),
		),
		gone: new Map(Object.entries(tenant.gone ?? {}).map(([word, reason]) => [idOf(word), reason])),
		readAt: '2026-03-01T12:00:00.000Z',
		fullReadAt: '2026-03-01T12:00:00.000Z',
		confirmed: true,
	};
};

export const noon = new Date('2026-03-01T12:00:00.000Z');

/** Decides about a tenant, and says of each person and group by word: `in selected`, with the sentence beside. */
export const decided = (tenant: Tenant, settings: Partial<SyncSettings> = {}, context: Partial<DecideContext> = {}) => {
	const {roster, bindings} = decide(
		snapshotOf(tenant),
		{...defaultSyncSettings, ...settings},
		{bindings: new Map(), canRevoke: true, held: new Map(), now: noon, ...context},
	);
	const user = (word: string) => roster.explainUser(roster.userAt(idOf(word)) ?? -1);
	const group = (word: string) => roster.explainGroup(roster.groupAt(idOf(word)) ?? -1);
	const said = ({verdict, code}: {verdict: string; code: string}) => `${verdict} ${code}`;
	return {
		roster,
		bindings,
		user,
		group,
		users: () => Object.fromEntries(Object.keys(tenant.users).map(word => [word, said(user(word))])),
		groups: () => Object.fromEntries(Object.keys(tenant.groups ?? {}).map(word => [word, said(group(word))])),
		insiders: () => Object.keys(tenant.users).filter(word => user(word).verdict === 'in'),
		problems: roster.problems.map(problem => `${problem.severity} ${problem.code}`),
	};
};
