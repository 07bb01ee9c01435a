// Rosters made by hand, so that planning is tested without filters.
import type {Decision, DecisionCode, Problem, Verdict} from '../../source/core/changes.ts';
import {hold, inside, out, type Roster} from '../../source/core/model.ts';
import type {EntraId, GoneReason, Ledger, Snapshot} from '../../source/core/ports.ts';

export const entra = (id: string): EntraId => id as EntraId;

export type Person = {
	readonly id: string;
	readonly email?: string;
	readonly name?: string;
	readonly verdict?: Verdict;
	readonly code?: DecisionCode;
};
export type Team = {
	readonly id: string;
	readonly name?: string;
	readonly verdict?: Verdict;
	readonly members?: readonly string[];
	readonly code?: DecisionCode;
};

const verdicts: Record<Verdict, number> = {in: inside, hold, out};

/** A roster of these people and groups; e-mail `{id}@fabrikam.example` and verdict in unless told. */
export const rosterOf = (
	people: readonly Person[],
	teams: readonly Team[] = [],
	more: {
		readonly gone?: Readonly<Record<string, GoneReason>>;
		readonly tenant?: string;
		readonly problems?: readonly Problem[];
	} = {},
): Roster => {
	const users = new Map(people.map((person, position) => [entra(person.id), position]));
	const groups = new Map(teams.map((team, position) => [entra(team.id), position]));
	const emails = people.map(person => person.email ?? `${person.id}@fabrikam.example`);
	const members = teams.map(team => Uint32Array.from((team.members ?? []).map(id => users.get(entra(id))!)).sort());
	const snapshot: Snapshot = {
		tenant: more.tenant ?? 'tenant-1',
		users: people.map((person, position) => ({
			id: entra(person.id),
			name: person.name ?? person.id,
			upn: emails[position]!,
			enabled: person.code !== 'disabled',
			guest: person.code === 'guest',
		})),
		groups: teams.map((team, position) => ({
			id: entra(team.id),
			name: team.name ?? team.id,
			users: members[position]!,
			groups: new Uint32Array(),
			others: 0,
			membersHidden: false,
		})),
		units: new Map(),
		gone: new Map(Object.entries(more.gone ?? {}).map(([id, why]) => [entra(id), why])),
		readAt: '2026-11-01T12:00:00.000Z',
		fullReadAt: '2026-11-01T12:00:00.000Z',
		confirmed: true,
	};
	const explain = (one: Person | Team): Decision => {
		const verdict = one.verdict ?? 'in';
		const code = one.code ?? (verdict === 'in' ? 'selected' : 'filtered');
		return {subject: entra(one.id), verdict, code, reason: `${code}.`, path: []};
	};
	return {
		snapshot,
		users: Uint8Array.from(people, person => verdicts[person.verdict ?? 'in']),
		groups: Uint8Array.from(teams, team => verdicts[team.verdict ?? 'in']),
		emails,
		groupNames: snapshot.groups.map(group => group.name),
		members: group => members[group]!,
		explainUser: user => explain(people[user]!),
		explainGroup: group => explain(teams[group]!),
		userAt: id => users.get(id),
		groupAt: id => groups.get(id),
		problems: more.problems ?? [],
	};
};

/** A ledger in which nothing has happened, with what is told. */
export const ledgerOf = (more: Partial<Ledger> = {}): Ledger => ({
	people: new Map(),
	groups: new Map(),
	lastDay: {offboarded: 0, invited: 0, membershipsRemoved: 0, groupsEmptied: 0, seats: 0},
	bindings: new Map(),
	acknowledged: new Set(),
	refused: false,
	held: new Map(),
	...more,
});
