// A person signs in with a code, on whatever screen has a browser (Microsoft identity platform, "Device authorization grant").
import type {AuthenticationResult, Configuration, INetworkModule, NetworkResponse} from '@azure/msal-node';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {CallContext, IsoTime} from '../../core/ports.ts';
import {cleanText} from '../../platform/text/clean.ts';
import {type CallDeps, callKit} from '../calls.ts';
import type {Cloud} from '../clouds.ts';
import {entraId} from '../graph/json.ts';
import {createMsalNetwork} from '../msal-network.ts';
import {endOf, readClaims} from '../roles.ts';
import type {AccessToken, SignIn} from '../sign-in.ts';
import {deviceEnded, deviceError} from './device-errors.ts';

/** "Microsoft Graph Command Line Tools": Microsoft's own public client, the same in every tenant. */
export const commandLineToolsAppId = '14d82eec-204b-4c2f-b7e8-296a70dab67e';

export type DeviceCode = {
	/** What the person types. */
	readonly userCode: string;
	/** Where, as the server says. */
	readonly page: string;
	readonly expiresAt: IsoTime;
};

export type Person = {
	/** Tokens of this person, renewed while the tenant lets them be. */
	readonly signIn: SignIn;
	readonly name: string;
	readonly upn: string;
	/** Object id of the tenant, lower case. */
	readonly tenant: string;
};

export type DeviceOptions = CallDeps & {
	readonly cloud: Cloud;
	/** Id or domain; `organizations` lets the person's own account say it. */
	readonly tenant: string;
	/** Delegated permissions of Graph, by name. */
	readonly scopes: readonly string[];
	readonly show: (code: DeviceCode) => void;
};

const slowDownMs = 5000;

/** A code is letters and digits, perhaps with a dash between (RFC 8628, 6.1). */
const typed = /^[A-Za-z0-9-]{1,40}$/;

/** Seconds, at most so many; or what they are when the server gives none (RFC 8628, 3.2). */
const within = (given: unknown, most: number, usual: number): number =>
	typeof given === 'number' && given > 0 && given <= most ? given : usual;

/** What the server says of its code goes into timers and dates: without a number in it MSAL would ask without a pause. */
const measured = (body: object): object =>
	'device_code' in body
		? {
				...body,
				expires_in: within((body as {expires_in?: unknown}).expires_in, 86_400, 900),
				interval: within((body as {interval?: unknown}).interval, 60, 5),
			}
		: body;

/** RFC 8628 has `slow_down`, MSAL ends at it: the longer pause is made here, and MSAL hears that it is still pending. */
const patient = (module: INetworkModule, wait: (milliseconds: number) => Promise<void>): INetworkModule => ({
	sendGetRequestAsync: (url, options) => module.sendGetRequestAsync(url, options),
	sendPostRequestAsync: async <T>(url: string, options?: Parameters<INetworkModule['sendPostRequestAsync']>[1]) => {
		const response: NetworkResponse<T> = await module.sendPostRequestAsync<T>(url, options);
		const body = response.body as {error?: unknown} | undefined;
		if (body?.error !== 'slow_down') return {...response, body: measured(response.body as object) as T};
		await wait(slowDownMs);
		return {...response, body: {...body, error: 'authorization_pending'} as T};
	},
});

/**
 * Shows a code, waits until somebody has signed in with it, and gives that person's tokens. Nothing is kept on disk.
 * @throws UsherError exit 11 `device-declined`, `device-expired`, `device-blocked` (Conditional Access) and others of
 * the sign-in, each with the portal as the way on; exit 16 when the login service cannot be reached
 */
