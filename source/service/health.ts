import {createServer} from 'node:http';
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {UnattendedState} from '../core/watch/unattended-state.ts';

export type Health = {
	/** What a run's end changes. */
	readonly ended: (unattended: UnattendedState) => void;
	/** Where it answers: `http://127.0.0.1:9464`. */
	readonly url: string;
	readonly close: () => Promise<void>;
};

export type HealthOptions = {
	readonly profile: string;
	readonly address: string;
	/** 0: any free one. */
	readonly port: number;
	readonly credentialEnds: () => Date | undefined;
	readonly now: () => Date;
	/** How it went before this process, so that counters go on. */
	readonly before?: UnattendedState | undefined;
};

/** Well: runs end, and the last one did what it should or is being tried again. */
const isWell = (seen: UnattendedState | undefined, now: Date): boolean => {
	if (seen === undefined) return true;
	const [ended, next] = [Date.parse(seen.last.endedAt), Date.parse(seen.nextAt)];
	// A run may take as long as the wait before it; twice that and an hour is no run any more.
	const late = now.getTime() > ended + (next - ended) * 2 + 3_600_000;
	return !late && (seen.mode === 'steady' || seen.mode === 'backing-off');
};

/**
 * Answers `/healthz` (200 when well, 503 when not, JSON) and `/metrics` (Prometheus text format) on an address of this machine.
 *
 * @throws UsherError `health-port` (exit 10) when the port cannot be had
 */
export const startHealth = async (options: HealthOptions): Promise<Health> => {
	const {createMetrics} = await import('./metrics.ts');
	const metrics = createMetrics({...options, ofProcess: true});
	if (options.before !== undefined) metrics.update(options.before);
	let seen: UnattendedState | undefined;
	const healthz = (): readonly [number, string] => {
		const well = isWell(seen, options.now());
		const body = {
			well,
			profile: options.profile,
			mode: seen?.mode ?? 'starting',
			lastRun: seen && {at: seen.last.endedAt, outcome: seen.last.outcome, exitCode: seen.last.exitCode},
			nextRun: seen?.nextAt,
		};
		return [well ? 200 : 503, `${JSON.stringify(body)}\n`];
	};
	const server = createServer((request, response) => {
		void (async () => {
			if (request.url === '/healthz') {
				const [status, body] = healthz();
				response.writeHead(status, {'content-type': 'application/json'}).end(body);
			} else if (request.url === '/metrics') {
				const text = await metrics.text();
				response.writeHead(200, {'content-type': metrics.type}).end(text);
			} else response.writeHead(404).end();
		})();
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			reject(
				new UsherError({
					code: 'health-port',
					exitCode: exitCodes.notSetUp,
					message: `Port ${options.port} of ${options.address} cannot be used for /healthz and /metrics (${error.code ?? 'unknown'}).`,
					advice: 'Choose another with `usher config set health.port`, or 0 to do without.',
				}),
			),
		);
		server.listen(options.port, options.address, resolve);
	});
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : options.port;
	return {
		url: `http://${options.address.includes(':') ? `[${options.address}]` : options.address}:${port}`,
		ended: unattended => {
			seen = unattended;
			metrics.update(unattended);
		},
		close: () =>
			new Promise(resolve => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
};
