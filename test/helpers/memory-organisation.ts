// An organisation in memory that behaves as Bitwarden's server, or Vaultwarden's, is known to: what it refuses,
// what it ignores silently, and in which order an import does things.
import type {
	Abilities,
	Member,
	MemberId,
	MemberRole,
	MemberStatus,
	OrganisationPort,
	OrgGroup,
	OrgGroupId,
	Step,
	StepOutcome,
} from '../../source/core/ports.ts';

export type StoredMember = {
	id: MemberId;
	email: string;
	externalId: string | undefined;
	role: MemberRole;
	status: MemberStatus;
	/** Never to be lost: what a hard removal or a careless PUT would take. */
	collections: number;
};
export type StoredGroup = {
	id: OrgGroupId;
	name: string;
	externalId: string | undefined;
	members: Set<MemberId>;
	collections: number;
};

export type Fault =
	/** The answer is lost; the server did it, or not. */
	| 'lost-done'
	| 'lost-not-done'
	/** The answer is lost, and the server does it only after so many more reads. */
	| {readonly lateBy: number}
	/** An import stops at the second half of its people, as at a mail that fails, and says so. */
	| 'half-done'
	| StepOutcome;

export type MemoryOrganisation = {
	readonly port: OrganisationPort;
	readonly members: Map<MemberId, StoredMember>;
	readonly groups: Map<OrgGroupId, StoredGroup>;
	readonly steps: Step[];
	/** Mails sent: an address invited twice is there twice. */
	readonly mails: string[];
	readonly reads: {members: number; groups: number; groupMembers: string[]};
	/** The plan of the organisation has no groups: an import says so after it has changed the members. */
	withoutGroups: boolean;
	/** Asked before each step; what it gives happens instead. */
	fault: (step: Step, nth: number) => Fault | undefined;
	/** Called before anything is asked of the organisation, and after a step was done: throws to play a dead process. */
	onCall: (what: string) => void;
	add(member: Partial<StoredMember> & {email: string}): StoredMember;
	addGroup(group: Partial<Omit<StoredGroup, 'members'>> & {name: string; members?: readonly MemberId[]}): StoredGroup;
	byExternalId(id: string): StoredMember | undefined;
	groupOf(externalId: string): StoredGroup | undefined;
	/** External ids, or addresses of those without, in a group. */
	held(externalId: string): string[];
};

const official: Abilities = {
	server: 'cloud',
	version: '2026.7.0',
	canRead: true,
	canRevoke: true,
	canRenameGroups: true,
	canDeleteGroups: true,
	canStage: false,
};
export const vaultwarden: Abilities = {
	server: 'vaultwarden',
	version: '',
	canRead: false,
	canRevoke: false,
	canRenameGroups: false,
	canDeleteGroups: false,
	canStage: false,
};

const refused = (message: string, status = 400, fields: Record<string, string[]> = {}): StepOutcome => ({
	kind: 'refused',
	status,
	message,
	fields,
});
const done: StepOutcome = {kind: 'done'};
const lost: StepOutcome = {kind: 'unknown', message: 'No answer in time', requestId: 'req-lost'};

