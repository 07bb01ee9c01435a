// A directory in memory, with the delta that Microsoft Graph describes: the pure model that thousands of histories run on.
import type {HttpRequest, HttpResponse} from '../../source/platform/http/port.ts';
import {answer, fakeClock, refusal} from './fake-answers.ts';

type Person = {
	id: string;
	displayName: string;
	mail: string | null;
	userPrincipalName: string;
	accountEnabled: boolean | null;
	userType: string | null;
	createdDateTime: string | null;
	state: 'live' | 'deleted' | 'purged';
};
type Team = {
	id: string;
	displayName: string;
	visibility: string | null;
	members: Set<string>;
	createdDateTime: string | null;
	state: 'live' | 'deleted' | 'purged';
};
type Entry = {seq: number; object: string; member?: string};

export type FakeTenant = ReturnType<typeof createFakeTenant>;

/**
 * @param options.page objects a page of a list; `deltaPage` objects and member links a page of a delta
 * @param options.now when people and groups are made; without it, when the fake clock begins
 * @param options.random 0 up to 1; given, delta pages are shuffled, split and replayed
 */
export const createFakeTenant = (
	options: {
		readonly page?: number;
		readonly deltaPage?: number;
		readonly random?: () => number;
		readonly now?: () => Date;
	} = {},
) => {
	const {page = 999, deltaPage = 200, random, now = fakeClock().now} = options;
	const people = new Map<string, Person>();
	const teams = new Map<string, Team>();
	const devices = new Set<string>();
	const units = new Map<string, {members: Set<string>; visibility?: string}>();
	const log: {users: Entry[]; groups: Entry[]} = {users: [], groups: []};
	const rounds = new Map<string, unknown[][]>();
	let seq = 0;
	let made = 0;
	const root = 'https://graph.microsoft.com/v1.0';
	const newId = (kind: string): string =>
		`${kind}0000000-0000-4000-8000-${String(++made).padStart(12, '0')}`.slice(-36).padStart(36, '0');
	const touchUser = (id: string): void => void log.users.push({seq: ++seq, object: id});
	const touchGroup = (id: string, member?: string): void =>
		void log.groups.push({seq: ++seq, object: id, ...(member !== undefined && {member})});

	const typeOf = (id: string): string =>
		`#microsoft.graph.${people.has(id) ? 'user' : teams.has(id) ? 'group' : 'device'}`;
	const isLive = (id: string): boolean =>
		people.get(id)?.state === 'live' || teams.get(id)?.state === 'live' || devices.has(id);

	const company = {
		hire: (name: string): string => {
			const id = newId('a');
			const upn = `${name}.${made}@contoso.com`;
			people.set(id, {
				id,
				displayName: name,
				mail: upn,
				userPrincipalName: upn,
				accountEnabled: true,
				userType: 'Member',
				createdDateTime: now().toISOString(),
				state: 'live',
			});
			touchUser(id);
			return id;
		},
		change: (id: string, change: Partial<Person>): void => {
			const person = people.get(id);
			if (person?.state !== 'live') return;
			Object.assign(person, change);
			touchUser(id);
		},
		leave: (id: string): void => {
			const person = people.get(id);
			if (person?.state !== 'live') return;
			person.state = 'deleted';
			touchUser(id);
		},
		restore: (id: string): void => {
			const one = people.get(id) ?? teams.get(id);
			if (one?.state !== 'deleted') return;
			one.state = 'live';
			(people.has(id) ? touchUser : touchGroup)(id);
		},
		purge: (id: string): void => {
			const one = people.get(id) ?? teams.get(id);
			if (one === undefined || one.state === 'purged') return;
			one.state = 'purged';
			if (people.has(id)) touchUser(id);
			else touchGroup(id);
			for (const team of teams.values()) if (team.members.delete(id)) touchGroup(team.id, id);
		},
		createGroup: (name: string, visibility: string | null = null): string => {
			const id = newId('b');
			teams.set(id, {
				id,
				displayName: name,
				visibility,
				members: new Set(),
				createdDateTime: now().toISOString(),
				state: 'live',
			});
			touchGroup(id);
			return id;
		},
		rename: (id: string, name: string): void => {
			const team = teams.get(id);
			if (team?.state !== 'live') return;
			team.displayName = name;
			touchGroup(id);
		},
		deleteGroup: (id: string): void => {
			const team = teams.get(id);
			if (team?.state !== 'live') return;
			team.state = 'deleted';
			touchGroup(id);
		},
		join: (group: string, member: string): void => {
			const team = teams.get(group);
			if (team?.state !== 'live' || !isLive(member) || team.members.has(member)) return;
			team.members.add(member);
			touchGroup(group, member);
		},
		part: (group: string, member: string): void => {
			const team = teams.get(group);
			if (team?.state === 'live' && isLive(member) && team.members.delete(member)) touchGroup(group, member);
		},
		device: (): string => {
			const id = newId('c');
			devices.add(id);
			return id;
		},
		unit: (members: readonly string[], visibility?: string): string => {
			const id = newId('d');
			units.set(id, {members: new Set(members), ...(visibility !== undefined && {visibility})});
			return id;
		},
	};

	const facts = (person: Person) => {
		const {state: _, createdDateTime: __, ...rest} = person;
		return rest;
	};
	const teamFacts = ({id, displayName, visibility}: Team) => ({id, displayName, visibility});
	const ended = (id: string, state: string) => ({
		id,
		'@removed': {reason: state === 'deleted' ? 'changed' : 'deleted'},
	});

	const userDelta = (since: number): unknown[] => {
		const changed = new Set(log.users.filter(entry => entry.seq > since).map(entry => entry.object));
		return [...changed].map(id => {
			const person = people.get(id) as Person;
			return person.state === 'live' ? facts(person) : ended(id, person.state);
		});
	};
	const groupDelta = (since: number): unknown[] => {
		const changed = new Map<string, Set<string>>();
		for (const entry of log.groups) {
			if (entry.seq <= since) continue;
			const members = changed.get(entry.object) ?? new Set();
			if (entry.member !== undefined) members.add(entry.member);
			changed.set(entry.object, members);
		}
		return [...changed].flatMap(([id, members]): unknown[] => {
			const team = teams.get(id) as Team;
			if (team.state !== 'live') return [ended(id, team.state)];
			const links = [...members]
				// Of soft-deleted people a group says nothing until they are purged.
				.filter(member => people.get(member)?.state !== 'deleted')
				.map(member => ({
					'@odata.type': typeOf(member),
					id: member,
					...(!team.members.has(member) && {'@removed': {reason: 'deleted'}}),
				}));
			if (links.length === 0) return [teamFacts(team)];
			const slices: unknown[] = [];
			for (let at = 0; at < links.length; at += deltaPage)
				slices.push({...teamFacts(team), 'members@delta': links.slice(at, at + deltaPage)});
			return slices;
		});
	};

	const paged = (objects: readonly unknown[], size: number): unknown[][] => {
		const pages: unknown[][] = [];
		for (let at = 0; at < objects.length; at += size) pages.push(objects.slice(at, at + size));
		return pages.length === 0 ? [[]] : pages;
	};
	const disturbed = (objects: unknown[]): unknown[] => {
		if (random === undefined) return objects;
		const more = objects.flatMap(object => (random() < 0.3 ? [object, object] : [object]));
		for (let at = more.length - 1; at > 0; at--) {
			const other = Math.floor(random() * (at + 1));
			[more[at], more[other]] = [more[other], more[at]];
		}
		return more;
	};

	const list = (path: string, objects: readonly unknown[], query: URLSearchParams): HttpResponse => {
		const at = Number(query.get('$skiptoken') ?? 0);
		const size = Math.min(page, Number(query.get('$top') ?? 100));
		const more = at + size < objects.length;
		return answer(200, {
			value: objects.slice(at, at + size),
			...(more && {'@odata.nextLink': `${root}${path}?$top=${size}&$skiptoken=${at + size}`}),
		});
	};

	const delta = (kind: 'users' | 'groups', query: URLSearchParams): HttpResponse => {
		const link = (token: string) => `${root}/${kind}/delta?$deltatoken=${token}`;
		const token = query.get('$deltatoken');
		if (token === 'latest') return answer(200, {value: [], '@odata.deltaLink': link(String(seq))});
		const skip = query.get('$skiptoken');
		let name: string;
		let at = 0;
		if (skip === null) {
			name = `${kind}-${token}-${seq}-${rounds.size}`;
			const objects = kind === 'users' ? userDelta(Number(token)) : groupDelta(Number(token));
			rounds.set(name, paged(disturbed(objects), deltaPage));
		} else {
			const [round, number] = skip.split('~');
			name = round ?? '';
			at = Number(number);
		}
		const pages = rounds.get(name) ?? [[]];
		const last = at + 1 >= pages.length;
		const until = name.split('-')[2] ?? '';
		return answer(200, {
			value: pages[at],
			...(last
				? {'@odata.deltaLink': link(until)}
				: {'@odata.nextLink': `${root}/${kind}/delta?$skiptoken=${name}~${at + 1}`}),
		});
	};

	const get = (address: string): HttpResponse => {
		const url = new URL(address, `${root}/`);
		const path = url.pathname.replace(/^\/v1\.0/, '');
		const query = url.searchParams;
		if (path === '/users/delta') return delta('users', query);
		if (path === '/groups/delta') return delta('groups', query);
		if (path === '/users') {
			const live = [...people.values()].filter(person => person.state === 'live');
			return list(path, live.map(facts), query);
		}
		if (path === '/groups') {
			return list(path, [...teams.values()].filter(team => team.state === 'live').map(teamFacts), query);
		}
		const [, kind, id = '', rest] =
			/^\/(users|groups|directory\/administrativeUnits)\/([^/]+)(\/members)?$/.exec(path) ?? [];
		const members = (ids: Iterable<string>) =>
			list(
				path,
				[...ids].filter(isLive).map(member => ({'@odata.type': typeOf(member), id: member})),
				query,
			);
		const person = people.get(id);
		const team = teams.get(id);
		const unit = units.get(id);
		// Only to those who ask for it.
		const dated = (one: Person | Team, object: object) =>
			query.get('$select')?.includes('createdDateTime') ? {...object, createdDateTime: one.createdDateTime} : object;
		if (kind === 'users' && person?.state === 'live') return answer(200, dated(person, facts(person)));
		if (kind === 'groups' && team?.state === 'live')
			return rest === undefined ? answer(200, dated(team, teamFacts(team))) : members(team.members);
		if (kind === 'directory/administrativeUnits' && unit !== undefined)
			return rest === undefined ? answer(200, {id, visibility: unit.visibility ?? null}) : members(unit.members);
		return refusal(404, 'Request_ResourceNotFound');
	};

	const respond = (request: HttpRequest): HttpResponse => {
		if (!request.url.startsWith(root)) throw new Error(`a request left its origin: ${request.url}`);
		if (request.method === 'GET') return get(request.url);
		if (!request.url.endsWith('/$batch')) return refusal(400, 'BadRequest');
		const {requests} = JSON.parse(String(request.body)) as {requests: {id: string; url: string}[]};
		if (requests.length > 20) return refusal(400, 'BadRequest');
		const responses = requests.map(({id, url}) => {
			const {status, headers, json} = get(`${root}${url}`);
			return {id, status, headers, body: json()};
		});
		return answer(200, {responses: random === undefined ? responses : responses.toReversed()});
	};

	return {company, respond, people, teams, devices, root};
};
