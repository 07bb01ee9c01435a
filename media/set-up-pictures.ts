// Pictures of the set-up: each step at 80×24 and at 120×40, on scripted services.
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ServicesScript} from '../test/helpers/fake-services.ts';
import {keys, type Running} from '../test/helpers/terminal.ts';
import type {Picture} from './picture.ts';
import {lightShade} from './svg.ts';

const organisation = 'organization.5b1d7c02-6a4e-4d0b-9a55-0c8f3e2d7a19';
const application = '2f6c1e88-90b7-4c55-8a3d-b1d9e4f7a0c3';
const secret = 'Xy78Q~abcdefghijklmnopqrstuvwxyz0123456';

const home = (): string => mkdtempSync(join(tmpdir(), 'usher-picture-'));
const environment = (script: ServicesScript): Record<string, string> => ({
	SCRIPT: JSON.stringify(script),
	USHER_HOME: home(),
});

/** A data.json whose secrets are in the keychain. */
const configuration = (): string => {
	const path = join(home(), 'data.json');
	const sync = {
		groupFilter: 'include:Engineering,Finance',
		removeDisabled: true,
		overwriteExisting: true,
		interval: 15,
	};
	const directoryEntra = {tenant: 'fabrikam.onmicrosoft.com', applicationId: application, key: '[STORED SECURELY]'};
	const organizationId = organisation.slice('organization.'.length);
	writeFileSync(path, JSON.stringify({stateVersion: 8, directoryType: 1, organizationId, directoryEntra, sync}));
	return path;
};

type Play = (screen: Running) => Promise<void>;

/** Each brings the program one step on, from the end of the one before. */
const toBitwarden: Play = async screen => {
	await screen.waitFor('Connect');
	screen.type(keys.enter);
	await screen.waitFor('2 of 9');
};
const throughBitwarden: Play = async screen => {
	await toBitwarden(screen);
	screen.type(`${keys.down}${keys.enter}${organisation}${keys.enter}`);
	screen.type(keys.paste('abcdefghijklmnopqrstuvwxyz0123'));
	await screen.waitFor('Signed in');
};
const toTenant: Play = async screen => {
	await throughBitwarden(screen);
	screen.type(keys.enter);
	await screen.waitFor('3 of 9');
};
const throughTenant: Play = async screen => {
	await toTenant(screen);
	screen.type('fabrikam.onmicrosoft.com');
	await screen.waitFor('Found the tenant');
};
const toRegistration: Play = async screen => {
	await throughTenant(screen);
	screen.type(keys.enter);
	await screen.waitFor('4 of 9');
};
const toPortal: Play = async screen => {
	await toRegistration(screen);
	screen.type(keys.down + keys.enter);
	await screen.waitFor('First page of two');
};
const toGrant: Play = async screen => {
	await toPortal(screen);
	screen.type(application + keys.enter);
	await screen.waitFor('Second page of two');
};
const toCredentials: Play = async screen => {
	await toGrant(screen);
	screen.type(keys.enter);
	await screen.waitFor('5 of 9');
};
const toPermissions: Play = async screen => {
	await toCredentials(screen);
	screen.type(keys.paste(secret));
	await screen.waitFor('Signed in');
	screen.type(`${keys.down}24 months${keys.enter}`);
	await screen.waitFor('6 of 9');
};
const toScope: Play = async screen => {
	await toPermissions(screen);
	await screen.waitFor('Everything that is needed');
	screen.type(keys.enter);
	await screen.waitFor(/people and [\d,]+ groups in/);
};
const toTest: Play = async screen => {
	await toScope(screen);
	screen.type(`include:Eng*${keys.enter}`);
	await screen.waitFor('8 of 9');
	await screen.waitFor(/people in,|people in;/);
};
const toFinish: Play = async screen => {
	await toTest(screen);
	screen.type(keys.enter);
	await screen.waitFor('9 of 9');
};