export const createMemoryOrganisation = (abilities: Partial<Abilities> = {}): MemoryOrganisation => {
	const able: Abilities = {...official, ...abilities};
	const members = new Map<MemberId, StoredMember>();
	const groups = new Map<OrgGroupId, StoredGroup>();
	const steps: Step[] = [];
	const mails: string[] = [];
	const reads = {members: 0, groups: 0, groupMembers: [] as string[]};
	let made = 0;
	let requests = 0;
	let late: {left: number; run: () => void}[] = [];

	const add: MemoryOrganisation['add'] = member => {
		const stored: StoredMember = {
			id: `member-${++made}` as MemberId,
			externalId: undefined,
			role: 'user',
			status: 'confirmed',
			collections: 3,
			...member,
		};
		members.set(stored.id, stored);
		return stored;
	};
	const addGroup: MemoryOrganisation['addGroup'] = group => {
		const stored: StoredGroup = {
			id: `group-${++made}` as OrgGroupId,
			externalId: undefined,
			collections: 2,
			...group,
			members: new Set(group.members ?? []),
		};
		groups.set(stored.id, stored);
		return stored;
	};
	const owners = (): StoredMember[] =>
		[...members.values()].filter(member => member.role === 'owner' && member.status === 'confirmed');
	const lastOwner = (member: StoredMember): boolean => owners().length === 1 && owners()[0] === member;
	const erase = (member: StoredMember): void => {
		members.delete(member.id);
		for (const group of groups.values()) group.members.delete(member.id);
	};
	const twice = (ids: readonly (string | undefined)[]): boolean => {
		const present = ids.filter(id => id !== undefined);
		return new Set(present).size < present.length;
	};
	const failure = {kind: 'unknown', message: 'An unhandled server error has occurred.'} as const;

	const importOfficial = (step: Extract<Step, {kind: 'import'}>): StepOutcome => {
		const fields: Record<string, string[]> = {};
		step.members.forEach((member, i) => {
			if (!member.deleted && (!member.email.includes('@') || member.email.length > 256))
				fields[`Members[${i}].Email`] = ['The Email field is not a valid e-mail address.'];
		});
		step.groups.forEach((group, i) => {
			if (group.name.length > 100 || group.name === '') fields[`Groups[${i}].Name`] = ['The field Name is too long.'];
		});
		if (Object.keys(fields).length > 0) return refused("The request's model state is invalid.", 400, fields);
		if (step.groups.length > 2000 || step.members.filter(member => !member.deleted).length > 2000)
			return refused('You cannot import this much data at once.');
		const active = step.members.filter(member => !member.deleted);
		const activeIds = new Set<string>(active.map(member => member.externalId));
		for (const member of step.members) {
			if (!member.deleted || activeIds.has(member.externalId)) continue;
			const there = [...members.values()].find(one => one.externalId === member.externalId);
			if (there && there.role !== 'owner') erase(there);
		}
		if (twice([...members.values()].map(member => member.externalId))) return failure;
		if (twice(active.map(member => member.email)) || twice(step.groups.map(group => group.externalId))) return failure;
		for (const {email, externalId} of active) {
			const there = [...members.values()].find(one => one.externalId === undefined && one.email === email);
			if (!there) continue;
			if ([...members.values()].some(one => one.externalId === externalId)) return failure;
			there.externalId = externalId;
		}
		const newcomers = active.filter(
			({email, externalId}) =>
				![...members.values()].some(
					one => one.externalId === externalId || one.email.toLowerCase() === email.toLowerCase(),
				),
		);
		if (able.seats && step.invite === 'mail' && newcomers.length > 0) {
			const taken = [...members.values()].filter(one => one.status !== 'revoked' && one.status !== 'staged').length;
			const most =
				able.seats.mayGrowTo ?? (able.server === 'self-hosted' ? able.seats.bought : Number.POSITIVE_INFINITY);
			if (taken + newcomers.length > Math.max(most, able.seats.bought)) return refused('Seat limit has been reached.');
		}
		for (const {email, externalId} of newcomers) {
			const staged = step.invite === 'staged' && able.canStage;
			add({email, externalId, status: staged ? 'staged' : 'invited', collections: 0});
			if (!staged) mails.push(email);
		}
		if (step.groups.length === 0) return done;
		if (self.withoutGroups) return refused('Organization cannot use groups.');
		if (twice([...groups.values()].map(group => group.externalId))) return failure;
		for (const group of step.groups) {
			const there =
				[...groups.values()].find(one => one.externalId === group.externalId) ??
				addGroup({name: group.name, externalId: group.externalId, collections: 0});
			there.name = group.name;
			const wanted = new Set<string>(group.memberExternalIds);
			there.members = new Set(
				[...members.values()]
					.filter(one => one.externalId !== undefined && wanted.has(one.externalId))
					.map(one => one.id),
			);
		}
		return done;
	};

	const importVaultwarden = (step: Extract<Step, {kind: 'import'}>): StepOutcome => {
		for (const {email, externalId, deleted} of step.members) {
			const there = [...members.values()].find(one => one.email === email);
			if (there) {
				there.externalId = externalId;
				if (deleted) {
					if (!lastOwner(there)) there.status = 'revoked';
				} else if (there.status === 'revoked') there.status = 'confirmed';
			} else if (!deleted) {
				add({email, externalId, status: 'invited', collections: 0});
				mails.push(email);
			}
		}
		for (const group of step.groups) {
			const there =
				[...groups.values()].find(one => one.externalId === group.externalId) ??
				addGroup({name: group.name, externalId: group.externalId, collections: 0});
			const wanted = new Set<string>(group.memberExternalIds);
			there.members = new Set(
				[...members.values()]
					.filter(one => one.externalId !== undefined && wanted.has(one.externalId))
					.map(one => one.id),
			);
		}
		return done;
	};

	const perform = (step: Step): StepOutcome => {
		if (step.kind === 'import') return able.canRead ? importOfficial(step) : importVaultwarden(step);
		if (!able.canRead) return refused('Not Found', 404);
		if (step.kind === 'revoke' || step.kind === 'restore' || step.kind === 'remove' || step.kind === 'relink') {
			const member = members.get(step.member);
			if (!member) return refused('Resource not found.', 404);
			if (step.kind === 'revoke') {
				if (member.status === 'revoked') return refused('Already revoked.');
				if (lastOwner(member)) return refused('Organization must have at least one confirmed owner.');
				member.status = 'revoked';
			} else if (step.kind === 'restore') {
				if (member.status !== 'revoked') return refused('Already active.');
				member.status = 'confirmed';
			} else if (step.kind === 'remove') {
				if (lastOwner(member)) return refused('Organization must have at least one confirmed owner.');
				erase(member);
			} else member.externalId = step.externalId;
			return done;
		}
		const group = groups.get(step.group);
		if (!group) return refused('Resource not found.', 404);
		if (step.kind === 'adopt-group') group.externalId = step.externalId;
		else if (step.kind === 'delete-group') groups.delete(step.group);
		else group.members = new Set(step.members.filter(id => members.has(id)));
		return done;
	};

	const counted = (what: string): void => {
		requests++;
		self.onCall(what);
	};
	const ripen = (): void => {
		for (const one of late) one.left--;
		for (const one of late.filter(one => one.left <= 0)) one.run();
		late = late.filter(one => one.left > 0);
	};
	const pause = async (): Promise<void> => {
		await Promise.resolve();
	};

	const self: MemoryOrganisation = {
		members,
		groups,
		steps,
		mails,
		reads,
		withoutGroups: false,
		fault: () => undefined,
		onCall: () => {},
		add,
		addGroup,
		byExternalId: id => [...members.values()].find(member => member.externalId === id),
		groupOf: id => [...groups.values()].find(group => group.externalId === id),
		held: id =>
			[...(self.groupOf(id)?.members ?? [])]
				.map(member => members.get(member)?.externalId ?? members.get(member)?.email ?? 'nobody')
				.sort(),
		port: {
			abilities: async () => {
				await pause();
				counted('abilities');
				return able;
			},
			members: async () => {
				await pause();
				counted('members');
				reads.members++;
				ripen();
				return [...members.values()].map(
					({id, email, externalId, role, status}): Member => ({
						id,
						email: email.toLowerCase(),
						role,
						status,
						...(externalId === undefined ? {} : {externalId}),
					}),
				);
			},
			groups: async () => {
				await pause();
				counted('groups');
				reads.groups++;
				return [...groups.values()].map(
					({id, name, externalId}): OrgGroup => ({id, name, ...(externalId === undefined ? {} : {externalId})}),
				);
			},
			groupMembers: async function* (wanted) {
				for (const id of wanted) {
					await pause();
					counted('group-members');
					const group = groups.get(id);
					if (!group) continue;
					reads.groupMembers.push(id);
					yield [id, [...group.members]] as const;
				}
			},
			execute: async step => {
				await pause();
				counted('execute');
				const fault = self.fault(step, steps.length);
				steps.push(step);
				let outcome: StepOutcome;
				if (fault === undefined) outcome = perform(step);
				else if (fault === 'lost-done') {
					perform(step);
					outcome = lost;
				} else if (fault === 'lost-not-done') outcome = lost;
				else if (fault === 'half-done') {
					if (step.kind === 'import')
						perform({...step, members: step.members.slice(0, Math.ceil(step.members.length / 2)), groups: []});
					outcome = refused('Error sending invite');
				} else if ('lateBy' in fault) {
					late.push({left: fault.lateBy, run: () => void perform(step)});
					outcome = lost;
				} else outcome = fault;
				self.onCall('executed');
				return outcome;
			},
			meter: () => ({requests, bytes: 0, waits: 0, waitedMs: 0, resourceUnits: 0, throttled: 0}),
		},
	};
	return self;
};
