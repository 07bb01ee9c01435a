import type {ConfidentialClientApplication, Configuration} from '@azure/msal-node';
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {CallContext} from '../core/ports.ts';
import {cleanText} from '../platform/text/clean.ts';
import {type CallDeps, callKit} from './calls.ts';
import type {Cloud} from './clouds.ts';
import type {Credential} from './credential.ts';
import {kindOf, loginError} from './login-error.ts';
import {createMsalNetwork} from './msal-network.ts';
import {isGuid} from './recognise.ts';
import {endOf, readClaims} from './roles.ts';
import {findTenant} from './tenant.ts';

export type AccessToken = {
	readonly value: string;
	/** Milliseconds since 1970. */
	readonly expiresAt: number;
	/** Application permissions in the token, for diagnosis; undefined when the token cannot be read. */
	readonly roles: readonly string[] | undefined;
	/** Object id of the tenant, lower case. */
	readonly tenant: string;
};

export type SignIn = {
	/**
	 * A token for Microsoft Graph, from memory while it is good for five minutes more.
	 * @param want `fresh`: a new one whatever memory has (after a consent, or a 401)
	 * @throws UsherError exit 11 (refused), 10 (not set up), 16 (login service not reachable)
	 */
	token(call: CallContext, want?: {readonly fresh?: boolean}): Promise<AccessToken>;
};

export type SignInOptions = CallDeps & {
	readonly cloud: Cloud;
	/** Id or domain. */
	readonly tenant: string;
	readonly clientId: string;
	readonly credential: Credential;
	/**
	 * How long codes that a change of a moment ago explains (new secret, certificate or application) are waited out;
	 * milliseconds, 0 when not said.
	 */
	readonly propagationMs?: number;
};

/** Renewed this long before its end, or in the second half of a short life. */
const marginMs = 5 * 60_000;

type Material = {readonly key: string; readonly auth: Partial<Configuration['auth']>};

const materialOf = async (credential: Credential, now: Date): Promise<Material> => {
	if (credential.kind === 'secret') {
		const secret = await credential.secret();
		return {key: secret, auth: {clientSecret: secret}};
	}
	if (credential.kind === 'federated') {
		const {assertion} = credential;
		// Read by MSAL for each request; the first reading here gives a clear error for a missing file.
		await assertion();
		return {key: 'federated', auth: {clientAssertion: () => assertion()}};
	}
	const certificate = await credential.certificate();
	if (certificate.notAfter.getTime() <= now.getTime()) {
		throw new UsherError({
			code: 'certificate-expired',
			exitCode: exitCodes.signInFailed,
			message: `The certificate expired on ${certificate.notAfter.toISOString().slice(0, 10)}.`,
			advice: 'Make a new one, upload it to the application, and name its file in entra.certificateFile.',
		});
	}
	return {
		key: certificate.thumbprint,
		auth: {clientCertificate: {thumbprintSha256: certificate.thumbprint, privateKey: certificate.privateKey}},
	};
};

