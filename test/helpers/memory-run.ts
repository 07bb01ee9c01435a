// A company, its organisation and Usher's memory, and runs over them: everything in memory, time by hand.
import type {Allowances} from '../../source/core/changes.ts';
import type {
	DirectoryPort,
	DirectoryState,
	EntraId,
	GoneReason,
	Ledger,
	LedgerChange,
	Tally,
} from '../../source/core/ports.ts';
import type {
	Approver,
	RunReport,
	RunView,
	StatePort,
	SyncEvent,
	SyncPorts,
	SyncRequest,
} from '../../source/core/run.ts';
import {defaultSyncSettings, type SyncSettings} from '../../source/core/settings.ts';
import {sync} from '../../source/core/sync.ts';
import type {MemoryOrganisation} from './memory-organisation.ts';

export type Worker = {id: string; email?: string; name?: string; enabled?: boolean; guest?: boolean};
export type Department = {id: string; name?: string; members: string[]; groups?: string[]; hidden?: boolean};

export type Company = {
	tenant: string;
	people: Map<string, Worker>;
	groups: Map<string, Department>;
	gone: Map<string, GoneReason>;
	/** Takes the person out, as Entra's bin or for good. */
	leave(id: string, why?: GoneReason): void;
	dissolve(id: string): void;
};

export const companyOf = (people: readonly (Worker | string)[], groups: readonly Department[] = []): Company => {
	const company: Company = {
		tenant: 'tenant-1',
		people: new Map(people.map(one => (typeof one === 'string' ? [one, {id: one}] : [one.id, one]))),
		groups: new Map(groups.map(group => [group.id, {...group, members: [...group.members]}])),
		gone: new Map(),
		leave: (id, why = 'deleted') => {
			company.people.delete(id);
			company.gone.set(id, why);
			for (const group of company.groups.values()) group.members = group.members.filter(member => member !== id);
		},
		dissolve: id => {
			company.groups.delete(id);
			company.gone.set(id, 'deleted');
		},
	};
	return company;
};

export const stateOf = (company: Company, now: Date, previous?: DirectoryState, full = true): DirectoryState => {
	const people = [...company.people.values()];
	const groups = [...company.groups.values()];
	const userAt = new Map(people.map((person, position) => [person.id, position]));
	const groupAt = new Map(groups.map((group, position) => [group.id, position]));
	return {
		snapshot: {
			tenant: company.tenant,
			users: people.map(person => ({
				id: person.id as EntraId,
				name: person.name ?? person.id,
				mail: person.email ?? `${person.id}@fabrikam.example`,
				upn: `${person.id}@fabrikam.example`,
				enabled: person.enabled ?? true,
				guest: person.guest ?? false,
			})),
			groups: groups.map(group => ({
				id: group.id as EntraId,
				name: group.name ?? group.id,
				users: Uint32Array.from(group.members.flatMap(id => userAt.get(id) ?? [])).sort(),
				groups: Uint32Array.from((group.groups ?? []).flatMap(id => groupAt.get(id) ?? [])).sort(),
				others: 0,
				membersHidden: group.hidden ?? false,
			})),
			units: new Map(),
			gone: new Map([...company.gone].map(([id, why]) => [id as EntraId, why])),
			readAt: now.toISOString(),
			fullReadAt: full ? now.toISOString() : (previous?.snapshot.fullReadAt ?? now.toISOString()),
			confirmed: previous !== undefined && (full || previous.snapshot.confirmed),
		},
		cursor: {users: 'u', groups: 'g', shape: 's'},
	};
};

export type MemoryState = {
	readonly port: StatePort;
	readonly people: Map<EntraId, NonNullable<ReturnType<Ledger['people']['get']>>>;
	readonly groups: Map<EntraId, NonNullable<ReturnType<Ledger['groups']['get']>>>;
	readonly events: SyncEvent[];
	readonly acknowledged: Set<string>;
	readonly held: Map<EntraId, string>;
	readonly tallies: (Tally & {at: string})[];
	directory: DirectoryState | undefined;
	approvedScope: Ledger['approvedScope'];
	refused: boolean;
	/** Called before anything is written: throws to play a dead process or a full disk. */
	onWrite: (what: string) => void;
};