export const signInByDevice = async (options: DeviceOptions, call: CallContext): Promise<Person> => {
	const {cloud} = options;
	const kit = callKit(options);
	const network = createMsalNetwork(kit, cloud.login);
	const msal = await import('@azure/msal-node');
	const configuration: Configuration = {
		auth: {
			clientId: commandLineToolsAppId,
			authority: `${cloud.login}/${encodeURIComponent(options.tenant)}`,
			knownAuthorities: cloud.name === 'custom' ? [new URL(cloud.login).host] : [],
		},
		system: {
			networkClient: patient(network.module, milliseconds => kit.pause(milliseconds, call.signal)),
			disableInternalRetries: true,
			loggerOptions: {loggerCallback: () => {}, piiLoggingEnabled: false, logLevel: msal.LogLevel.Error},
		},
	};
	const app = new msal.PublicClientApplication(configuration);
	const scopes = options.scopes.map(name => `${cloud.graph}/${name}`);
	const request = {
		scopes,
		cancel: false,
		deviceCodeCallback: (response: {userCode: string; verificationUri: string; expiresIn: number}) => {
			// MSAL goes on after a refusal without a code: it is one all the same. So is a code that nobody could type.
			if (typeof response.userCode !== 'string' || !typed.test(response.userCode)) throw new Error('no code');
			options.show({
				userCode: response.userCode,
				page: pageOf(response.verificationUri, cloud),
				expiresAt: new Date(kit.now().getTime() + response.expiresIn * 1000).toISOString(),
			});
		},
	};
	network.begin(call);
	const stop = (): void => {
		request.cancel = true;
	};
	call.signal.addEventListener('abort', stop, {once: true});
	let result: AuthenticationResult | null;
	try {
		result = await untilAborted(app.acquireTokenByDeviceCode(request), call.signal);
	} catch (error) {
		call.signal.throwIfAborted();
		const failure = network.failure();
		const seen = network.error();
		throw failure !== undefined && (failure.code !== undefined || seen === undefined)
			? deviceError(failure)
			: (deviceEnded(error) ?? (seen instanceof UsherError ? seen : unclear(cloud, seen ?? error)));
	} finally {
		call.signal.removeEventListener('abort', stop);
	}
	if (result === null || result.accessToken === '') throw unclear(cloud, new Error('no token'));
	const {account} = result;
	const tokenOf = ({accessToken, expiresOn, tenantId}: AuthenticationResult): AccessToken => {
		const claims = readClaims(accessToken);
		const tenant = claims?.tenant ?? entraId(tenantId) ?? entraId(options.tenant);
		if (tenant === undefined) throw unclear(cloud, new Error('The token does not say for which tenant it is.'));
		return {
			value: accessToken,
			expiresAt: endOf(expiresOn, claims, kit.now()),
			// A person's token carries scopes, no roles.
			roles: undefined,
			tenant,
		};
	};
	const first = tokenOf(result);
	let kept = first;

	/** A policy may forbid to renew a session that began with a code: then what there is goes on as long as it is good. */
	const renew = async (renewal: CallContext): Promise<AccessToken> => {
		if (account === null) return kept;
		network.begin(renewal);
		try {
			const next = await app.acquireTokenSilent({account, scopes, forceRefresh: true});
			kept = tokenOf(next);
		} catch (error) {
			renewal.signal.throwIfAborted();
			if (kept.expiresAt <= kit.now().getTime()) {
				const failure = network.failure();
				throw failure === undefined ? unclear(cloud, network.error() ?? error) : deviceError(failure);
			}
		}
		return kept;
	};
	return {
		name: cleanText(account?.name ?? '', 256),
		upn: cleanText(account?.username ?? '', 256),
		tenant: first.tenant,
		signIn: {
			token: (mine, want) =>
				want?.fresh === true || kept.expiresAt - kit.now().getTime() < 60_000 ? renew(mine) : Promise.resolve(kept),
		},
	};
};

/**
 * The server's own page, written out as what a browser would open: only https, nothing before the host that looks like
 * one, letters of other scripts as what they stand for.
 */
const pageOf = (given: unknown, cloud: Cloud): string => {
	const text = cleanText(given, 300);
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url.href;
	return cloud.devicePage ?? `${cloud.login}/common/oauth2/deviceauth`;
};

const untilAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
	new Promise<T>((resolve, reject) => {
		const stop = (): void => reject(signal.reason);
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, {once: true});
		work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
	});

const unclear = (cloud: Cloud, error: unknown): UsherError =>
	new UsherError({
		code: 'device-sign-in-failed',
		exitCode: exitCodes.signInFailed,
		message: 'The sign-in with a code failed.',
		advice: `Check the login address (${cloud.login}) and the tenant, or make the registration in the portal: \`usher setup\` shows each click.`,
		raw: error instanceof Error ? cleanText(error.message.split('\n')[0], 300) : undefined,
		cause: error,
	});
