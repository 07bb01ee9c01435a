// Measures deciding and planning alone, in memory: `node --expose-gc bench/plan.ts [users] [groups] [memberships]`.
import {decide} from '../source/core/decide/decide.ts';
import {makePlan} from '../source/core/plan.ts';
import type {
	DirectoryUser,
	EntraId,
	Ledger,
	Member,
	MemberId,
	OrgGroup,
	OrgGroupId,
	Snapshot,
} from '../source/core/ports.ts';
import type {OrganisationState} from '../source/core/run.ts';
import {defaultSyncSettings} from '../source/core/settings.ts';

const [users = 100_000, groups = 10_000, memberships = 1_000_000] = process.argv.slice(2).map(Number);
const each = Math.max(1, Math.round(memberships / groups));

/** Strings as a parser makes them: each its own, none shared with the other side. */
const own = (text: string): string => Buffer.from(text).toString();
const id = (kind: number, n: number): string => `0000000${kind}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
let seed = 42;
const random = (below: number): number => {
	seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
	return seed % below;
};

const people = Array.from(
	{length: users},
	(_, n): DirectoryUser => ({
		id: own(id(1, n)) as EntraId,
		name: `Person ${n}`,
		mail: `person${n}@fabrikam.example`,
		upn: `person${n}@fabrikam.example`,
		enabled: true,
		guest: false,
	}),
);
const teams = Array.from({length: groups}, (_, n) => {
	const members = new Set<number>();
	while (members.size < Math.min(each, users)) members.add(random(users));
	return {
		id: own(id(2, n)) as EntraId,
		name: `Group ${n}`,
		users: Uint32Array.from(members).sort(),
		groups: n % 10 === 9 ? Uint32Array.of(n - 1) : new Uint32Array(),
		others: 0,
		membersHidden: false,
	};
});
const snapshot: Snapshot = {
	tenant: id(0, 0),
	users: people,
	groups: teams,
	units: new Map(),
	gone: new Map(),
	readAt: '2026-11-02T08:00:00.000Z',
	fullReadAt: '2026-11-02T08:00:00.000Z',
	confirmed: true,
};
const settings = {...defaultSyncSettings, people: 'all'} as const;
const now = new Date('2026-11-02T08:00:00.000Z');
const context = {bindings: new Map(), canRevoke: true, held: new Map(), now};
const abilities = {
	server: 'cloud',
	version: '',
	canRead: true,
	canRevoke: true,
	canRenameGroups: true,
	canDeleteGroups: true,
	canStage: false,
} as const;
const ledger: Ledger = {
	people: new Map(),
	groups: new Map(),
	lastDay: {offboarded: 0, invited: 0, membershipsRemoved: 0, groupsEmptied: 0},
	bindings: new Map(),
	acknowledged: new Set(),
	refused: false,
	held: new Map(),
};
const empty: OrganisationState = {abilities, members: [], groups: [], groupMembers: new Map()};
const roster = decide(snapshot, settings, context).roster;
const full: OrganisationState = {
	abilities,
	members: people.map(
		(person, n): Member => ({
			id: own(id(3, n)) as MemberId,
			email: person.upn,
			externalId: own(person.id),
			role: 'user',
			status: 'confirmed',
		}),
	),
	groups: teams.map(
		(team, n): OrgGroup => ({id: own(id(4, n)) as OrgGroupId, name: team.name, externalId: own(team.id)}),
	),
	groupMembers: new Map(
		teams.map((_team, n) => [
			id(4, n) as OrgGroupId,
			Array.from(roster.members(n), position => own(id(3, position)) as MemberId),
		]),
	),
};
const changed: OrganisationState = {...full, members: full.members.slice(5), groups: full.groups.slice(5)};

const collect = globalThis.gc ?? (() => {});
const used = (): number => {
	const {heapUsed, arrayBuffers} = process.memoryUsage();
	return heapUsed + arrayBuffers;
};
const run = (name: string, organisation: OrganisationState): Record<string, string | number> => {
	collect();
	const before = used();
	const residentBefore = process.memoryUsage().rss;
	const cpu = process.cpuUsage();
	const started = performance.now();
	const decided = decide(snapshot, settings, context);
	const decidedAt = performance.now();
	const plan = makePlan({profile: 'bench', roster: decided.roster, organisation, ledger, settings, now});
	const ended = performance.now();
	const {user, system} = process.cpuUsage(cpu);
	const added = used() - before;
	const resident = process.memoryUsage().rss - residentBefore;
	collect();
	return {
		plan: name,
		changes: plan.changes.length,
		'decide ms': Math.round(decidedAt - started),
		'plan ms': Math.round(ended - decidedAt),
		'both ms': Math.round(ended - started),
		// Of all threads: on a busy machine nearer the truth.
		'cpu ms': Math.round((user + system) / 1000),
		'added MB': Math.round(added / 1e6),
		'resident MB': Math.round(resident / 1e6),
		'kept MB': Math.round((used() - before) / 1e6),
	};
};

const results = [
	run('cold: nothing changed', full),
	run('nothing changed', full),
	run('a few changes', changed),
	run('first plan', empty),
];
if (process.argv.includes('--json')) console.log(JSON.stringify({users, groups, memberships, results}));
else console.table(results);
