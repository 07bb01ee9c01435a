// The organisation's server of the practice tenant: what an address leads to, for both kinds of server.

import {deleteGroup, groupMembers, groupView, saveGroup} from './groups.ts';
import {createIdentity} from './identity.ts';
import {importOf} from './import-model.ts';
import {runImport} from './import-official.ts';
import {importVaultwarden} from './import-vaultwarden.ts';
import {createLimits, createLoginLimit} from './limits.ts';
import {
	createMember,
	deleteMember,
	memberGroups,
	memberView,
	reinviteMember,
	restoreMember,
	revokeMember,
	updateMember,
} from './members.ts';
import {type BitwardenReply, type BitwardenRequest, empty, json, Refusal} from './message.ts';
import type {BitwardenKnobs, BitwardenOptions, SeedGroup, SeedMember} from './options.ts';
import {
	addGroup,
	addMember,
	confirmInvited,
	createStore,
	type Mail,
	type Store,
	type StoredGroup,
	type StoredMember,
} from './store.ts';
import {isGuid} from './validate.ts';
import {rocketError, vaultwardenError} from './vaultwarden-error.ts';

/** One request that was answered, for tests that ask what was sent. */
export type Audited = {
	readonly at: number;
	readonly method: string;
	readonly path: string;
	readonly status: number;
	/** Of writes: the JSON of the body. Of the log-in: nothing. */
	readonly body?: unknown;
};

export type PracticeBitwarden = {
	/** Answers one request, without a socket. */
	readonly handle: (request: BitwardenRequest) => Promise<BitwardenReply>;
	readonly knobs: BitwardenKnobs;
	readonly store: Store;
	readonly mails: readonly Mail[];
	readonly audit: Audited[];
	readonly clientId: string;
	readonly secret: () => string;
	readonly rotateKey: (secret: string) => void;
	/** Every token given out stops being good. */
	readonly forgetTokens: () => void;
	/** Seconds that a new token lives. */
	readonly setTokenLifetime: (seconds: number) => void;
	readonly addMember: (seed: SeedMember) => StoredMember;
	readonly addGroup: (seed: SeedGroup) => StoredGroup;
	/** Everyone invited accepts and is confirmed, as days later in a real organisation. Gives how many. */
	readonly confirmInvited: () => number;
	readonly memberByEmail: (email: string) => StoredMember | undefined;
	readonly groupByName: (name: string) => StoredGroup | undefined;
};

/** Most requests that the audit keeps: a demo may run for days. */
const auditMost = 20_000;

/** Answers a list and keeps it until something changes: 50,000 members are 15 MB of JSON. */
const keptList = (now: () => number, make: () => unknown[]): (() => BitwardenReply) => {
	let kept: {version: number; reply: BitwardenReply} | undefined;
	return () => {
		const version = now();
		if (kept?.version !== version) {
			const text = JSON.stringify({object: 'list', data: make(), continuationToken: null});
			const headers = {'content-type': 'application/json; charset=utf-8'};
			kept = {version, reply: {status: 200, headers, body: Buffer.from(text)}};
		}
		return kept.reply;
	};
};

const atLeast = (version: string, year: number, month: number): boolean => {
	const [y = 0, m = 0] = version.split('.').map(Number);
	return y > year || (y === year && m >= month);
};

