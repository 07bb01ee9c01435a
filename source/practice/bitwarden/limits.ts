// The rate limits of the cloud (Bitwarden server, appsettings.json of Api and Identity) and of Vaultwarden's log-in.
import {type BitwardenReply, type BitwardenRequest, json} from './message.ts';
import {vaultwardenError} from './vaultwarden-error.ts';

type Rule = {readonly seconds: number; readonly most: number};

const reads: readonly Rule[] = [{seconds: 60, most: 200}];
const writes: readonly Rule[] = [
	{seconds: 60, most: 60},
	{seconds: 1, most: 5},
];
const signIn: readonly Rule[] = [{seconds: 60, most: 10}, ...writes];

/** Counts by address, method and window; a refused request is not counted. */
export const createLimits = (now: () => number): ((request: BitwardenRequest) => BitwardenReply | undefined) => {
	const windows = new Map<string, {since: number; count: number}>();
	return request => {
		const isSignIn = request.path === '/identity/connect/token';
		const rules = isSignIn ? signIn : request.method === 'GET' ? reads : writes;
		const scope = isSignIn ? 'sign-in' : request.path.startsWith('/identity/') ? 'identity' : request.method;
		const open = rules.map(rule => {
			const key = `${request.address ?? ''} ${scope} ${rule.seconds} ${rule.most}`;
			let window = windows.get(key);
			if (window === undefined || now() - window.since >= rule.seconds * 1000) {
				window = {since: now(), count: 0};
				windows.set(key, window);
			}
			return {rule, window};
		});
		for (const {rule, window} of open) {
			if (window.count < rule.most) continue;
			const wait = Math.max(1, Math.ceil((window.since + rule.seconds * 1000 - now()) / 1000));
			const period = rule.seconds === 1 ? '1s' : '1m';
			return json(
				429,
				{
					object: 'error',
					message: `Slow down! Too many requests. Try again in ${period}.`,
					validationErrors: null,
					exceptionMessage: null,
					exceptionStackTrace: null,
					innerExceptionMessage: null,
				},
				{'retry-after': String(wait)},
			);
		}
		for (const {window} of open) window.count++;
		return undefined;
	};
};

/** Vaultwarden: ten log-ins at once, then one a minute; the refusal does not say how long to wait. */
export const createLoginLimit = (now: () => number): ((request: BitwardenRequest) => BitwardenReply | undefined) => {
	const buckets = new Map<string, {tokens: number; at: number}>();
	return request => {
		if (request.path !== '/identity/connect/token') return undefined;
		const bucket = buckets.get(request.address ?? '') ?? {tokens: 10, at: now()};
		bucket.tokens = Math.min(10, bucket.tokens + (now() - bucket.at) / 60_000);
		bucket.at = now();
		buckets.set(request.address ?? '', bucket);
		if (bucket.tokens < 1) return vaultwardenError('Too many login requests', 429);
		bucket.tokens--;
		return undefined;
	};
};
