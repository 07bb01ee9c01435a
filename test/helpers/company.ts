// A company made of numbers: as large as a test wants it, and always the same for the same numbers.
import type {Decision} from '../../source/core/changes.ts';
import {hold, inside, out, type Roster} from '../../source/core/model.ts';
import type {DirectoryGroup, DirectoryUser, EntraId, Snapshot} from '../../source/core/ports.ts';

const firstNames = [
	'Ada',
	'Alan',
	'Grace',
	'Edsger',
	'Barbara',
	'Donald',
	'Radia',
	'Ken',
	'Margaret',
	'Tim',
	'Frances',
	'Dennis',
	'Hedy',
	'Linus',
	'Karen',
	'Niklaus',
	'Shafi',
	'Leslie',
	'Jean',
	'Tony',
];
const lastNames = [
	'Lovelace',
	'Turing',
	'Hopper',
	'Dijkstra',
	'Liskov',
	'Knuth',
	'Perlman',
	'Thompson',
	'Hamilton',
	'Berners-Lee',
	'Allen',
	'Ritchie',
	'Lamarr',
	'Torvalds',
	'Jones',
	'Wirth',
	'Goldwasser',
	'Lamport',
	'Bartik',
	'Hoare',
];
const groupNames = [
	'Engineering',
	'Platform',
	'Data',
	'Finance',
	'Legal',
	'Sales',
	'Support',
	'Design',
	'Operations',
	'People',
	'Security',
	'Marketing',
	'Research',
	'Facilities',
	'Procurement',
	'Quality',
];
const places = ['', ' Berlin', ' London', ' Zürich', ' Montréal', ' Dublin', ' Lisboa'];

const id = (kind: string, number: number): EntraId =>
	`${kind}-0000-4000-8000-${String(number).padStart(12, '0')}`.padStart(36, '0') as EntraId;
export const userId = (number: number): EntraId => id('00000001', number);
export const groupId = (number: number): EntraId => id('00000002', number);

export const userName = (number: number): string =>
	`${firstNames[number % 20]} ${lastNames[Math.floor(number / 20) % 20]}${number >= 400 ? ` ${Math.floor(number / 400)}` : ''}`;
export const groupName = (number: number): string => {
	const name = groupNames[number % groupNames.length]!;
	const place = places[Math.floor(number / groupNames.length) % places.length]!;
	const round = Math.floor(number / (groupNames.length * places.length));
	return `${name}${place}${round === 0 ? '' : ` ${round}`}`;
};

export type CompanySize = {readonly users: number; readonly groups: number; readonly membersEach: number};

/** A snapshot of that size: every fourth group stands in the one before it, every seventh person is a guest, and the last ones are in no group. */
export const company = (
	{users, groups, membersEach}: CompanySize,
	rename: (kind: 'user' | 'group', number: number) => string | undefined = () => undefined,
): Snapshot => {
	const people: DirectoryUser[] = Array.from({length: users}, (_, number) => {
		const name = rename('user', number) ?? userName(number);
		const address = `${userName(number)
			.toLowerCase()
			.replace(/[^a-z0-9]+/g, '.')}@fabrikam.example`;
		return {
			id: userId(number),
			name,
			mail: address,
			upn: address,
			enabled: number % 23 !== 22,
			guest: number % 17 === 16,
		};
	});
	const grouped = Math.max(1, Math.floor(users * 0.9));
	const made: DirectoryGroup[] = Array.from({length: groups}, (_, number) => ({
		id: groupId(number),
		name: rename('group', number) ?? groupName(number),
		users: Uint32Array.from({length: membersEach}, (_, member) => (number * 7 + member) % grouped).sort(),
		groups: number + 1 < groups && number % 4 !== 3 && number % 4 < 2 ? Uint32Array.of(number + 1) : new Uint32Array(),
		others: 0,
		membersHidden: false,
	}));
	return {
		tenant: '11111111-2222-4333-8444-555555555555',
		users: people,
		groups: made,
		units: new Map(),
		gone: new Map(),
		readAt: '2026-03-04T14:02:00.000Z',
		fullReadAt: '2026-03-04T14:02:00.000Z',
		confirmed: true,
	};
};

/** A roster over a snapshot by simple rules: guests and disabled people are out, everyone else is in. */
export const rosterOf = (snapshot: Snapshot): Roster => {
	const users = new Map(snapshot.users.map((user, position) => [user.id as string, position]));
	const groups = new Map(snapshot.groups.map((group, position) => [group.id as string, position]));
	const flat = new Map<number, Uint32Array>();
	const members = (group: number): Uint32Array => {
		const known = flat.get(group);
		if (known !== undefined) return known;
		const seen = new Set<number>();
		const all = new Set<number>();
		const visit = (one: number): void => {
			if (seen.has(one)) return;
			seen.add(one);
			for (const user of snapshot.groups[one]!.users) all.add(user);
			for (const inner of snapshot.groups[one]!.groups) visit(inner);
		};
		visit(group);
		const made = Uint32Array.from(all).sort();
		flat.set(group, made);
		return made;
	};
	const decision = (user: number): Decision => {
		const person = snapshot.users[user]!;
		const first = snapshot.groups.find(group => group.users.includes(user));
		if (person.guest)
			return {
				subject: person.id,
				verdict: 'out',
				code: 'guest',
				reason: 'Out: guests are not let in (setting sync.guests).',
				path: [],
			};
		if (!person.enabled)
			return {
				subject: person.id,
				verdict: 'out',
				code: 'disabled',
				reason: 'Out: the account is disabled in Entra.',
				path: [],
			};
		return first === undefined
			? {subject: person.id, verdict: 'in', code: 'selected', reason: 'In: no filter is set, so everyone is.', path: []}
			: {
					subject: person.id,
					verdict: 'in',
					code: 'through-group',
					reason: `In: member of ${first.name}, which the group filter selects.`,
					path: [first.id],
				};
	};
	return {
		snapshot,
		users: Uint8Array.from(snapshot.users, (user, number) =>
			user.guest || !user.enabled ? out : number % 97 === 96 ? hold : inside,
		),
		groups: new Uint8Array(snapshot.groups.length).fill(inside),
		emails: snapshot.users.map(user => user.mail ?? ''),
		groupNames: snapshot.groups.map(group => group.name),
		members,
		explainUser: decision,
		explainGroup: group => ({
			subject: snapshot.groups[group]!.id,
			verdict: 'in',
			code: 'selected',
			reason: 'In: no group filter is set.',
			path: [],
		}),
		userAt: wanted => users.get(wanted),
		groupAt: wanted => groups.get(wanted),
		problems: [],
	};
};
