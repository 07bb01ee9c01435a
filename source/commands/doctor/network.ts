import {type ExitCode, exitCodes} from '../../core/exit-codes.ts';
import {networkError} from '../../platform/http/advice.ts';
import {type Http, HttpError} from '../../platform/http/port.ts';
import {clockSkew} from '../../platform/http/skew.ts';
import type {Finding} from '../text/doctor.ts';
import {duration, list} from '../text/words.ts';

export type Host = {
	readonly service: 'login' | 'graph' | 'bitwarden';
	/** An address that answers anyone, whatever it answers. */
	readonly url: string;
};

/** A clock that is off by more is said; by more than Entra forgives (5 minutes), it is a failure. */
const noticeSeconds = 30;
const mostSeconds = 300;

type Answer = {readonly host: Host; readonly error?: HttpError; readonly skew?: number; readonly ms: number};

const ask = async (http: Http, host: Host, now: () => Date, signal: AbortSignal): Promise<Answer> => {
	const started = performance.now();
	try {
		const response = await http.request({method: 'GET', url: host.url, timeoutMs: 20_000, signal});
		const skew = clockSkew(response.headers, now());
		return {host, ms: performance.now() - started, ...(skew === undefined ? {} : {skew})};
	} catch (error) {
		if (!(error instanceof HttpError)) throw error;
		signal.throwIfAborted();
		return {host, error, ms: performance.now() - started};
	}
};

export type NetworkChecked = {
	readonly findings: readonly Finding[];
	/** Addresses, as given, of the hosts that gave no answer. */
	readonly unreachable: ReadonlySet<string>;
};

/** DNS, TLS and an answer from each host, through the proxy if there is one; and this machine's clock against theirs. */
export const checkNetwork = async (
	http: Http,
	hosts: readonly Host[],
	now: () => Date,
	signal: AbortSignal,
): Promise<NetworkChecked> => {
	const answers = await Promise.all(hosts.map(host => ask(http, host, now, signal)));
	const findings: Finding[] = [];
	const unreachable = new Set<string>();
	for (const {host, error} of answers) {
		if (error === undefined) continue;
		unreachable.add(host.url);
		const problem = networkError(error, host.service);
		const fact = `${new URL(host.url).host}: ${error.message}`;
		// Two addresses of one host have one fault.
		if (findings.some(finding => finding.fact === fact)) continue;
		findings.push({
			name: 'network',
			state: 'bad',
			fact,
			advice: [problem.advice],
			exitCode: exitCodes.unavailable,
		});
	}
	const reached = answers.filter(answer => answer.error === undefined);
	if (reached.length > 0) {
		const slowest = Math.max(...reached.map(answer => answer.ms));
		const names = [...new Set(reached.map(answer => new URL(answer.host.url).host))];
		findings.push({
			name: 'network',
			state: 'ok',
			fact: `${list(names)} reached, certificates trusted; slowest answer ${duration(slowest)}`,
		});
	}
	const skews = reached.flatMap(answer => (answer.skew === undefined ? [] : [answer.skew]));
	if (skews.length > 0) findings.push(clockFinding(skews));
	return {findings, unreachable};
};

/** The servers mostly agree, and the median forgives one whose own clock is wrong. */
const clockFinding = (skews: readonly number[]): Finding => {
	const skew = [...skews].sort((a, b) => a - b)[Math.floor(skews.length / 2)] ?? 0;
	const off = duration(Math.abs(skew) * 1000);
	const side = skew > 0 ? 'ahead of' : 'behind';
	if (Math.abs(skew) <= noticeSeconds) return {name: 'clock', state: 'ok', fact: 'right, within a few seconds'};
	const bad = Math.abs(skew) > mostSeconds;
	const exitCode: ExitCode = exitCodes.signInFailed;
	return {
		name: 'clock',
		state: bad ? 'bad' : 'warn',
		fact: `${off} ${side} the servers`,
		advice: ['Set it right (timedatectl set-ntp true): certificates and tokens are judged by the clock.'],
		...(bad ? {exitCode} : {}),
	};
};