/** The organisation's server, in memory. */
export const createBitwarden = (options: BitwardenOptions = {}): PracticeBitwarden => {
	const store = createStore(options);
	const vaultwarden = options.server === 'vaultwarden';
	const hosting = options.hosting ?? 'cloud';
	const version = options.version ?? (vaultwarden ? '2025.12.0' : '2026.8.0');
	const canRevoke = atLeast(version, 2026, 2);
	const identity = createIdentity(store, {vaultwarden, secret: options.clientSecret ?? 'practice-organisation-key'});
	const limit = vaultwarden ? createLoginLimit(store.now) : createLimits(store.now);
	const audit: Audited[] = [];
	const membersNow = (): number => store.version;
	const members = keptList(membersNow, () => [...store.members.values()].map(member => memberView(member, false)));
	const groups = keptList(
		() => store.version + store.groupsVersion,
		() => [...store.groups.values()].map(groupView),
	);
	const collections = keptList(membersNow, () =>
		[...store.collections.values()].map(({id}) => ({object: 'collection', id, externalId: null, groups: null})),
	);
	const policies = keptList(membersNow, () => []);

	const config = (): BitwardenReply => {
		const base = options.base?.() ?? 'https://localhost';
		return json(200, {
			object: 'config',
			version,
			gitHash: vaultwarden ? null : '0a1b2c3d',
			server: vaultwarden ? {name: 'Vaultwarden', url: 'https://github.com/dani-garcia/vaultwarden'} : null,
			settings: {disableUserRegistration: false},
			environment: {
				vault: base,
				api: `${base}/api`,
				identity: `${base}/identity`,
				notifications: `${base}/notifications`,
				sso: vaultwarden ? '' : `${base}/sso`,
				cloudRegion: vaultwarden ? null : hosting === 'cloud' ? 'US' : 'Self-hosted',
			},
			featureStates: {'pm-34423-staged-status': store.knobs.staged && !vaultwarden},
		});
	};

	const onMember = (request: BitwardenRequest, id: string, action: string): BitwardenReply => {
		const member = isGuid(id) ? store.members.get(id.toLowerCase()) : undefined;
		const asked = `${request.method} ${action}`;
		const known = canRevoke ? /^(revoke|restore|reinvite|group-ids)?$/ : /^(reinvite|group-ids)?$/;
		if (!known.test(action)) return empty(404);
		// Routing comes before the controller: a wrong method is 405 whoever it is about.
		if (/^(revoke|restore|reinvite)$/.test(action) && request.method !== 'POST') return empty(405);
		if (member === undefined) return empty(404);
		if (asked === 'GET ') return json(200, memberView(member, true));
		if (asked === 'PUT ') return updateMember(store, member, request);
		if (asked === 'DELETE ') return deleteMember(store, member);
		if (asked === 'POST revoke') return revokeMember(store, member);
		if (asked === 'POST restore') return restoreMember(store, member, options);
		if (asked === 'POST reinvite') return reinviteMember(store, member);
		if (asked === 'GET group-ids' || asked === 'PUT group-ids') return memberGroups(store, member, request);
		return empty(405);
	};

	const onGroup = (request: BitwardenRequest, id: string, action: string): BitwardenReply => {
		const group = isGuid(id) ? store.groups.get(id.toLowerCase()) : undefined;
		if (group === undefined) return empty(404);
		const asked = `${request.method} ${action}`;
		if (asked === 'GET ') return json(200, groupView(group));
		if (asked === 'PUT ') return saveGroup(store, request, group);
		if (asked === 'DELETE ') return deleteGroup(store, group);
		if (asked === 'GET member-ids' || asked === 'PUT member-ids') return groupMembers(store, group, request);
		return empty(action === '' || action === 'member-ids' ? 405 : 404);
	};

	const official = async (request: BitwardenRequest): Promise<BitwardenReply> => {
		if (!identity.knows(request)) return {status: 401, headers: {'www-authenticate': 'Bearer'}};
		const [kind = '', id = '', action = '', more] = request.path.slice('/api/public/'.length).split('/');
		if (more !== undefined) return empty(404);
		const asked = `${request.method} ${kind}${id === '' ? '' : `/${kind === 'organization' ? id : '*'}`}`;
		if (request.method !== 'GET' && request.method !== 'DELETE' && !/\/(revoke|restore|reinvite)$/.test(request.path))
			if (!(request.headers['content-type'] ?? '').startsWith('application/json')) return empty(415);
		if (asked === 'GET members') return members();
		if (asked === 'POST members') return createMember(store, request, options);
		if (asked === 'GET groups') return groups();
		if (asked === 'POST groups') return saveGroup(store, request);
		if (asked === 'GET collections') return collections();
		if (asked === 'GET policies') return policies();
		if (kind === 'members' && id !== '') return onMember(request, id, action);
		if (kind === 'groups' && id !== '') return onGroup(request, id, action);
		if (asked === 'GET organization/subscription' && hosting === 'cloud')
			return json(200, {
				passwordManager: {seats: store.seats, maxAutoScaleSeats: store.mayGrowTo, storage: null},
				secretsManager: {
					seats: null,
					maxAutoScaleSeats: null,
					serviceAccounts: null,
					maxAutoScaleServiceAccounts: null,
				},
			});
		if (asked === 'POST organization/import') {
			await runImport(store, importOf(request.body), hosting);
			return empty();
		}
		return empty(404);
	};

	const other = async (request: BitwardenRequest): Promise<BitwardenReply> => {
		if (request.path !== '/api/public/organization/import' || request.method !== 'POST')
			return rocketError(404, 'Not Found', 'The requested resource could not be found.');
		if (!identity.knows(request)) return vaultwardenError('Invalid claim', 401);
		return importVaultwarden(store, request.body);
	};

	const answer = async (request: BitwardenRequest): Promise<BitwardenReply> => {
		const refused = store.knobs.rateLimits ? limit(request) : undefined;
		if (refused !== undefined) return refused;
		if (request.path === '/identity/connect/token' && request.method === 'POST') return identity.token(request);
		if (request.path === '/api/config' && request.method === 'GET') return config();
		if (vaultwarden) return other(request);
		return request.path.startsWith('/api/public/') ? official(request) : empty(404);
	};

	return {
		store,
		audit,
		knobs: store.knobs,
		mails: store.mails,
		clientId: identity.clientId,
		secret: identity.secret,
		rotateKey: identity.rotate,
		forgetTokens: identity.forget,
		setTokenLifetime: seconds => {
			identity.lifetime = seconds;
		},
		addMember: seed => addMember(store, seed),
		addGroup: seed => addGroup(store, seed),
		confirmInvited: () => confirmInvited(store),
		memberByEmail: email => [...store.members.values()].find(m => m.email.toLowerCase() === email.toLowerCase()),
		groupByName: name => [...store.groups.values()].find(group => group.name === name),
		handle: async request => {
			let reply: BitwardenReply;
			try {
				reply = await answer(request);
			} catch (error) {
				if (!(error instanceof Refusal)) throw error;
				reply = error.reply;
			}
			audit.push({
				at: store.now(),
				method: request.method,
				path: request.path,
				status: reply.status,
				...(request.method === 'GET' || request.path.startsWith('/identity/') ? {} : {body: parsed(request.body)}),
			});
			if (audit.length > auditMost) audit.splice(0, audit.length - auditMost);
			return reply;
		},
	};
};

const parsed = (body: string): unknown => {
	try {
		return body === '' ? undefined : JSON.parse(body);
	} catch {
		return body;
	}
};
