// What is done to a run in a soak: faults of single requests, and conditions of a service that last.
import type {Harm, ServiceName} from '../../source/practice/faults.ts';
import type {Practice} from '../../source/practice/start.ts';

/** They cost no more than the wait that the service asks for. */
export const quick: readonly Harm[] = [
	{kind: 'throttle'},
	{kind: 'throttle', retryAfter: {seconds: 7}},
	{kind: 'throttle', retryAfter: {seconds: 2.5, form: 'decimal'}},
	{kind: 'throttle', retryAfter: {seconds: 30, form: 'date'}},
	{kind: 'throttle', retryAfter: 'absent'},
	{kind: 'status', status: 500},
	{kind: 'status', status: 503, retryAfter: {seconds: 20}},
	{kind: 'status', status: 401, body: '{}'},
	{kind: 'status', status: 403, body: '<html>no</html>', contentType: 'text/html'},
	{kind: 'status', status: 404, body: ''},
	{kind: 'bad-gateway'},
	{kind: 'html'},
	{kind: 'reset'},
	{kind: 'reset-in-body'},
	{kind: 'truncated'},
	{kind: 'slow-body', pauseMs: 5, pieces: 6},
	{kind: 'wrong-content'},
	{kind: 'wrong-content', body: '{"value":[{"id":"\\u001b[31m"}]}'},
	{kind: 'redirect', location: 'https://elsewhere.example/'},
	{kind: 'foreign-link', origin: 'https://elsewhere.example'},
	{kind: 'repeated-link'},
	{kind: 'clock-skew', ms: 3_600_000},
	{kind: 'answer-lost', how: 'reset'},
	{kind: 'delay', ms: 30},
];
/** These cost a real timeout each. */
export const slow: readonly Harm[] = [{kind: 'hang'}, {kind: 'answer-lost', how: 'silence'}];
export const services: readonly ServiceName[] = ['login', 'graph', 'bitwarden'];

/** Conditions of a service that last for a run: sets one and gives the way back. */
export const conditions: Readonly<Record<string, (practice: Practice) => () => void>> = {
	'dead delta links': ({graph}) => turned(graph.knobs, 'deltaTokenMs', 1),
	'delta repeats itself': ({graph}) => turned(graph.knobs, 'duplicates', 0.4),
	'empty pages': ({graph}) => turned(graph.knobs, 'emptyPageEvery', 1),
	'small pages': ({graph}) => turned(graph.knobs, 'deltaObjects', 2),
	'batch items throttled': ({graph}) => turned(graph.knobs, 'batchThrottle', 0.5),
	'little budget': ({graph}) => turned(graph.knobs, 'unitsPer10s', 40),
	'applications blocked': ({login}) => turned(login.knobs, 'blockApplications', true),
	'short tokens': ({login}) => turned(login.knobs, 'tokenSeconds', 1),
	'organisation off': ({bitwarden}) => turned(bitwarden.knobs, 'organisationEnabled', false),
	'plan without groups': ({bitwarden}) => turned(bitwarden.knobs, 'planHasGroups', false),
	'rate limits': ({bitwarden}) => turned(bitwarden.knobs, 'rateLimits', true),
	'permission gone': ({company}) => {
		company.revokePermission('GroupMember.Read.All');
		return () => company.grantPermission('GroupMember.Read.All');
	},
};
const turned = <Knobs, Key extends keyof Knobs>(knobs: Knobs, key: Key, value: Knobs[Key]): (() => void) => {
	const before = knobs[key];
	knobs[key] = value;
	return () => {
		knobs[key] = before;
	};
};
