// The search for the region of a key, when whoever answers there says anything.
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {cloudDomains} from '../../source/bitwarden/hosts.ts';
import {findRegion} from '../../source/bitwarden/region.ts';
import type {Http} from '../../source/platform/http/port.ts';
import {runs} from '../helpers/runs.ts';
import {evil} from './evil-services.ts';

const others: readonly string[] = cloudDomains.filter(domain => domain !== 'bitwarden.com');
const words = JSON.stringify(evil);
const bodies = [
	'',
	'NaN',
	'null',
	`${'['.repeat(100_000)}${']'.repeat(100_000)}`,
	`<html>${evil}</html>`,
	`{"error":${words},"error_description":${words}}`,
	`{"access_token":${words},"token_type":[],"expires_in":1e999}`,
	'{"access_token":"","expires_in":3600}',
	'{"access_token":{"__proto__":{"polluted":1}}}',
	'{"access_token":"good.token","token_type":"Bearer","expires_in":3600}',
];

test('it finds a region of Bitwarden or none, and asks nobody else', async () => {
	const found = new Set<string | undefined>();
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(...bodies),
			fc.constantFrom(200, 200, 204, 302, 400, 401, 429, 500),
			async (body, status) => {
				const asked = new Set<string>();
				const http: Http = {
					request: async ({url}) => {
						asked.add(new URL(url).hostname.split('.').slice(-2).join('.'));
						const text = url.includes('/connect/token') ? body : '{}';
						return {
							status,
							headers: {location: 'https://evil.example/', 'retry-after': '1e9'},
							body: Buffer.from(text),
							text: () => text,
							json: () => {
								try {
									return JSON.parse(text);
								} catch {
									return undefined;
								}
							},
						};
					},
					close: async () => {},
				};
				let ahead = 0;
				const region = await findRegion(
					{
						http,
						retryMs: 1000,
						now: () => new Date(Date.now() + ahead),
						pause: async milliseconds => {
							ahead += milliseconds;
						},
						url: 'https://bitwarden.com',
						clientId: 'organization.11111111-2222-4333-8444-555555555555',
						secret: async () => 'canary',
					},
					{signal: new AbortController().signal, waiting: () => {}},
				);
				found.add(region);
				expect([...asked].filter(domain => !others.includes(domain))).toEqual([]);
				expect([undefined, ...others.map(domain => `https://${domain}`)]).toContain(region);
				if (!(status === 200 && body.includes('access_token'))) expect(region).toBeUndefined();
			},
		),
		{seed: 1, ...runs(60)},
	);
	expect(found).toEqual(new Set([undefined, 'https://bitwarden.eu']));
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
