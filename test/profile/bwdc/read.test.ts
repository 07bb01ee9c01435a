import {describe, expect, test} from 'vitest';
import {readBwdc} from '../../../source/profile/bwdc/read.ts';

const id = '5b1d7c02-6a4e-4d0b-9a55-0c8f3e2d7a19';
const flat = {
	stateVersion: 8,
	directoryType: 1,
	organizationId: id,
	directoryEntra: {
		identityAuthority: 'login.microsoftonline.us',
		tenant: 'fabrikam.onmicrosoft.us',
		applicationId: '2f6c1e88-90b7-4c55-8a3d-b1d9e4f7a0c3',
		key: 'Xy78Q~abcdefghijklmnopqrstuvwxyz0123456',
	},
	sync: {
		users: true,
		groups: true,
		interval: 15,
		userFilter: 'exclude:test@fabrikam.example',
		groupFilter: 'include:Engineering,Finance',
		removeDisabled: true,
		overwriteExisting: false,
		inviteUsersAfterProvisioning: false,
	},
	environmentUrls: {base: 'https://vault.bitwarden.eu'},
	apiKeyClientId: `organization.${id}`,
	apiKeyClientSecret: 'abcdefghijklmnopqrstuvwxyz0123',
};

describe('a data.json with its secrets in clear', () => {
	test('becomes settings that behave as its owner expects', () => {
		const {settings, secrets} = readBwdc(JSON.stringify(flat));
		expect(settings).toEqual({
			'bitwarden.url': 'https://bitwarden.eu',
			'bitwarden.clientId': `organization.${id}`,
			'entra.cloud': 'usgov',
			'entra.tenant': 'fabrikam.onmicrosoft.us',
			'entra.clientId': '2f6c1e88-90b7-4c55-8a3d-b1d9e4f7a0c3',
			'sync.userFilter': 'exclude:test@fabrikam.example',
			'sync.groupFilter': 'include:Engineering,Finance',
			'sync.guests': 'in',
			'sync.disabled': 'offboard',
			'sync.leavers': 'keep',
			'sync.invite': 'staged',
			'schedule.intervalMinutes': '15',
		});
		expect(secrets).toEqual({
			bitwarden: 'abcdefghijklmnopqrstuvwxyz0123',
			entra: 'Xy78Q~abcdefghijklmnopqrstuvwxyz0123456',
		});
	});
	test('and its review shows no secret', () => {
		const shown = JSON.stringify(readBwdc(JSON.stringify(flat)).rows);
		expect(shown).not.toContain('Xy78Q~');
		expect(shown).not.toContain('abcdefghijklm');
	});
});

test('secrets in a keychain are asked for; the organisation is known from its id', () => {
	const {settings, secrets, rows} = readBwdc(
		JSON.stringify({
			...flat,
			directoryEntra: {...flat.directoryEntra, key: '[STORED SECURELY]', identityAuthority: null},
			apiKeyClientId: '[STORED SECURELY]',
			apiKeyClientSecret: null,
		}),
	);
	expect(secrets).toEqual({});
	expect(settings['bitwarden.clientId']).toBe(`organization.${id}`);
	expect(settings['entra.cloud']).toBe('public');
	expect(rows.filter(row => !row.keep)).toHaveLength(2);
});

test('the account tree of versions 3 and 4 is read too', () => {
	const {settings, secrets} = readBwdc(
		JSON.stringify({
			activeUserId: 'u1',
			global: {stateVersion: 4, environmentUrls: {base: 'https://vault.fabrikam.example'}},
			u1: {
				profile: {apiKeyClientId: `organization.${id}`},
				keys: {apiKeyClientSecret: 'abcdefghijklmnopqrstuvwxyz0123'},
				directoryConfigurations: {azure: flat.directoryEntra},
				directorySettings: {organizationId: id, directoryType: 1, sync: {...flat.sync, groups: false}},
			},
		}),
	);
	expect(settings).toMatchObject({
		'bitwarden.url': 'https://vault.fabrikam.example',
		'entra.tenant': 'fabrikam.onmicrosoft.us',
		'sync.groupFilter': 'exclude:*',
		'sync.people': 'all',
	});
	expect(secrets.bitwarden).toBe('abcdefghijklmnopqrstuvwxyz0123');
});

test('a filter that cannot be read is said, because Directory Connector took it for none', () => {
	const {notes, settings} = readBwdc(
		JSON.stringify({...flat, sync: {...flat.sync, groupFilter: 'inlcude:Engineering'}}),
	);
	expect(settings['sync.groupFilter']).toBe('inlcude:Engineering');
	expect(notes.join(' ')).toContain('group filter cannot be read');
});

test.each([
	['{"stateVersion": 8, "directoryType": 1,', 'bwdc-damaged'],
	['', 'bwdc-damaged'],
	['[]', 'bwdc-unknown'],
	['{"name": "something else"}', 'bwdc-unknown'],
	['"data"', 'bwdc-unknown'],
	['null', 'bwdc-unknown'],
	[JSON.stringify({stateVersion: 8, directoryType: 0}), 'bwdc-directory'],
	[JSON.stringify({stateVersion: 8, directoryType: 3}), 'bwdc-directory'],
	[JSON.stringify({stateVersion: 8, directoryType: null}), 'bwdc-directory'],
	[JSON.stringify({stateVersion: 2, directoryType: 1}), 'bwdc-old'],
])('%s is refused as %s', (text, code) => {
	expect(() => readBwdc(text)).toThrow(expect.objectContaining({code, exitCode: 10}));
});

test('keys that reach for what objects inherit change nothing', () => {
	const text = `{"__proto__": {"stateVersion": 8}, "activeUserId": "__proto__", "stateVersion": 8, "directoryType": 1, "sync": {"userFilter": 5, "interval": "x"}, "directoryEntra": {"tenant": ["a"], "applicationId": {}}}`;
	const {settings} = readBwdc(text);
	expect(settings['entra.tenant']).toBeUndefined();
	expect(settings['schedule.intervalMinutes']).toBeUndefined();
});
