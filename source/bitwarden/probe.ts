import {UsherError} from '../core/errors.ts';
import type {Abilities, CallContext} from '../core/ports.ts';
import {count} from '../core/words.ts';
import type {Organisation} from './organisation.ts';

/** One thing that was tried: for `doctor` a line, for the wizard a tick. */
export type OrganisationCheck = {
	readonly code: 'server' | 'sign-in' | 'members' | 'groups' | 'revoke' | 'seats';
	readonly state: 'good' | 'note' | 'bad';
	/** What is so. */
	readonly message: string;
	/** What to do; empty when nothing is. */
	readonly advice: string;
};

export type OrganisationProbe = {
	readonly checks: readonly OrganisationCheck[];
	/** Absent when it was not possible to sign in. */
	readonly abilities?: Abilities;
	readonly members?: number;
	readonly groups?: number;
	/** E-mail addresses of the owners; empty where they cannot be read. */
	readonly owners: readonly string[];
	/** The first error, for who wants to throw it. */
	readonly error?: UsherError;
};

const serverNames = {
	cloud: 'Bitwarden cloud',
	'self-hosted': 'Self-hosted Bitwarden',
	vaultwarden: 'Vaultwarden',
} as const;

/**
 * Tries each kind of call once, and says what is so: what kind of server, whether the key is good, what can be read.
 * Never throws an UsherError: what failed is one of the checks.
 */
export const probeOrganisation = async (organisation: Organisation, call: CallContext): Promise<OrganisationProbe> => {
	const checks: OrganisationCheck[] = [];
	let first: UsherError | undefined;
	const add = (
		code: OrganisationCheck['code'],
		state: OrganisationCheck['state'],
		message: string,
		advice = '',
	): void => {
		checks.push({code, state, message, advice});
	};
	const attempt = async <Value>(
		code: OrganisationCheck['code'],
		work: () => Promise<Value>,
	): Promise<Value | undefined> => {
		try {
			return await work();
		} catch (error) {
			if (!(error instanceof UsherError)) throw error;
			first ??= error;
			add(code, 'bad', error.message, error.advice);
			return undefined;
		}
	};
	const result = (more: Partial<OrganisationProbe> = {}): OrganisationProbe => ({
		checks,
		owners: [],
		...(first === undefined ? {} : {error: first}),
		...more,
	});

	const config = await attempt('server', () => organisation.config(call));
	if (config === undefined) return result();
	const version = config.version === '' ? '' : `, version ${config.version}`;
	if (!config.known)
		add(
			'server',
			'note',
			`${organisation.hosts.label} does not say what it is.`,
			'If the sign-in fails, check bitwarden.url: it is the address at which the web vault opens.',
		);
	const abilities = await attempt('sign-in', () => organisation.abilities(call));
	if (config.known && abilities !== undefined) add('server', 'good', `${serverNames[abilities.server]}${version}.`);
	if (config.known && abilities === undefined) add('server', 'good', `${organisation.hosts.label} answers${version}.`);
	if (abilities === undefined) return result();
	add('sign-in', 'good', "The organisation's API key is good.");
	if (abilities.server === 'vaultwarden') {
		add(
			'members',
			'note',
			'Vaultwarden lets nothing be read, so Usher plans from its own ledger, and roles are not visible.',
			'Put the addresses of all owners on sync.protect.',
		);
		add(
			'groups',
			'note',
			'Vaultwarden does not say whether it takes groups; where it does not, it silently leaves them out.',
			'Groups need ORG_GROUPS_ENABLED=true on the server.',
		);
		return result({abilities});
	}
	const members = await attempt('members', () => organisation.members(call));
	if (members !== undefined) add('members', 'good', `${count(members.length, 'member', 'members')} read.`);
	const groups = await attempt('groups', () => organisation.groups(call));
	if (groups !== undefined) add('groups', 'good', `${count(groups.length, 'group', 'groups')} read.`);
	if (abilities.canRevoke) add('revoke', 'good', 'Members can be revoked and restored.');
	else
		add(
			'revoke',
			'note',
			'This server cannot revoke through its API, so leavers would be removed, and disabled people are left as they are.',
			'Servers from 2026.2.0 on can. Until then a removal cannot be undone: the person has to be invited again.',
		);
	const {seats} = abilities;
	if (seats === undefined)
		add(
			'seats',
			'note',
			'The server does not say how many seats there are.',
			'The licence in the Admin Console, under Billing, does.',
		);
	else {
		const taken = members?.filter(({status}) => status !== 'revoked' && status !== 'staged').length;
		const most = seats.mayGrowTo === undefined ? 'more are bought as needed' : `may grow to ${seats.mayGrowTo}`;
		add('seats', 'good', `${count(seats.bought, 'seat', 'seats')}, ${taken ?? 'an unknown number'} taken; ${most}.`);
	}
	return result({
		abilities,
		...(members === undefined ? {} : {members: members.length}),
		...(groups === undefined ? {} : {groups: groups.length}),
		owners: (members ?? []).filter(({role}) => role === 'owner').map(({email}) => email),
	});
};
