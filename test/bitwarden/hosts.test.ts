import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {hostsOf} from '../../source/bitwarden/hosts.ts';
import {readClientId} from '../../source/bitwarden/key.ts';
import {whereTheKeyIs} from '../../source/bitwarden/where.ts';
import {UsherError} from '../../source/core/errors.ts';

describe('the address of a server', () => {
	test.each([
		['https://bitwarden.com', 'bitwarden.com'],
		['bitwarden.com', 'bitwarden.com'],
		['https://vault.bitwarden.com/#/login', 'bitwarden.com'],
		['https://api.bitwarden.com/public/members', 'bitwarden.com'],
		['  HTTPS://Vault.Bitwarden.EU/ ', 'bitwarden.eu'],
		['https//bitwarden.eu', 'bitwarden.eu'],
		['https:/bitwarden.eu', 'bitwarden.eu'],
		['<https://bitwarden.eu>', 'bitwarden.eu'],
		['"bitwarden-gov.com",', 'bitwarden-gov.com'],
	])('%s is the cloud %s', (typed, domain) => {
		expect(hostsOf(typed)).toEqual({
			api: `https://api.${domain}`,
			identity: `https://identity.${domain}`,
			vault: `https://vault.${domain}`,
			kind: 'cloud',
			label: domain,
		});
	});

	test.each([
		['https://vault.example.com', 'https://vault.example.com'],
		['vault.example.com/', 'https://vault.example.com'],
		['vault.example.com:8443/#/login', 'https://vault.example.com:8443'],
		['https://vault.example.com/api', 'https://vault.example.com'],
		['https://vault.example.com/identity/connect/token', 'https://vault.example.com'],
		['https://example.com/warden/admin/', 'https://example.com/warden'],
		['https://example.com//warden//', 'https://example.com/warden'],
		['https:\\\\vault.example.com\\api', 'https://vault.example.com'],
		['localhost:8080', 'https://localhost:8080'],
		['https://[::1]:9443/', 'https://[::1]:9443'],
		['https://mybitwarden.com', 'https://mybitwarden.com'],
		['https://bitwarden.com.example.net', 'https://bitwarden.com.example.net'],
	])('%s is a server of its own', (typed, base) => {
		expect(hostsOf(typed)).toMatchObject({
			api: `${base}/api`,
			identity: `${base}/identity`,
			vault: base,
			kind: 'self-hosted',
		});
		expect(hostsOf(base)).toEqual(hostsOf(typed));
	});

	test.each([
		['', 'empty'],
		['http://vault.example.com', 'https://'],
		['ftp://vault.example.com', 'https://'],
		['https://ann:secret@vault.example.com', 'password'],
		['vault', 'without a domain'],
		['https://', 'cannot be read'],
		['two words', 'cannot be read'],
	])('%s is none, and it says why', (typed, words) => {
		expect(() => hostsOf(typed)).toThrow(words);
		try {
			hostsOf(typed);
		} catch (error) {
			expect(error).toMatchObject({code: 'bitwarden-url-invalid', exitCode: 10});
			expect(String(error)).not.toContain('secret');
		}
	});

	test('whatever is typed, there are https hosts or its own error', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string({unit: 'binary'})), typed => {
				try {
					const hosts = hostsOf(typed);
					expect(new URL(`${hosts.api}/x`).protocol).toBe('https:');
					expect(hosts.api).not.toMatch(/[#?\s]/);
				} catch (error) {
					expect(error).toBeInstanceOf(UsherError);
				}
			}),
		);
	});
});

describe('the client id', () => {
	const hosts = hostsOf('bitwarden.eu');
	const id = '0b5dbb7e-77ec-4b60-8a3c-0242ac120002';

	test('is taken with the usual slips of copying', () => {
		for (const typed of [`organization.${id}`, ` "organization.${id.toUpperCase()}" `, id])
			expect(readClientId(typed, hosts)).toEqual({clientId: `organization.${id}`, organisation: id});
	});

	test.each([
		[`user.${id}`, 'bitwarden-user-key'],
		[`installation.${id}`, 'bitwarden-installation-key'],
		['', 'bitwarden-client-id-missing'],
		['organization.123', 'bitwarden-client-id-invalid'],
	])('%s is refused before anything is sent, with where to find the right one', (typed, code) => {
		expect(() => readClientId(typed, hosts)).toThrow(
			expect.objectContaining({code, exitCode: 11, advice: expect.stringContaining('vault.bitwarden.eu')}),
		);
	});
});

test('where the key is, for each kind of server', () => {
	expect(whereTheKeyIs(hostsOf('bitwarden.com'), 'cloud').join(' ')).toMatch(
		/vault\.bitwarden\.com.*Teams and Enterprise/,
	);
	const own = hostsOf('https://vault.example.com/warden');
	expect(whereTheKeyIs(own, 'self-hosted').join(' ')).toMatch(/vault\.example\.com\/warden.*licence/);
	expect(whereTheKeyIs(own, 'vaultwarden').join(' ')).toMatch(/ORG_GROUPS_ENABLED/);
});