/** Signs the application in with the client credentials grant (Microsoft identity platform). Nothing is sent before a token is asked for. */
export const createSignIn = (options: SignInOptions): SignIn => {
	const {cloud, tenant, clientId, credential} = options;
	const kit = callKit(options);
	const network = createMsalNetwork(kit, cloud.login);
	let client: {readonly key: string; readonly app: ConfidentialClientApplication} | undefined;
	let kept: AccessToken | undefined;
	let renewAt = 0;
	let tenantId = isGuid(tenant) ? tenant.toLowerCase() : undefined;
	/** One acquisition at a time: the rest wait for it, as each costs a request and the login service counts them. */
	let turn: Promise<unknown> = Promise.resolve();

	const application = async (): Promise<ConfidentialClientApplication> => {
		if (tenant === '' || clientId === '') {
			throw new UsherError({
				code: 'not-set-up',
				exitCode: exitCodes.notSetUp,
				message: `${tenant === '' ? 'The tenant' : 'The application ID'} is not set.`,
				advice: `Run \`usher setup\`, or set ${tenant === '' ? 'entra.tenant (USHER_TENANT)' : 'entra.clientId (USHER_CLIENT_ID)'}.`,
			});
		}
		const {key, auth} = await materialOf(credential, kit.now());
		if (client?.key === key) return client.app;
		const msal = await import('@azure/msal-node');
		const app = new msal.ConfidentialClientApplication({
			auth: {
				clientId,
				authority: `${cloud.login}/${encodeURIComponent(tenant)}`,
				// With the port: MSAL compares hosts, and takes an unknown one only when it is named here.
				knownAuthorities: cloud.name === 'custom' ? [new URL(cloud.login).host] : [],
				...auth,
			},
			system: {
				networkClient: network.module,
				disableInternalRetries: true,
				loggerOptions: {loggerCallback: () => {}, piiLoggingEnabled: false, logLevel: msal.LogLevel.Error},
			},
		});
		client = {key, app};
		return app;
	};

	const failed = (thrown: unknown): UsherError => {
		const failure = network.failure();
		const error = network.error() ?? thrown;
		// A gateway's page says less than what the retries made of it.
		if (failure !== undefined && (failure.code !== undefined || network.error() === undefined))
			return loginError(failure);
		if (error instanceof UsherError) return error;
		return new UsherError({
			code: 'sign-in-failed',
			exitCode: exitCodes.signInFailed,
			message: 'The sign-in to Microsoft failed.',
			advice: `Check the login address (${cloud.login}), the tenant and the application ID.`,
			raw: error instanceof Error ? cleanText(error.message.split('\n')[0], 300) : undefined,
			cause: error,
		});
	};

	const acquire = async (call: CallContext): Promise<AccessToken> => {
		const app = await application();
		network.begin(call);
		let result: Awaited<ReturnType<ConfidentialClientApplication['acquireTokenByClientCredential']>>;
		try {
			result = await app.acquireTokenByClientCredential({scopes: [`${cloud.graph}/.default`], skipCache: true});
		} catch (error) {
			call.signal.throwIfAborted();
			throw failed(error);
		}
		if (result === null || result.accessToken === '') throw failed(new Error('no token'));
		const claims = readClaims(result.accessToken);
		tenantId ??= claims?.tenant ?? (await findTenant({...options, domainOrId: tenant, call})).id;
		return {
			value: result.accessToken,
			expiresAt: endOf(result.expiresOn, claims, kit.now()),
			roles: claims?.roles,
			tenant: tenantId,
		};
	};

	/** Microsoft's own advice for new secrets, certificates and applications: again after 2, 4, 8, 16, 30 seconds. */
	const patiently = async (call: CallContext): Promise<AccessToken> => {
		const until = kit.now().getTime() + (options.propagationMs ?? 0);
		for (let waitMs = 2000; ; waitMs = Math.min(30_000, waitMs * 2)) {
			try {
				return await acquire(call);
			} catch (error) {
				const failure = network.failure();
				const arriving = failure !== undefined && kindOf(failure) === 'propagation';
				if (!arriving || kit.now().getTime() + waitMs > until) throw error;
			}
			call.waiting({kind: 'waiting', service: 'login', seconds: Math.ceil(waitMs / 1000), because: 'unavailable'});
			await kit.pause(waitMs, call.signal);
		}
	};

	const good = (): boolean => kept !== undefined && kit.now().getTime() < renewAt;

	return {
		token: (call, want) => {
			if (want?.fresh !== true && kept !== undefined && good()) return Promise.resolve(kept);
			const before = kept;
			const mine = turn.then(async () => {
				// Someone else's turn may have brought what this one wants.
				if (kept !== undefined && good() && (want?.fresh !== true || kept !== before)) return kept;
				kept = await patiently(call);
				const at = kit.now().getTime();
				const life = kept.expiresAt - at;
				renewAt = at + Math.max(life / 2, life - marginMs);
				return kept;
			});
			turn = mine.catch(() => {});
			return mine;
		},
	};
};
