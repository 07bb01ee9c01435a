import type {Abilities, CallContext, OrganisationPort} from '../core/ports.ts';
import {now as clock, pause as wait} from '../platform/clock.ts';
import {createMeter} from '../platform/http/meter.ts';
import type {Http} from '../platform/http/port.ts';
import {type Client, createClient} from './client.ts';
import {isFields} from './fields.ts';
import {type Hosts, hostsOf} from './hosts.ts';
import {knowsRevoking, readGroupMembers, readGroups, readMembers, readSeats, unread} from './official/read.ts';
import {executeOfficial} from './official/steps.ts';
import {createPace, type Pace} from './pace.ts';
import {isAtLeast, readServerConfig, type ServerConfig} from './server-config.ts';
import {createOrganisationSignIn, type OrganisationSignIn} from './sign-in.ts';
import {executeVaultwarden, readsNothing} from './vaultwarden/steps.ts';

export type OrganisationOptions = {
	/** As the setting has it: a region, or the base of a self-hosted server. */
	readonly url: string;
	/** `organization.…`. */
	readonly clientId: string;
	/** Read when it is needed, and again for each sign-in. */
	readonly secret: () => Promise<string>;
	readonly http: Http;
	/** How long one call may go on being retried, milliseconds; 5 minutes when not said. */
	readonly retryMs?: number;
	readonly now?: () => Date;
	readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
	/** 0 up to 1. */
	readonly random?: () => number;
	/** As process.platform names it; this machine's when not said. */
	readonly platform?: string;
	/** Instead of the one for the hosts. */
	readonly pace?: Pace;
};

/** The parts of an organisation's adapter, for the probe and the wizard as well. */
export type Organisation = OrganisationPort & {
	readonly hosts: Hosts;
	readonly client: Client;
	readonly signIn: OrganisationSignIn;
	/** What the server says of itself, kept for an hour. */
	config(call: CallContext): Promise<ServerConfig>;
};

/** How long a server's word about itself holds: `watch` runs for weeks. */
const configMs = 3_600_000;

const vaultwardenAbilities = (version: string): Abilities => ({
	server: 'vaultwarden',
	version,
	canRead: false,
	canRevoke: false,
	canRenameGroups: false,
	canDeleteGroups: false,
	canStage: false,
});

/**
 * An organisation behind the core's port, whatever kind of server holds it: it finds out by asking.
 * @throws UsherError `bitwarden-url-invalid` (exit 10)
 */
export const createOrganisation = (options: OrganisationOptions): Organisation => {
	const hosts = hostsOf(options.url);
	const meter = createMeter();
	const now = options.now ?? clock;
	const pause = options.pause ?? wait;
	const pace = options.pace ?? createPace({kind: hosts.kind, now, pause, meter});
	const tools = {
		http: options.http,
		meter,
		pace,
		now,
		pause,
		random: options.random ?? Math.random,
		retryMs: options.retryMs ?? 300_000,
		platform: options.platform ?? process.platform,
	};
	const signIn = createOrganisationSignIn({hosts, clientId: options.clientId, secret: options.secret, tools});
	const client = createClient({hosts, signIn, tools});
	let said: Promise<ServerConfig> | undefined;
	let saidAt = 0;
	let known: Promise<Abilities> | undefined;

	/** Shared by all who ask meanwhile; a failure is not kept, and a server that was updated is noticed within the hour. */
	const config = (call: CallContext): Promise<ServerConfig> => {
		const at = now().getTime();
		if (at - saidAt > configMs) {
			said = undefined;
			saidAt = at;
		}
		said ??= readServerConfig(client, call).catch((error: unknown) => {
			said = undefined;
			throw error;
		});
		return said;
	};

	/** The name first, then the version, then what can be read. */
	const probe = async (call: CallContext): Promise<Abilities> => {
		// Signing in does not depend on what the server says of itself.
		const [{name, version, staged}] = await Promise.all([config(call), signIn.token(call)]);
		if (/vaultwarden/i.test(name)) return vaultwardenAbilities(version);
		const {status, seats} = await readSeats(client, call);
		if (status !== 200) {
			const groups = await client.read('/public/groups', call);
			const body = groups.json();
			// The framework below Vaultwarden says which it is even where the config is hidden.
			if (groups.status === 404 && isFields(body) && isFields(body.error)) return vaultwardenAbilities(version);
			// A server that could be read and will not be is an error: planning from the ledger alone would be a guess.
			if (groups.status !== 200) throw unread('the groups', groups);
		}
		return {
			server: hosts.kind,
			version,
			canRead: true,
			canRevoke: /^v?\d{4}\./.test(version) ? isAtLeast(version, 2026, 2) : await knowsRevoking(client, call),
			canRenameGroups: true,
			canDeleteGroups: true,
			canStage: staged,
			...(seats === undefined ? {} : {seats}),
		};
	};

	const abilities = (call: CallContext): Promise<Abilities> => {
		known ??= probe(call).catch((error: unknown) => {
			known = undefined;
			throw error;
		});
		return known;
	};

	const reading = async (call: CallContext): Promise<void> => {
		if (!(await abilities(call)).canRead) throw readsNothing();
	};

	return {
		hosts,
		client,
		signIn,
		config,
		/** Asked anew each time a run begins, since plans and seats change. */
		abilities: call => {
			known = undefined;
			return abilities(call);
		},
		members: async call => {
			await reading(call);
			return readMembers(client, call);
		},
		groups: async call => {
			await reading(call);
			return readGroups(client, call);
		},
		async *groupMembers(groups, call) {
			await reading(call);
			yield* readGroupMembers(client, groups, pace.width, call);
		},
		execute: async (step, call) =>
			(await abilities(call)).server === 'vaultwarden'
				? executeVaultwarden(client, step, call)
				: executeOfficial(client, step, call),
		meter: () => meter.read(),
	};
};
