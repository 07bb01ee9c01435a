// The practice tenant, started in another process and asked from this one.
import {fork} from 'node:child_process';
import {once} from 'node:events';

export type TenantSize = {
	readonly users: number;
	readonly groups: number;
	/** In each group. */
	readonly members: number;
	/** Milliseconds that every answer takes. */
	readonly latency: number;
};

export type TenantAsk =
	| {readonly do: 'open'; readonly size: TenantSize}
	| {readonly do: 'reset' | 'counts' | 'change' | 'close'}
	| {readonly do: 'latency'; readonly ms: number}
	| {readonly do: 'throttling'; readonly on: boolean};
export type TenantAnswer = Readonly<Record<string, unknown>>;

export type TenantCounts = {
	readonly graph: {
		readonly requests: number;
		readonly bytes: number;
		readonly units: number;
		/** Answers 429, items of batches included. */
		readonly refused: number;
		/** When the first and the last request of those kept came, milliseconds. */
		readonly firstAt: number;
		readonly lastAt: number;
		/** Requests under way at one time. */
		readonly most: number;
		readonly routes: Readonly<Record<string, number>>;
	};
	readonly bitwarden: {
		readonly requests: number;
		readonly bytes: number;
		/** Bytes of what was sent to it. */
		readonly sent: number;
		readonly routes: Readonly<Record<string, number>>;
		readonly members: number;
	};
	readonly login: {readonly requests: number};
};

export type Tenant = {
	readonly environment: Readonly<Record<string, string>>;
	/** PEM of the authority to trust. */
	readonly ca: string;
	/** Counts from zero. */
	reset(): Promise<void>;
	counts(): Promise<TenantCounts>;
	/** Ten ordinary changes. */
	change(): Promise<void>;
	latency(ms: number): Promise<void>;
	throttling(on: boolean): Promise<void>;
	close(): Promise<void>;
};

const program = new URL('./tenant-process.ts', import.meta.url).pathname;

/** Starts a practice tenant of that size; refuses nothing for going too fast until it is told to. */
export const openTenant = async (size: TenantSize): Promise<Tenant> => {
	const child = fork(program, [], {execArgv: ['--max-old-space-size=4096']});
	const waiting = new Map<number, {resolve: (answer: TenantAnswer) => void; reject: (error: Error) => void}>();
	let last = 0;
	child.on('message', ({id, result, error}: {id: number; result?: TenantAnswer; error?: string}) => {
		const asked = waiting.get(id);
		waiting.delete(id);
		if (result === undefined) asked?.reject(new Error(`the practice tenant: ${error}`));
		else asked?.resolve(result);
	});
	child.on('exit', () => {
		for (const {reject} of waiting.values()) reject(new Error('the practice tenant ended'));
	});
	const ask = (what: TenantAsk): Promise<TenantAnswer> =>
		new Promise((resolve, reject) => {
			waiting.set(++last, {resolve, reject});
			child.send({...what, id: last});
		});
	const opened = await ask({do: 'open', size});
	await ask({do: 'throttling', on: false});
	const command = async (what: TenantAsk): Promise<void> => {
		await ask(what);
	};
	return {
		environment: opened.environment as Record<string, string>,
		ca: String(opened.ca),
		reset: () => command({do: 'reset'}),
		counts: async () => (await ask({do: 'counts'})) as unknown as TenantCounts,
		change: () => command({do: 'change'}),
		latency: ms => command({do: 'latency', ms}),
		throttling: on => command({do: 'throttling', on}),
		close: async () => {
			await ask({do: 'close'});
			const ended = once(child, 'exit');
			child.disconnect();
			child.kill();
			await ended;
		},
	};
};
