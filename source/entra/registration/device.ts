// A person signs in with a code, on whatever screen has a browser (Microsoft identity platform, "Device authorization grant").
import type {AuthenticationResult, Configuration, INetworkModule, NetworkResponse} from '@azure/msal-node';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {CallContext, IsoTime} from '../../core/ports.ts';
import {cleanText} from '../../platform/text/clean.ts';
import {type CallDeps, callKit} from '../calls.ts';
import type {Cloud} from '../clouds.ts';
import {createMsalNetwork} from '../msal-network.ts';
import {readClaims} from '../roles.ts';
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

/** RFC 8628 has `slow_down`, MSAL ends at it: the longer pause is made here, and MSAL hears that it is still pending. */
const patient = (module: INetworkModule, wait: (milliseconds: number) => Promise<void>): INetworkModule => ({
	sendGetRequestAsync: (url, options) => module.sendGetRequestAsync(url, options),
	sendPostRequestAsync: async <T>(url: string, options?: Parameters<INetworkModule['sendPostRequestAsync']>[1]) => {
		const response: NetworkResponse<T> = await module.sendPostRequestAsync<T>(url, options);
		const body = response.body as {error?: unknown} | undefined;
		if (body?.error !== 'slow_down') return response;
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
			// MSAL goes on after a refusal without a code: it is one all the same.
			if (typeof response.userCode !== 'string' || response.userCode === '') throw new Error('no code');
			const seconds = Number.isFinite(response.expiresIn) ? response.expiresIn : 900;
			options.show({
				userCode: cleanText(response.userCode, 40),
				page: pageOf(response.verificationUri, cloud),
				expiresAt: new Date(kit.now().getTime() + seconds * 1000).toISOString(),
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
	const first = tokenOf(result, kit.now());
	let kept = first;

	/** A policy may forbid to renew a session that began with a code: then what there is goes on as long as it is good. */
	const renew = async (renewal: CallContext): Promise<AccessToken> => {
		if (account === null) return kept;
		network.begin(renewal);
		try {
			const next = await app.acquireTokenSilent({account, scopes, forceRefresh: true});
			kept = tokenOf(next, kit.now());
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

const tokenOf = (result: AuthenticationResult, now: Date): AccessToken => {
	const claims = readClaims(result.accessToken);
	return {
		value: result.accessToken,
		expiresAt: result.expiresOn?.getTime() ?? claims?.expiresAt ?? now.getTime() + 3_600_000,
		// A person's token carries scopes, no roles.
		roles: undefined,
		tenant: (claims?.tenant ?? result.tenantId).toLowerCase(),
	};
};

/** The server's own page; only an https address is shown as a link to be followed. */
const pageOf = (given: string, cloud: Cloud): string => {
	const text = cleanText(given, 300);
	if (URL.canParse(text) && new URL(text).protocol === 'https:') return text;
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
		raw: error instanceof Error ? error.message.split('\n')[0] : undefined,
		cause: error,
	});
