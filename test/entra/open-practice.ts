// The whole Entra side against the practice tenant, over real HTTPS, with waits that only move the clock.
import type {DirectoryState, EntraId, FullReadReason, ReadEvent} from '../../source/core/ports.ts';
import {cloudOf} from '../../source/entra/clouds.ts';
import type {Credential} from '../../source/entra/credential.ts';
import {createDirectory} from '../../source/entra/directory.ts';
import {createGraph} from '../../source/entra/graph/client.ts';
import {createSignIn} from '../../source/entra/sign-in.ts';
import {createHttp} from '../../source/platform/http/client.ts';
import {type PracticeOptions, startPractice} from '../../source/practice/start.ts';
import {calling} from './fake-answers.ts';

/** Real time, and what was waited on top of it. Practice and client share it, so that Retry-After fits. */
const skippingClock = () => {
	let ahead = 0;
	return {
		now: () => new Date(Date.now() + ahead),
		skip: (milliseconds: number) => {
			ahead += milliseconds;
		},
		pause: async (milliseconds: number, signal: AbortSignal) => {
			signal.throwIfAborted();
			ahead += milliseconds;
			await new Promise<void>(resolve => setImmediate(resolve));
			signal.throwIfAborted();
		},
	};
};

export type OpenOptions = PracticeOptions & {
	readonly credential?: (own: {secret: string; clientId: string}) => Credential;
	readonly timeoutMs?: number;
	readonly retryMs?: number;
};

export const openPractice = async (options: OpenOptions = {}) => {
	const clock = skippingClock();
	const practice = await startPractice({clock: () => clock.now().getTime(), users: 60, groups: 30, ...options});
	const {environment} = practice;
	const clientId = environment.USHER_CLIENT_ID ?? '';
	const secret = environment.USHER_CLIENT_SECRET ?? '';
	const cloud = cloudOf({
		cloud: 'custom',
		loginUrl: environment.USHER_LOGIN_URL ?? '',
		graphUrl: environment.USHER_GRAPH_URL ?? '',
	});
	const http = createHttp({
		ca: [practice.ca],
		environment: {},
		userAgent: 'usher-test',
		...(options.timeoutMs !== undefined && {timeoutMs: options.timeoutMs}),
	});
	const kit = {http, retryMs: options.retryMs ?? 120_000, now: clock.now, pause: clock.pause, random: () => 0.5};
	const credential = options.credential?.({secret, clientId}) ?? {
		kind: 'secret',
		secret: () => Promise.resolve(secret),
	};

	/** One process's memory: a fresh sign-in, client and directory. */
	const client = () => {
		const signIn = createSignIn({...kit, cloud, tenant: environment.USHER_TENANT ?? '', clientId, credential});
		const graph = createGraph({...kit, cloud, signIn});
		const directory = createDirectory({graph, now: clock.now});
		const read = async (previous?: DirectoryState, full?: FullReadReason, units: readonly string[] = []) => {
			const want = {units: units as readonly EntraId[], ...(full !== undefined && {full})};
			const reading = directory.read(previous, want, calling().signal);
			const events: ReadEvent[] = [];
			for (;;) {
				const step = await reading.next();
				if (step.done === true) return {state: step.value, snapshot: step.value.snapshot, events};
				events.push(step.value);
			}
		};
		return {signIn, graph, directory, read};
	};
	return {
		...client(),
		client,
		practice,
		http,
		cloud,
		clock,
		kit,
		close: async () => {
			await http.close();
			await practice.close();
		},
	};
};

/** The kinds of reads that were begun, with their reasons. */
export const started = (events: readonly ReadEvent[]): string[] =>
	events.flatMap(event => (event.kind === 'read-started' ? [`${event.mode} ${event.why ?? ''}`.trim()] : []));
