// What a profile reaches out with: the network, the sign-in, the directory, the organisation.
import type {Organisation} from '../bitwarden/organisation.ts';
import type {DirectoryPort} from '../core/ports.ts';
import type {Graph} from '../entra/graph/client.ts';
import type {SignIn} from '../entra/sign-in.ts';
import {now as clock, pause as wait} from '../platform/clock.ts';
import type {Environment} from '../platform/environment.ts';
import type {Http} from '../platform/http/port.ts';
import {watchClock} from '../platform/http/watch-clock.ts';
import type {Secrets} from '../platform/secrets/secrets.ts';
import type {Settings} from '../platform/settings/settings.ts';
import {userAgent} from './user-agent.ts';

/** What a profile reaches out with. */
export type Services = {
	readonly http: Http;
	readonly signIn: SignIn;
	readonly graph: Graph;
	readonly directory: DirectoryPort;
	readonly organisation: Organisation;
	/** Seconds by which this machine's clock is ahead of the servers (behind: negative), once a few have answered. */
	clockSkew(): number | undefined;
};

export type ConnectOptions = {
	readonly environment: Environment;
	readonly now?: () => Date;
	readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

/**
 * Makes the clients of a profile, loaded only now, because libraries for the network are slow to load. Nothing is sent
 * before something is asked for.
 * @throws UsherError those of the settings (exit code 10)
 */
export const connect = async (settings: Settings, secrets: Secrets, options: ConnectOptions): Promise<Services> => {
	const [client, authorities, clouds, credential, signIn, graph, directory, organisation] = await Promise.all([
		import('../platform/http/client.ts'),
		import('../platform/http/authorities.ts'),
		import('../entra/clouds.ts'),
		import('../entra/credential.ts'),
		import('../entra/sign-in.ts'),
		import('../entra/graph/client.ts'),
		import('../entra/directory.ts'),
		import('../bitwarden/organisation.ts'),
	]);
	const {entra, bitwarden, network} = settings;
	const {environment} = options;
	const plain = client.createHttp({
		ca: authorities.authoritiesOf(network.caFile, environment),
		timeoutMs: network.timeoutSeconds * 1000,
		environment,
		userAgent,
	});
	const http = watchClock(plain, options.now ?? clock);
	try {
		const deps = {
			http,
			retryMs: network.retrySeconds * 1000,
			now: options.now ?? clock,
			pause: options.pause ?? wait,
		};
		const cloud = clouds.cloudOf(entra);
		const login = signIn.createSignIn({
			...deps,
			cloud,
			tenant: entra.tenant ?? '',
			clientId: entra.clientId ?? '',
			credential: credential.credentialOf(entra, secrets),
		});
		const graphClient = graph.createGraph({...deps, cloud, signIn: login});
		return {
			http,
			clockSkew: () => http.skew(),
			signIn: login,
			graph: graphClient,
			directory: directory.createDirectory({graph: graphClient, now: deps.now}),
			organisation: organisation.createOrganisation({
				...deps,
				url: bitwarden.url,
				clientId: bitwarden.clientId ?? '',
				secret: () => secrets.read('bitwarden'),
			}),
		};
	} catch (error) {
		await http.close();
		throw error;
	}
};
