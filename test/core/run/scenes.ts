// Random companies, random organisations, and what may happen to a company.
import fc from 'fast-check';
import type {Abilities} from '../../../source/core/ports.ts';
import type {SyncSettings} from '../../../source/core/settings.ts';
import {createMemoryOrganisation, type MemoryOrganisation} from '../../helpers/memory-organisation.ts';
import {type Company, companyOf, type World, worldOf} from '../../helpers/memory-run.ts';

const ids = Array.from({length: 12}, (_, n) => `p${n}`);
const teamIds = ['t0', 't1', 't2', 't3'];

const settingsOf: fc.Arbitrary<Partial<SyncSettings>> = fc.record({
	offboard: fc.constantFrom('revoke', 'remove'),
	disabled: fc.constantFrom('revoke', 'offboard', 'keep'),
	leavers: fc.constantFrom('offboard', 'keep'),
	deletedGroups: fc.constantFrom('empty', 'delete', 'keep'),
	handAdded: fc.constantFrom('remove', 'keep'),
	people: fc.constantFrom('all'),
	protect: fc.constantFrom([], ['p1@fabrikam.example']),
	claim: fc.constantFrom([], ['*']),
	adoptGroups: fc.constantFrom([], ['Team t1']),
});

type Hand = {
	readonly person: string;
	readonly kind: 'no-id' | 'same-id' | 'old-id' | 'stranger' | 'revoked' | 'owner' | 'double';
};

export const scene = fc.record({
	people: fc.subarray(ids, {minLength: 1}),
	disabled: fc.subarray(ids, {maxLength: 3}),
	moved: fc.subarray(ids, {maxLength: 2}),
	twins: fc.boolean(),
	teams: fc.array(fc.subarray(ids), {minLength: 4, maxLength: 4}),
	there: fc.subarray(teamIds),
	hand: fc.uniqueArray(
		fc.record({
			person: fc.constantFrom(...ids),
			kind: fc.constantFrom<Hand['kind']>('no-id', 'same-id', 'old-id', 'stranger', 'revoked', 'owner', 'double'),
		}),
		{selector: hand => hand.person, maxLength: 8},
	),
	orgTeams: fc.uniqueArray(
		fc.record({
			team: fc.constantFrom(...teamIds, 't9'),
			byHand: fc.boolean(),
			members: fc.array(fc.nat(7), {maxLength: 5}),
		}),
		{selector: one => one.team, maxLength: 4},
	),
	settings: settingsOf,
	seats: fc.option(fc.record({bought: fc.nat(14), mayGrowTo: fc.nat(18)}), {nil: undefined}),
});
export type Scene = typeof scene extends fc.Arbitrary<infer Value> ? Value : never;

const email = (id: string): string => `${id}@fabrikam.example`;

/** @param abilities of another server than Bitwarden's cloud */
export const build = (one: Scene, abilities: Partial<Abilities> = {}): World => {
	const people = one.people.map(id => ({
		id,
		enabled: !one.disabled.includes(id),
		email: one.moved.includes(id) ? `new-${email(id)}` : email(id),
	}));
	if (one.twins && people.length > 1) people[1]!.email = people[0]!.email;
	const company = companyOf(
		// Somebody is always in: an empty directory is the guard's, and tested there.
		[...people, {id: 'chief', email: email('chief'), enabled: true}],
		one.there.map(id => ({
			id,
			name: `Team ${id}`,
			members: one.teams[teamIds.indexOf(id)]!.filter(person => one.people.includes(person)),
		})),
	);
	for (const id of ids) if (!one.people.includes(id)) company.gone.set(id, 'deleted');
	for (const id of teamIds) if (!one.there.includes(id)) company.gone.set(id, 'deleted');
	const organisation = createMemoryOrganisation({...abilities, ...(one.seats && {seats: one.seats})});
	organisation.add({email: 'break-glass@fabrikam.example', role: 'owner'});
	for (const {person, kind} of one.hand) {
		if (kind === 'no-id') organisation.add({email: email(person)});
		else if (kind === 'old-id') {
			company.gone.set(`old-${person}`, 'purged');
			organisation.add({email: email(person), externalId: `old-${person}`});
		} else if (kind === 'stranger') organisation.add({email: email(person), externalId: `other-${person}`});
		else if (kind === 'revoked') organisation.add({email: email(person), externalId: person, status: 'revoked'});
		else if (kind === 'owner') organisation.add({email: email(person), externalId: person, role: 'owner'});
		else organisation.add({email: email(person), externalId: person});
		// What two imports that race each other leave behind.
		if (kind === 'double') organisation.add({email: `second-${email(person)}`, externalId: person});
	}
	const all = [...organisation.members.keys()];
	for (const {team, byHand, members} of one.orgTeams)
		organisation.addGroup({
			name: `Team ${team}`,
			externalId: byHand ? undefined : team,
			members: members.flatMap(n => all[n] ?? []),
		});
	return worldOf(company, organisation);
};

export const change = (
	company: Company,
	moves: readonly {readonly what: number; readonly who: string; readonly team: string}[],
): void => {
	for (const {what, who, team} of moves) {
		const person = company.people.get(who);
		if (what === 0) company.leave(who, 'purged');
		else if (what === 1 && !person) {
			company.people.set(who, {id: who});
			company.gone.delete(who);
		} else if (what === 2 && person) person.enabled = !(person.enabled ?? true);
		else if (what === 3) company.groups.get(team)?.members.push(...(person ? [who] : []));
		else if (what === 4) {
			const group = company.groups.get(team);
			if (group) group.members = group.members.filter(id => id !== who);
		} else if (what === 5) company.dissolve(team);
		else if (what === 6 && company.groups.has(team)) company.groups.get(team)!.name = `Renamed ${who}`;
	}
};
export const moves = fc.array(
	fc.record({what: fc.nat(6), who: fc.constantFrom(...ids), team: fc.constantFrom(...teamIds)}),
	{
		maxLength: 8,
	},
);

/** The organisation as anyone would compare it, without the server's own ids. */
export const picture = (organisation: MemoryOrganisation): unknown => ({
	members: [...organisation.members.values()]
		.map(({email, externalId, role, status, collections}) =>
			[email, externalId ?? '', role, status, collections].join(' '),
		)
		.sort(),
	groups: [...organisation.groups.values()]
		.map(group =>
			[
				group.name,
				group.externalId ?? '',
				group.collections,
				[...group.members].map(id => organisation.members.get(id)?.email ?? 'nobody').sort(),
			].join(' '),
		)
		.sort(),
});

export const invitedTwice = (organisation: MemoryOrganisation): string[] =>
	organisation.mails.filter((mail, n) => organisation.mails.indexOf(mail) !== n);