const scenes: readonly {readonly name: string; readonly play: Play; readonly script?: ServicesScript}[] = [
	{name: 'start', play: screen => screen.waitFor('Connect')},
	{
		name: 'import',
		play: async screen => {
			await screen.waitFor('Connect');
			screen.type(`${keys.down}${keys.down}${keys.enter}${configuration()}`);
			await screen.waitFor('Take this over');
		},
	},
	{name: 'bitwarden', play: toBitwarden},
	{name: 'bitwarden-good', play: throughBitwarden},
	{
		name: 'bitwarden-region',
		play: async screen => {
			await toBitwarden(screen);
			screen.type(`${keys.down}${keys.enter}${organisation}${keys.enter}`);
			screen.type(keys.paste('abcdefghijklmnopqrstuvwxyz0123') + keys.enter);
			await screen.waitFor('other regions');
		},
		script: {region: 'com'},
	},
	{
		name: 'vaultwarden',
		play: async screen => {
			await toBitwarden(screen);
			screen.type(
				`${keys.down}${keys.down}${keys.enter}vault.fabrikam.example${keys.enter}${organisation}${keys.enter}`,
			);
			screen.type(keys.paste('abcdefghijklmnopqrstuvwxyz0123') + keys.enter);
			await screen.waitFor('owners');
			await screen.waitFor('Signed in');
		},
		script: {vaultwarden: true},
	},
	{name: 'tenant', play: throughTenant},
	{name: 'registration', play: toRegistration},
	{name: 'register', play: toPortal},
	{name: 'grant', play: toGrant},
	{name: 'credentials', play: toCredentials},
	{
		name: 'credentials-mixed-up',
		play: async screen => {
			await toCredentials(screen);
			screen.type(keys.paste('9c3f1d7e-2b4a-4e6c-8f10-5a7b9d3e1c02'));
			await screen.waitFor('Value');
			await screen.waitFor('secret’s ID');
		},
	},
	{
		name: 'credentials-wrong',
		play: async screen => {
			await toCredentials(screen);
			screen.type(keys.paste(secret));
			await screen.waitFor('is wrong');
		},
		script: {secret: 'another'},
	},
	{
		name: 'permissions',
		play: async screen => {
			await toPermissions(screen);
			await screen.waitFor('next look in');
		},
		script: {consentAfter: 99, more: ['Directory.Read.All'].slice(1)},
	},
	{
		name: 'permissions-good',
		play: async screen => {
			await toPermissions(screen);
			await screen.waitFor('Everything that is needed');
		},
		script: {more: ['Group.Read.All']},
	},
	{
		name: 'scope',
		play: async screen => {
			await toScope(screen);
			screen.type('include:Eng*, Finance');
			await screen.waitFor('What this says');
			await screen.waitFor('outside the filters');
		},
	},
	{
		name: 'scope-wrong',
		play: async screen => {
			await toScope(screen);
			screen.type('include:Engineering | exclde:Interns');
			await screen.waitFor('^');
		},
	},
	{
		name: 'test',
		play: async screen => {
			await toTest(screen);
			screen.type(`${keys.down}${keys.right}${keys.down}`);
			await screen.waitFor('▾');
		},
	},
	{name: 'finish', play: toFinish},
	{
		name: 'help',
		play: async screen => {
			await toTest(screen);
			screen.type('?');
			await screen.waitFor('Keys');
		},
	},
];

/** Each scene small and large, and one light. */
export const setUpPictures: readonly Picture[] = [
	...scenes.flatMap(({name, play, script}): Picture[] =>
		(
			[
				['80', 80, 24],
				['120', 120, 40],
			] as const
		).map(([size, columns, rows]) => ({
			name: `set-up-${name}-${size}`,
			title: 'usher setup',
			columns,
			rows,
			program: 'set-up-program.tsx',
			environment: environment({region: 'eu', ...script}),
			play,
		})),
	),
	{
		name: 'set-up-light',
		title: 'usher setup',
		columns: 120,
		rows: 36,
		program: 'set-up-program.tsx',
		shade: lightShade,
		environment: {...environment({consentAfter: 99}), USHER_THEME: 'light'},
		play: async screen => {
			await toPermissions(screen);
			await screen.waitFor('next look in');
		},
	},
	{
		name: 'set-up-ascii',
		title: 'usher setup',
		columns: 80,
		rows: 24,
		program: 'set-up-program.tsx',
		environment: {...environment({consentAfter: 99}), LANG: 'C', NO_COLOR: '1'},
		play: async screen => {
			await toPermissions(screen);
			await screen.waitFor('next look in');
		},
	},
];
