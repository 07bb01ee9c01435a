import {setTimeout as wait} from 'node:timers/promises';
import {expect, onTestFinished, test} from 'vitest';
import {createOrganisation} from '../../source/bitwarden/organisation.ts';
import {findRegion} from '../../source/bitwarden/region.ts';
import {createHttp} from '../../source/platform/http/client.ts';
import type {Http, HttpRequest, HttpResponse} from '../../source/platform/http/port.ts';
import {createBitwarden} from '../../source/practice/bitwarden/create-bitwarden.ts';
import {type Homes, startClouds} from '../helpers/clouds.ts';

const reply = (status: number, value: unknown): HttpResponse => {
	const text = JSON.stringify(value);
	return {status, headers: {}, body: Buffer.from(text), text: () => text, json: () => JSON.parse(text) as unknown};
};

/** The clouds, one of which knows the key. */
const clouds = (home: string | undefined): {http: Http; asked: HttpRequest[]} => {
	const asked: HttpRequest[] = [];
	return {
		asked,
		http: {
			close: async () => {},
			request: async request => {
				asked.push(request);
				return new URL(request.url).hostname === `identity.${home}`
					? reply(200, {access_token: 'a.b.c', expires_in: 3600})
					: reply(400, {error: 'invalid_client'});
			},
		},
	};
};

const call = {signal: new AbortController().signal, waiting: () => {}};
const key = {clientId: 'organization.0b5dbb7e-77ec-4b60-8a3c-0242ac120002', secret: async () => 'secret'};

test('the region that takes the key is found, and the one that refused it is not asked again', async () => {
	const {http, asked} = clouds('bitwarden.eu');
	expect(await findRegion({...key, url: 'bitwarden.com', http}, call)).toBe('https://bitwarden.eu');
	expect(asked.map(request => request.url)).toEqual(['https://identity.bitwarden.eu/connect/token']);
});

test('a key that nobody takes is in no region', async () => {
	const {http, asked} = clouds(undefined);
	expect(await findRegion({...key, url: 'https://vault.example.com', http}, call)).toBeUndefined();
	expect(asked).toHaveLength(3);
});

test('a key that the cloud refuses: every reason is named, with the other regions and the page of this one', async () => {
	const {http} = clouds(undefined);
	const organisation = createOrganisation({...key, url: 'bitwarden.com', http});
	await expect(organisation.signIn.token(call)).rejects.toMatchObject({
		code: 'bitwarden-key-refused',
		exitCode: 11,
		message: expect.stringContaining('bitwarden.com'),
		advice: expect.stringMatching(
			/rotated.*vault\.bitwarden\.com.*another region.*bitwarden\.eu, bitwarden-gov\.com.*Teams or Enterprise/,
		),
	});
});

test('one who stops it is not asked for the next', async () => {
	const {http, asked} = clouds(undefined);
	const stop = new AbortController();
	const stopping: Http = {
		...http,
		request: request => {
			stop.abort(new Error('stopped'));
			return http.request(request);
		},
	};
	const going = findRegion({...key, url: 'bitwarden.com', http: stopping}, {...call, signal: stop.signal});
	await expect(going).rejects.toThrow('stopped');
	expect(asked).toHaveLength(1);
});

/** The services themselves under the names of the clouds, and an adapter that reaches them as it would in the world. */
const world = async (homes: Homes) => {
	const {ca, proxy, asked} = await startClouds(homes);
	const http = createHttp({ca: [ca], environment: {HTTPS_PROXY: proxy}, userAgent: 'usher-test', timeoutMs: 5000});
	onTestFinished(() => http.close());
	// Waiting moves its clock instead of taking time.
	let ahead = 0;
	const pause = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
		await wait(1, undefined, {signal});
		ahead += milliseconds;
	};
	return {asked, adapter: {http, pause, now: () => new Date(Date.now() + ahead)}};
};
const mine = createBitwarden({clientId: key.clientId, clientSecret: 'secret'});
const others = (): Homes[string] => createBitwarden({seed: 7});

test('at the services: the key is refused where it is not known, found where it is, and good there', async () => {
	const {asked, adapter} = await world({
		'bitwarden.com': others(),
		'bitwarden.eu': mine,
		'bitwarden-gov.com': others(),
	});
	const options = {...key, url: 'https://vault.bitwarden.com/#/login', ...adapter};
	await expect(createOrganisation(options).abilities(call)).rejects.toMatchObject({code: 'bitwarden-key-refused'});
	const before = asked().length;
	const url = await findRegion(options, call);
	expect(url).toBe('https://bitwarden.eu');
	// Only the sign-in is tried, and not where it is known to be refused, nor beyond the first that takes it.
	expect(asked().slice(before)).toEqual(['identity.bitwarden.eu']);
	expect(await createOrganisation({...options, url: url ?? ''}).abilities(call)).toMatchObject({server: 'cloud'});
});

test('at the services: a region that cannot be reached does not end the search', async () => {
	const {asked, adapter} = await world({'bitwarden-gov.com': mine});
	expect(await findRegion({...key, url: 'bitwarden.com', ...adapter}, call)).toBe('https://bitwarden-gov.com');
	expect(new Set(asked())).toEqual(new Set(['identity.bitwarden.eu', 'identity.bitwarden-gov.com']));
});

test('at the services: a key that was rotated is found nowhere', async () => {
	const {adapter} = await world({'bitwarden.eu': mine, 'bitwarden-gov.com': others()});
	const options = {...key, secret: async () => 'rotated', url: 'bitwarden.com', ...adapter};
	expect(await findRegion(options, call)).toBeUndefined();
});
