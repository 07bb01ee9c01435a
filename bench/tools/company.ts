// A company for measuring what is done in memory. Everything comes the way a run gets it, through the real parts: the
// snapshot and the ledger out of their files, the organisation out of a server's JSON. So no two of them share a string,
// and every order is the other side's own.
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {readGroupMembers, readGroups, readMembers} from '../../source/bitwarden/official/read.ts';
import type {EntraId, Ledger, LedgerGroup, LedgerPerson, OrgGroupId, Snapshot} from '../../source/core/ports.ts';
import type {OrganisationState, StatePort} from '../../source/core/run.ts';
import type {HttpResponse} from '../../source/platform/http/port.ts';
import {openState} from '../../source/platform/state/open-state.ts';

export type Size = {readonly users: number; readonly groups: number; readonly memberships: number};
export type Company = {
	readonly snapshot: Snapshot;
	/** Knows everyone and every group. */
	readonly ledger: Ledger;
	/** As it should be, every group's members read. */
	readonly organisation: OrganisationState;
};

let seed = 42;
const random = (below: number): number => {
	// xorshift: the same company on every machine.
	seed ^= seed << 13;
	seed ^= seed >>> 17;
	seed ^= seed << 5;
	return (seed >>> 0) % below;
};
const shuffled = <Item>(items: readonly Item[]): Item[] => {
	const mixed = [...items];
	for (let at = mixed.length - 1; at > 0; at--) {
		const other = random(at + 1);
		[mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
	}
	return mixed;
};
const hex = (digits: number): string =>
	random(16 ** digits)
		.toString(16)
		.padStart(digits, '0');
const guid = (): string => `${hex(4)}${hex(4)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(4)}${hex(4)}${hex(4)}`;

const at = '2026-11-02T08:00:00.000Z';
const abilities = {
	server: 'cloud',
	version: '',
	canRead: true,
	canRevoke: true,
	canRenameGroups: true,
	canDeleteGroups: true,
	canStage: false,
} as const;

/** Saved by one process and loaded by the next. */
const throughFiles = (save: (state: StatePort) => void): {readonly snapshot: Snapshot; readonly ledger: Ledger} => {
	const folder = mkdtempSync(join(tmpdir(), 'usher-bench-'));
	const file = (name: string): string => join(folder, name);
	const paths = {
		state: file('state.db'),
		ledger: file('ledger.db'),
		ledgerBackup: file('ledger.backup.db'),
		lock: file('lock.db'),
		holder: file('holder.json'),
	};
	try {
		const before = openState(paths);
		save(before);
		before.close();
		const after = openState(paths);
		const {directory, ledger} = after.load(new Date(at));
		after.close();
		return {snapshot: directory!.snapshot, ledger};
	} finally {
		rmSync(folder, {recursive: true});
	}
};

/** Read as the adapter reads it, from a server that answers at once. */
const throughAdapter = async (answers: ReadonlyMap<string, unknown>): Promise<OrganisationState> => {
	const client: Parameters<typeof readMembers>[0] = {
		read: async path => {
			const body = Buffer.from(JSON.stringify(answers.get(path)));
			const text = (): string => body.toString();
			return {status: 200, headers: {}, body, text, json: () => JSON.parse(text())} satisfies HttpResponse;
		},
		write: () => Promise.reject(new Error('nothing is written here')),
	};
	const call = {signal: new AbortController().signal, waiting: () => {}};
	const members = await readMembers(client, call);
	const groups = await readGroups(client, call);
	const ids = groups.map(group => group.id);
	const groupMembers = new Map(await Array.fromAsync(readGroupMembers(client, ids, () => 8, call)));
	return {abilities, members, groups, groupMembers};
};

/** Makes a company of that size: every tenth group holds another group as well. */
export const makeCompany = async (size: Size): Promise<Company> => {
	const each = Math.min(size.users, Math.max(1, Math.round(size.memberships / size.groups)));
	const users = shuffled(Array.from({length: size.users}, (_, n) => n)).map(n => ({
		id: guid() as EntraId,
		name: `Person ${n}`,
		mail: `person${n}@fabrikam.example`,
		upn: `person${n}@fabrikam.example`,
		enabled: true,
		guest: false,
	}));
	const groups = Array.from({length: size.groups}, (_, n) => {
		const members = new Set<number>();
		while (members.size < each) members.add(random(users.length));
		return {
			id: guid() as EntraId,
			name: `Group ${n}`,
			users: Uint32Array.from(members).sort(),
			groups: n % 10 === 9 ? Uint32Array.of(n - 1) : new Uint32Array(),
			others: 0,
			membersHidden: false,
		};
	});
	const memberIds = users.map(guid);
	const groupIds = groups.map(() => guid() as OrgGroupId);
	const held = groups.map(group => {
		const within = group.groups.length === 0 ? [] : groups[group.groups[0]!]!.users;
		return shuffled([...new Set([...group.users, ...within])]).map(user => memberIds[user]!);
	});

	const {snapshot, ledger} = throughFiles(state => {
		state.saveDirectory({
			snapshot: {
				tenant: guid(),
				users,
				groups,
				units: new Map(),
				gone: new Map(),
				readAt: at,
				fullReadAt: at,
				confirmed: true,
			},
			cursor: {users: '', groups: '', shape: ''},
		});
		state.saveLedger({
			people: new Map(users.map(({id, mail: email}): [EntraId, LedgerPerson] => [id, {email, by: 'seen', at}])),
			groups: new Map(
				groups.map(({id, name}, n): [EntraId, LedgerGroup] => [
					id,
					{name, group: groupIds[n]!, members: held[n]!, seenAt: at},
				]),
			),
		});
	});
	const member = (_: unknown, n: number): unknown => {
		const {id: externalId, mail: email} = users[n]!;
		return {object: 'member', id: memberIds[n], email, externalId, type: 2, status: 2};
	};
	const group = (_: unknown, n: number): unknown => {
		const {id: externalId, name} = groups[n]!;
		return {object: 'group', id: groupIds[n], name, externalId};
	};
	const organisation = await throughAdapter(
		new Map<string, unknown>([
			['/public/members', {object: 'list', data: shuffled(users.map(member))}],
			['/public/groups', {object: 'list', data: shuffled(groups.map(group))}],
			...groupIds.map((id, n): [string, unknown] => [`/public/groups/${id}/member-ids`, held[n]]),
		]),
	);
	return {snapshot, ledger, organisation};
};
