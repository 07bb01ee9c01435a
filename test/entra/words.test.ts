// What is said to people: advice, permissions, portal pages, mixed-up pastes.
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {adviceFor, codeIn} from '../../source/entra/advice.ts';
import {cloudOf, clouds} from '../../source/entra/clouds.ts';
import {comparePermissions, neededPermissions, permissionFor, permissions} from '../../source/entra/permissions.ts';
import {portal} from '../../source/entra/portal.ts';
import {type Field, mixUp, type Recognised, recognise} from '../../source/entra/recognise.ts';

test.each([
	90002, 900023, 900021, 9001023, 50194, 700016, 70001, 7000112, 7000215, 7000222, 7000216, 7000218, 700025, 700027,
	700024, 700030, 50012, 70021, 700211, 700212, 700213, 70011, 1002012, 28002, 28003, 70022, 700022, 500011, 50001,
	65001, 650056, 650057, 90094, 90095, 65002, 53003, 530036, 530032, 53000, 53001, 53002, 50097, 50131, 50158, 50034,
	50020, 50014, 51004, 16000, 50057, 50055, 50053, 50126, 50076, 50079, 50072, 50074, 50059, 50128, 90019, 90013, 90014,
	900144, 9002313, 90038, 900382, 900432, 70018, 70019, 70020, 90119, 90120, 50196, 50033, 90006, 90012, 90024, 90033,
	90090, 90055,
])('AADSTS%i has a sentence and something to do', code => {
	const advice = adviceFor(code);
	expect(advice?.happened).toMatch(/^[A-Z].*\.$/);
	expect(advice?.todo).toMatch(/\.$/);
	expect(`${advice?.happened}${advice?.todo}`).not.toContain('!');
});

test('the number is found in the words', () => {
	expect(codeIn('AADSTS7000215: Invalid client secret provided.')).toBe(7000215);
	expect(codeIn('invalid_client')).toBeUndefined();
	expect(adviceFor(1)).toBeUndefined();
});

const examples: readonly (readonly [string, Recognised])[] = [
	['', 'empty'],
	['  ', 'empty'],
	['7C9A1F0E-0000-4000-8000-1234567890ab ', 'guid'],
	['abc8Q~1234567890123456789012345678901234', 'entra-secret'],
	['Kx_8Q~ab.cd-ef_gh~ijklmnopqrstuvwxyz012', 'entra-secret'],
	['organization.7c9a1f0e-0000-4000-8000-1234567890ab', 'bitwarden-organisation-id'],
	['user.7c9a1f0e-0000-4000-8000-1234567890ab', 'bitwarden-user-id'],
	['aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0', 'bitwarden-secret'],
	['contoso.onmicrosoft.com', 'domain'],
	['münchen.de', 'unknown'],
	['admin@contoso.com', 'email'],
	['https://vault.example.com/x', 'url'],
	['eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln', 'jwt'],
	['-----BEGIN CERTIFICATE-----\nMII', 'pem'],
	['/etc/usher/key.pem', 'path'],
	['hunter2', 'unknown'],
];
test.each(examples)('%j looks like: %s', (text, kind) => {
	expect(recognise(text)).toBe(kind);
});

