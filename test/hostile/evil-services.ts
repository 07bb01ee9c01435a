// The services of a practice tenant, saying everything that a person may get to see with what no terminal should be given.
import type {Practice} from '../../source/practice/start.ts';

/** What a terminal would obey and Usher itself never writes, what nobody sees, what is no text, and the start of a formula. */
export const evil = [
	'\u001b[8;66;166t',
	'\u001b]0;owned\u0007',
	'\u001b[?1337l',
	'\u001b]8;;https://evil.example/\u001b\\click\u001b]8;;\u001b\\',
	'\u001b]52;c;ZXZpbA==\u0007',
	'\u001bPevil\u001b\\',
	'\u009b66;66H\u0090x\u009c\u0085\u0084',
	'\u202egnp.exe\u202c\u2066\u200b\u200f\u2028\ufeff\u{e0041}',
	'\u0000\u0008\u007f',
	'\r\n2026-01-01T00:00:00.000Z info  all is well\r\n\n',
].join('');

/** What is said to people, wherever it stands. What decides something stays as it is. */
const said = new Set([
	'displayName',
	'description',
	'name',
	'version',
	'message',
	'error_description',
	'correlation_id',
]);

const evilIn = (value: unknown, key = ''): unknown => {
	if (key === 'verification_uri') return `${String(value)}/\u{1f600}${evil}`;
	if (typeof value === 'string') return said.has(key) ? `=${value}${evil}` : value;
	if (Array.isArray(value)) return value.map(one => evilIn(one, key));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, evilIn(one, name)]));
};

type Reply = {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
};
type Service = {handle: (request: never) => Reply | Promise<Reply>};

const requestId = 'request\u009b31m\u0085id';

/** From now on. Returns everything that was asked: `graph GET /v1.0/users`. */
export const makeEvil = (practice: Practice): {readonly asked: Set<string>; stop(): void} => {
	const asked = new Set<string>();
	const undo: (() => void)[] = [];
	for (const name of ['login', 'graph', 'bitwarden'] as const) {
		const service = practice[name] as unknown as Service;
		const honest = service.handle.bind(service);
		undo.push(() => {
			service.handle = honest;
		});
		service.handle = async request => {
			const {method, path} = request as {method: string; path: string};
			asked.add(`${name} ${method} ${path}`);
			const reply = await honest(request);
			const headers = {...reply.headers, 'request-id': requestId, 'x-request-id': requestId, 'cf-ray': requestId};
			if (typeof reply.body !== 'string' || !/^[[{]/.test(reply.body)) return {...reply, headers};
			return {...reply, headers, body: JSON.stringify(evilIn(JSON.parse(reply.body)))};
		};
	}
	return {
		asked,
		stop: () => {
			for (const one of undo) one();
		},
	};
};