export const createMemoryState = (): MemoryState => {
	const bindings = new Map<string, EntraId>();
	const put = <Key, Value>(map: Map<Key, Value>, changes: ReadonlyMap<Key, Value | undefined> | undefined): void => {
		for (const [key, value] of changes ?? [])
			if (value === undefined) map.delete(key);
			else map.set(key, value);
	};
	const self: MemoryState = {
		people: new Map(),
		groups: new Map(),
		events: [],
		acknowledged: new Set(),
		held: new Map(),
		tallies: [],
		directory: undefined,
		approvedScope: undefined,
		refused: false,
		onWrite: () => {},
		port: {
			load: now => {
				const since = new Date(now.getTime() - 86_400_000).toISOString();
				const day = {offboarded: 0, invited: 0, membershipsRemoved: 0, groupsEmptied: 0, seats: 0};
				for (const tally of self.tallies) {
					if (tally.at <= since) continue;
					day.offboarded += tally.offboarded;
					day.invited += tally.invited;
					day.membershipsRemoved += tally.membershipsRemoved;
					day.groupsEmptied += tally.groupsEmptied;
					day.seats += tally.seats;
				}
				return {
					...(self.directory === undefined ? {} : {directory: self.directory}),
					ledger: {
						people: new Map(self.people),
						groups: new Map(self.groups),
						lastDay: day,
						bindings: new Map(bindings),
						acknowledged: new Set(self.acknowledged),
						refused: self.refused,
						held: new Map(self.held),
						...(self.approvedScope === undefined ? {} : {approvedScope: self.approvedScope}),
					},
				};
			},
			saveDirectory: state => {
				self.onWrite('directory');
				self.directory = state;
			},
			record: (_run, event) => {
				self.onWrite('journal');
				self.events.push(event);
			},
			saveLedger: (change: LedgerChange) => {
				self.onWrite('ledger');
				put(self.people, change.people);
				put(self.groups, change.groups);
				put(bindings, change.bindings);
				put(self.held, change.held);
				if (change.tally) self.tallies.push(change.tally);
				self.approvedScope = change.approvedScope ?? self.approvedScope;
				self.refused = change.refused ?? self.refused;
			},
		},
	};
	return self;
};

export type World = {
	readonly company: Company;
	readonly organisation: MemoryOrganisation;
	readonly state: MemoryState;
	/** Milliseconds since 1970; moves on by pauses, and by hand. */
	time: number;
	readonly wants: ({readonly full?: string} | undefined)[];
	readonly views: RunView[];
};

export const worldOf = (company: Company, organisation: MemoryOrganisation): World => ({
	company,
	organisation,
	state: createMemoryState(),
	time: Date.parse('2026-11-02T08:00:00.000Z'),
	wants: [],
	views: [],
});

export const everything: Allowances = {
	removals: 1e6,
	invites: 1e6,
	membershipRemovals: 1e6,
	groupRemovals: 1e6,
	seats: 1e6,
	firstRun: true,
	acceptScope: true,
};

export type RunOptions = Partial<Omit<SyncRequest, 'settings'>> & {
	readonly settings?: Partial<SyncSettings>;
	readonly approve?: Approver;
	readonly signal?: AbortSignal;
	readonly onEvent?: (event: SyncEvent) => void;
	readonly directory?: DirectoryPort;
	readonly past?: SyncPorts['past'];
	readonly shuffle?: <Item>(items: Item[]) => Item[];
};

/** One run to its end. Gives the report and every event. */
export const runOnce = async (
	world: World,
	options: RunOptions = {},
): Promise<{report: RunReport; events: SyncEvent[]}> => {
	const {settings, approve, signal, onEvent, directory, past, ...request} = options;
	const events: SyncEvent[] = [];
	const reader: DirectoryPort = directory ?? {
		read: async function* (previous, want) {
			world.wants.push(want);
			await Promise.resolve();
			yield {kind: 'read-started', mode: want.full ? 'full' : 'delta', ...(want.full ? {why: want.full} : {})};
			return stateOf(world.company, new Date(world.time), previous, want.full !== undefined);
		},
		meter: () => ({requests: 0, bytes: 0, waits: 0, waitedMs: 0, resourceUnits: 0, throttled: 0}),
	};
	const going = sync(
		{
			run: `run-${world.state.events.length}`,
			profile: 'fabrikam',
			by: 'command',
			mode: 'sync',
			allow: everything,
			fullReadHours: 24,
			...request,
			settings: {...defaultSyncSettings, ...settings},
		},
		{
			directory: reader,
			organisation: world.organisation.port,
			state: world.state.port,
			approve: approve ?? (() => Promise.resolve('decline')),
			now: () => new Date(world.time),
			pause: async (milliseconds, stop) => {
				stop.throwIfAborted();
				world.time += milliseconds;
				await Promise.resolve();
			},
			show: view => world.views.push(view),
			...(past === undefined ? {} : {past}),
		},
		signal ?? new AbortController().signal,
	);
	while (true) {
		const next = await going.next();
		if (next.done) {
			// Nothing here waits for anything real, and signals that nobody holds are let go of only between two turns.
			await new Promise(setImmediate);
			return {report: next.value, events};
		}
		events.push(next.value);
		onEvent?.(next.value);
	}
};
