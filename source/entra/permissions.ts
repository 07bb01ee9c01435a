// Which permissions Usher needs, why, and which call each is for. Microsoft Graph permissions reference (permissions.json).
import type {SyncSettings} from '../core/settings.ts';

export type NeededPermission = {
	readonly name: string;
	/** Id of the application role on Microsoft Graph; the same in every tenant and cloud. */
	readonly id: string;
	/** A sentence for people. */
	readonly why: string;
	/** Wider permissions that do as well, narrowest first. */
	readonly covers: readonly string[];
};

/** Microsoft Graph's own application id, in every tenant. */
export const graphAppId = '00000003-0000-0000-c000-000000000000';

export const permissions = {
	users: {
		name: 'User.Read.All',
		id: 'df021288-bdef-4463-88db-98f22de89214',
		why: 'Reads everyone’s name, address, and whether the account is enabled.',
		covers: ['User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
	},
	groups: {
		name: 'GroupMember.Read.All',
		id: '98830695-27a2-44f7-8c18-0c3ebc9698f6',
		why: 'Reads the groups and who is in them, and nothing else of them.',
		covers: [
			'GroupMember.ReadWrite.All',
			'Group.Read.All',
			'Group.ReadWrite.All',
			'Directory.Read.All',
			'Directory.ReadWrite.All',
		],
	},
	units: {
		name: 'AdministrativeUnit.Read.All',
		id: '134fd756-38ce-4afd-ba33-e9623dbe66c2',
		why: 'Reads the members of the administrative units that the group filter names.',
		covers: ['AdministrativeUnit.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
	},
	hidden: {
		name: 'Member.Read.Hidden',
		id: '658aa5d8-239f-45c4-aa12-864f4fc7e490',
		why: 'Reads who is in groups that hide their members.',
		covers: [],
	},
} as const satisfies Record<string, NeededPermission>;

const namesUnits = /(?:^|\|)\s*"?(?:include|exclude)administrativeunit"?\s*:/i;

/**
 * The least that these settings need.
 * @param extra `hiddenGroups`: groups that hide their members shall be read too
 */
export const neededPermissions = (
	settings: Pick<SyncSettings, 'userFilter' | 'groupFilter'>,
	extra: {readonly hiddenGroups?: boolean} = {},
): readonly NeededPermission[] => [
	permissions.users,
	permissions.groups,
	...(namesUnits.test(settings.groupFilter) || namesUnits.test(settings.userFilter) ? [permissions.units] : []),
	...(extra.hiddenGroups === true ? [permissions.hidden] : []),
];

/** What Usher does not need, and what it opens: said as advice. Older instructions for directory sync ask for the first two. */
const opens: Readonly<Record<string, string>> = {
	'Group.Read.All': 'also opens group conversations, calendars and files. GroupMember.Read.All is enough.',
	'Directory.Read.All': 'opens the whole directory. User.Read.All and GroupMember.Read.All are enough.',
	'User.ReadWrite.All': 'can change people. User.Read.All is enough.',
	'Group.ReadWrite.All': 'can change groups and what is in them. GroupMember.Read.All is enough.',
	'GroupMember.ReadWrite.All': 'can put people into groups. GroupMember.Read.All is enough.',
	'Directory.ReadWrite.All': 'can change the whole directory. User.Read.All and GroupMember.Read.All are enough.',
	'AdministrativeUnit.Read.All': 'is only needed when a filter names an administrative unit.',
	'Member.Read.Hidden': 'is only needed for groups that hide their members.',
	'Application.ReadWrite.OwnedBy':
		'lets the application renew its own credential; it can do without, then a person signs in for it.',
	'Application.Read.All': 'lets Usher see when its credential ends; noted in the settings, that is not needed.',
	'User.ReadBasic.All': 'is part of User.Read.All.',
};

export type PermissionComparison = {
	readonly missing: readonly NeededPermission[];
	/** Needed and there; `through` is the wider permission that does it, where it is not the permission itself. */
	readonly present: readonly {readonly permission: NeededPermission; readonly through?: string}[];
	/** There and not needed, with what it opens. */
	readonly more: readonly {readonly name: string; readonly advice: string}[];
};

/** A token's roles against what is needed, in both directions: too little, and too much. */
export const comparePermissions = (
	roles: readonly string[],
	needed: readonly NeededPermission[],
): PermissionComparison => {
	const held = new Set(roles);
	const missing: NeededPermission[] = [];
	const present: {permission: NeededPermission; through?: string}[] = [];
	for (const permission of needed) {
		if (held.has(permission.name)) present.push({permission});
		else {
			const through = permission.covers.find(name => held.has(name));
			if (through === undefined) missing.push(permission);
			else present.push({permission, through});
		}
	}
	const wanted = new Set(needed.map(permission => permission.name));
	const more = [...held]
		.filter(name => !wanted.has(name))
		.map(name => ({name, advice: `${name} ${opens[name] ?? 'is not needed by Usher.'}`}));
	return {missing, present, more};
};

/** The permission that one call needs, for the message of a refusal: by the path after `/v1.0`. */
export const permissionFor = (method: string, path: string): readonly string[] => {
	const plain = path.split('?')[0] ?? '';
	if (method !== 'GET') {
		if (/\/appRole(Assignments|AssignedTo)\b/i.test(plain)) return ['AppRoleAssignment.ReadWrite.All'];
		if (/^\/(applications|servicePrincipals|directory\/deletedItems)\b/i.test(plain))
			return ['Application.ReadWrite.All'];
		return [];
	}
	if (/^\/users\b/i.test(plain)) return [permissions.users.name];
	if (/^\/groups\b/i.test(plain)) return [permissions.groups.name];
	if (/^\/directory\/administrativeUnits\b/i.test(plain)) return [permissions.units.name];
	if (/^\/organization\b/i.test(plain)) return ['Organization.Read.All'];
	if (/^\/(applications|servicePrincipals)\b/i.test(plain)) return ['Application.Read.All'];
	return [];
};