test.each<[Field, string]>([
	['tenant', '7c9a1f0e-0000-4000-8000-1234567890ab'],
	['tenant', 'contoso.com'],
	['client-id', '7c9a1f0e-0000-4000-8000-1234567890ab'],
	['client-secret', 'abc8Q~1234567890123456789012345678901234'],
	['client-secret', 'an-old-style-secret=='],
	['bitwarden-client-id', 'organization.7c9a1f0e-0000-4000-8000-1234567890ab'],
	['bitwarden-client-secret', 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0'],
	['bitwarden-url', 'https://bitwarden.eu'],
])('%s takes %s', (field, text) => {
	expect(mixUp(field, text)).toBeUndefined();
});

test('each mix-up is named, and what was pasted is never part of the sentence', () => {
	expect(mixUp('client-secret', '7c9a1f0e-0000-4000-8000-1234567890ab')).toContain('Value');
	expect(mixUp('bitwarden-client-id', 'user.7c9a1f0e-0000-4000-8000-1234567890ab')).toContain('organization.');
	expect(mixUp('client-id', 'abc8Q~1234567890123456789012345678901234')).toContain('secret');
	expect(mixUp('bitwarden-url', 'http://vault.example.com')).toContain('https://');
	const fields: Field[] = [
		'tenant',
		'client-id',
		'client-secret',
		'bitwarden-client-id',
		'bitwarden-client-secret',
		'bitwarden-url',
	];
	fc.assert(
		fc.property(fc.constantFrom(...fields), fc.stringMatching(/^[\w.~@:/-]{12,60}$/), (field, text) => {
			expect(mixUp(field, text) ?? '').not.toContain(text);
		}),
	);
});

test('only what the settings need is asked for', () => {
	const names = (groupFilter: string, hiddenGroups = false) =>
		neededPermissions({userFilter: '', groupFilter}, {hiddenGroups}).map(one => one.name);
	expect(names('')).toEqual(['User.Read.All', 'GroupMember.Read.All']);
	expect(names('include:includeadministrativeunit')).toEqual(['User.Read.All', 'GroupMember.Read.All']);
	expect(names('exclude:X | includeAdministrativeUnit:abc')).toContain('AdministrativeUnit.Read.All');
	expect(names('', true)).toContain('Member.Read.Hidden');
});

test.each([
	['GET', '/applications?$filter=x', ['Application.Read.All']],
	['GET', '/me', []],
	['POST', '/applications', ['Application.ReadWrite.All']],
	['POST', '/servicePrincipals/x/appRoleAssignments', ['AppRoleAssignment.ReadWrite.All']],
	['POST', '/servicePrincipals/x/appRoleAssignedTo', ['AppRoleAssignment.ReadWrite.All']],
	['DELETE', '/directory/deletedItems/x', ['Application.ReadWrite.All']],
	['POST', '/$batch', []],
])('%s %s needs %j', (method, path, names) => {
	expect(permissionFor(method, path)).toEqual(names);
});

const id = '7c9a1f0e-0000-4000-8000-1234567890ab';
test.each<[Field, string, string]>([
	['tenant', 'https://portal.azure.com/', 'link'],
	['tenant', 'abc8Q~1234567890123456789012345678901234', 'client secret'],
	['tenant', 'hunter2', 'neither'],
	['client-id', `organization.${id}`, 'Bitwarden'],
	['client-id', 'contoso.com', 'overview page'],
	['client-secret', `user.${id}`, 'client_id'],
	['client-secret', 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0', 'Bitwarden'],
	['client-secret', '-----BEGIN PRIVATE KEY-----', 'certificate'],
	['client-secret', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln', 'token'],
	['client-secret', 'contoso.com', 'no client secret'],
	['bitwarden-client-id', id, 'organization.'],
	['bitwarden-client-id', 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0', 'client_secret'],
	['bitwarden-client-id', 'hunter2', 'admin console'],
	['bitwarden-client-secret', `organization.${id}`, 'below'],
	['bitwarden-client-secret', id, '30 letters'],
	['bitwarden-client-secret', 'abc8Q~1234567890123456789012345678901234', 'Entra'],
	['bitwarden-url', 'vault.example.com', 'https://'],
	['bitwarden-url', 'hunter2', 'no address'],
	['tenant', '', 'Nothing'],
])('in the field %s, %j is said to be wrong with the word %j', (field, text, word) => {
	expect(mixUp(field, text)).toContain(word);
});

test('permissions are compared in both directions', () => {
	const needed = [permissions.users, permissions.groups, permissions.units];
	const {missing, present, more} = comparePermissions(['Group.Read.All', 'User.Read.All', 'Mail.Read'], needed);
	expect(missing.map(one => one.name)).toEqual(['AdministrativeUnit.Read.All']);
	expect(present).toEqual([
		{permission: permissions.users},
		{permission: permissions.groups, through: 'Group.Read.All'},
	]);
	expect(more.map(one => one.name)).toEqual(['Group.Read.All', 'Mail.Read']);
	expect(more[0]?.advice).toContain('GroupMember.Read.All is enough');
	expect(comparePermissions([], [permissions.users]).missing).toEqual([permissions.users]);
	// A role that only sounds wide covers nothing.
	expect(comparePermissions(['User.ReadBasic.All'], [permissions.users]).missing).toEqual([permissions.users]);
});

test('each cloud leads to its own portal, and one of its own to none', () => {
	const id = '7c9a1f0e-0000-4000-8000-1234567890ab';
	expect(portal.permissions(clouds.public, id)).toBe(
		`https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/${id}/isMSAApp~/false`,
	);
	expect(portal.credentials(clouds.usgov, id)).toMatch(/^https:\/\/portal\.azure\.us\/#view\/.*Credentials/);
	expect(portal.tenant(clouds.public)).toContain('TenantOverview');
	expect(portal.newRegistration(clouds.public)).toContain('CreateApplicationBlade');
	expect(portal.enterpriseApplications(clouds.public)).toContain('StartboardApplicationsMenuBlade');
	expect(portal.consents(clouds.public, 'sp', id)).toContain(`objectId/sp/appId/${id}`);
	expect(portal.registrations(clouds.china)).toMatch(/^https:\/\/portal\.azure\.cn\//);
	const custom = cloudOf({cloud: 'custom', loginUrl: 'https://localhost:8443/', graphUrl: 'https://localhost:9443'});
	expect(portal.overview(custom, id)).toBeUndefined();
	expect(portal.adminConsent(custom, 'contoso.com', id)).toBe(
		`https://localhost:8443/contoso.com/adminconsent?client_id=${id}`,
	);
});

test('a cloud of its own needs https addresses', () => {
	for (const loginUrl of [undefined, '', 'http://localhost', 'localhost:8443', 'https://x/?a=b']) {
		expect(() => cloudOf({cloud: 'custom', graphUrl: 'https://g', ...(loginUrl !== undefined && {loginUrl})})).toThrow(
			expect.objectContaining({code: 'cloud-url', exitCode: 10}) as Error,
		);
	}
	expect(cloudOf({cloud: 'usgovdod'}).graph).toBe('https://dod-graph.microsoft.us');
});

// Microsoft Graph, "National cloud deployments"; Microsoft Entra, "National clouds"; each as it is there, by hand.
test.each([
	[
		'public',
		'https://login.microsoftonline.com',
		'https://graph.microsoft.com',
		'https://portal.azure.com',
		'https://entra.microsoft.com',
		'https://microsoft.com/devicelogin',
	],
	[
		'usgov',
		'https://login.microsoftonline.us',
		'https://graph.microsoft.us',
		'https://portal.azure.us',
		'https://portal.azure.us',
		'https://microsoft.com/deviceloginus',
	],
	[
		'usgovdod',
		'https://login.microsoftonline.us',
		'https://dod-graph.microsoft.us',
		'https://portal.azure.us',
		'https://portal.azure.us',
		'https://microsoft.com/deviceloginus',
	],
	[
		'china',
		'https://login.partner.microsoftonline.cn',
		'https://microsoftgraph.chinacloudapi.cn',
		'https://portal.azure.cn',
		'https://portal.azure.cn',
		'https://microsoft.com/deviceloginchina',
	],
] as const)('the cloud %s has its own hosts and pages', (name, login, graph, azure, entra, device) => {
	const cloud = cloudOf({cloud: name});
	expect(cloud).toMatchObject({name, login, graph, portal: azure, entraPortal: entra, devicePage: device});
	const pages = [
		portal.tenant(cloud),
		portal.registrations(cloud),
		portal.newRegistration(cloud),
		portal.overview(cloud, id),
		portal.permissions(cloud, id),
		portal.credentials(cloud, id),
		portal.enterpriseApplications(cloud),
		portal.consents(cloud, 'sp', id),
	];
	for (const page of pages) expect(page).toMatch(new RegExp(`^${entra.replaceAll('.', '\\.')}/#view/\\w`));
	expect(new Set(pages).size).toBe(pages.length);
	expect(portal.adminConsent(cloud, 'contoso.com', id)).toBe(`${login}/contoso.com/adminconsent?client_id=${id}`);
});

test('a cloud of its own has the hosts that it was given, and neither portal nor device page', () => {
	const cloud = cloudOf({cloud: 'custom', loginUrl: 'https://login.example/', graphUrl: 'https://graph.example'});
	expect(cloud).toEqual({
		name: 'custom',
		label: expect.any(String),
		login: 'https://login.example',
		graph: 'https://graph.example',
	});
});
