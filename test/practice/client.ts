// A small strict client for the tests of the practice tenant: HTTPS with the tenant's own authority, JSON in and out.
import {request as httpsRequest} from 'node:https';
import type {Practice, PracticeOptions} from '../../source/practice/start.ts';
import {startPractice} from '../../source/practice/start.ts';

export type Answer = {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | undefined>>;
	readonly text: string;
	// biome-ignore lint/suspicious/noExplicitAny: answers of services are read freely in tests.
	readonly json: any;
};

export type Ask = {
	readonly method?: string;
	readonly headers?: Record<string, string>;
	readonly body?: string | object;
	readonly token?: string;
};

/** One request over HTTP/1.1 on a connection of its own. Rejects when the connection breaks. */
export const ask = (ca: string, url: string, {method, headers = {}, body, token}: Ask = {}): Promise<Answer> =>
	new Promise((resolve, reject) => {
		const text = typeof body === 'object' ? JSON.stringify(body) : body;
		const sent = httpsRequest(
			url,
			{
				ca,
				method: method ?? (body === undefined ? 'GET' : 'POST'),
				agent: false,
				headers: {
					...(typeof body === 'object' ? {'content-type': 'application/json'} : {}),
					...(token === undefined ? {} : {authorization: `Bearer ${token}`}),
					...headers,
				},
			},
			response => {
				const parts: Buffer[] = [];
				response.on('data', (part: Buffer) => parts.push(part));
				response.on('error', reject);
				response.on('end', () => {
					const whole = Buffer.concat(parts).toString();
					let json: unknown;
					try {
						json = JSON.parse(whole);
					} catch {
						json = undefined;
					}
					resolve({
						status: response.statusCode ?? 0,
						headers: response.headers as Record<string, string | undefined>,
						text: whole,
						json,
					});
				});
			},
		);
		sent.on('error', reject);
		sent.end(text);
	});

/** POST of a form. */
export const form = (
	ca: string,
	url: string,
	fields: Record<string, string>,
	headers: Record<string, string> = {},
): Promise<Answer> =>
	ask(ca, url, {
		body: new URLSearchParams(fields).toString(),
		headers: {'content-type': 'application/x-www-form-urlencoded', ...headers},
	});

/** A practice tenant with shortcuts to its own application. */
export const open = async (options: PracticeOptions = {}) => {
	const practice = await startPractice({users: 60, groups: 20, ...options});
	const {ca, environment: set, urls} = practice;
	const tokenUrl = `${urls.login}/${set.USHER_TENANT}/oauth2/v2.0/token`;
	const secretForm = (more: Record<string, string> = {}): Record<string, string> => ({
		grant_type: 'client_credentials',
		client_id: set.USHER_CLIENT_ID ?? '',
		client_secret: set.USHER_CLIENT_SECRET ?? '',
		scope: `${urls.graph}/.default`,
		...more,
	});
	const token = async (): Promise<string> => {
		const answer = await form(ca, tokenUrl, secretForm());
		if (answer.status !== 200) throw new Error(answer.text);
		return answer.json.access_token as string;
	};
	const graph = async (path: string, more: Ask = {}): Promise<Answer> =>
		ask(ca, path.startsWith('https:') ? path : `${urls.graph}/v1.0${path}`, {
			token: more.token ?? (await token()),
			...more,
		});
	/** Follows next links to the end. */
	const all = async (path: string, more: Ask = {}) => {
		const own = more.token ?? (await token());
		// biome-ignore lint/suspicious/noExplicitAny: as above.
		const value: any[] = [];
		const pages: Answer[] = [];
		for (let link: string | undefined = path; link !== undefined; ) {
			const page: Answer = await graph(link, {...more, token: own});
			if (page.status !== 200) throw new Error(page.text);
			pages.push(page);
			value.push(...page.json.value);
			link = page.json['@odata.nextLink'];
		}
		return {value, pages, deltaLink: pages.at(-1)?.json['@odata.deltaLink'] as string | undefined};
	};
	return {practice, ca, tokenUrl, secretForm, token, graph, all};
};

export type Opened = Awaited<ReturnType<typeof open>> & {practice: Practice};
