import {expect, test} from 'vitest';
import {createOrganisation} from '../../source/bitwarden/organisation.ts';
import {findRegion} from '../../source/bitwarden/region.ts';
import type {Http, HttpRequest, HttpResponse} from '../../source/platform/http/port.ts';

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
