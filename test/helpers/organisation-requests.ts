// Requests to the practice organisation without a socket.
import {createBitwarden, type PracticeBitwarden} from '../../source/practice/bitwarden/create-bitwarden.ts';
import type {BitwardenReply} from '../../source/practice/bitwarden/message.ts';
import type {BitwardenOptions} from '../../source/practice/bitwarden/options.ts';

export type Answer = {
	readonly status: number;
	readonly body: unknown;
	readonly headers: Readonly<Record<string, string>>;
};

export type Asked = {
	readonly server: PracticeBitwarden;
	readonly ask: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
	readonly signIn: (change?: Record<string, string | undefined>) => Promise<Answer>;
	readonly import: (body: unknown) => Promise<Answer>;
};

const answerOf = (reply: BitwardenReply): Answer => {
	const text = reply.body === undefined ? '' : Buffer.from(reply.body as string).toString('utf8');
	return {status: reply.status, headers: reply.headers ?? {}, body: text === '' ? undefined : JSON.parse(text)};
};

/** A server that has let us in already; `signIn` is for tests of that. */
export const asked = async (options: BitwardenOptions = {}): Promise<Asked> => {
	const server = createBitwarden(options);
	const signIn: Asked['signIn'] = async change => {
		const form = new URLSearchParams();
		const fields = {
			grant_type: 'client_credentials',
			client_id: server.clientId,
			client_secret: server.secret(),
			scope: 'api.organization',
			deviceType: '8',
			deviceIdentifier: '0b5dbb7e-77ec-4b60-8a3c-0242ac120002',
			deviceName: 'test',
			...change,
		};
		for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, value);
		return answerOf(
			await server.handle({
				method: 'POST',
				path: '/identity/connect/token',
				headers: {'content-type': 'application/x-www-form-urlencoded'},
				body: form.toString(),
			}),
		);
	};
	const token = (await signIn()).body as {access_token: string};
	const ask: Asked['ask'] = async (method, path, body, headers) =>
		answerOf(
			await server.handle({
				method,
				path: `/api/public${path}`,
				headers: {authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json', ...headers},
				body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
			}),
		);
	return {server, ask, signIn, import: body => ask('POST', '/organization/import', body)};
};

/** An import's body with nothing in it but what is given. */
export const importing = (change: Record<string, unknown>): Record<string, unknown> => ({
	members: [],
	groups: [],
	overwriteExisting: false,
	...change,
});

export const person = (name: string, deleted = false) => ({
	email: `${name}@a.example`,
	externalId: `id-${name}`,
	deleted,
});
