// The pages of the portals as they look, with the values of this set-up in them where they are known. Pure.
import type {NeededPermission} from '../../../entra/permissions.ts';
import type {Glyphs} from '../../theme.ts';
import {button, type SketchRow, text} from './sketch.ts';

const columns = (left: string, cells: number, right: SketchRow['spans']): SketchRow['spans'] => [
	text(left.padEnd(cells)),
	text('  '),
	...right,
];

/** Bitwarden's Admin Console with the page that has the key. */
export const adminConsole = (glyphs: Glyphs): readonly SketchRow[] => {
	const row = (menu: string, ...right: SketchRow['spans']): SketchRow['spans'] => columns(menu, 19, right);
	return [
		{spans: row('Collections', {text: 'Organization info', tone: 'strong'})},
		{spans: row('Members')},
		{spans: row('Groups', text('API key'))},
		{spans: row('Reporting', button('View API key')), here: 'press'},
		{spans: row('Billing', text('[ Rotate API key ]')), here: 'not this', tone: 'warn'},
		{
			spans: [{text: 'Settings', tone: 'strong'}],
		},
		{
			spans: [
				{text: '  Organization info', tone: 'strong'},
				{text: ` ${glyphs.here}`, tone: 'good'},
			],
		},
	];
};

const labelled = (label: string, value: string): SketchRow['spans'] => columns(label, 14, [{text: value}]);

/** Entra's overview of the tenant. */
export const tenantOverview = ({
	name,
	id,
	domain,
}: {
	readonly name: string | undefined;
	readonly id: string | undefined;
	readonly domain: string | undefined;
}): readonly SketchRow[] => [
	{spans: [{text: 'Basic information', tone: 'strong'}]},
	{spans: labelled('Name', name ?? 'Your company')},
	{spans: labelled('Tenant ID', id === undefined ? '8 characters-4-4-4-12' : `${id.slice(0, 13)}…`), here: 'this'},
	{spans: labelled('Primary domain', domain ?? 'example.onmicrosoft.com'), here: 'or this'},
];

/** The form of a new registration, filled in. */
export const newRegistration = (name: string, tenant: string): readonly SketchRow[] => [
	{spans: [text('Name')]},
	{spans: [{text: `[ ${name} ]`, tone: 'strong'}]},
	{spans: [text('Supported account types')]},
	{spans: [{text: `(x) Single tenant only - ${tenant}`, tone: 'strong'}]},
	{spans: [text('( ) Multiple Entra ID tenants')]},
	{spans: [text('Redirect URI (optional)')]},
	{spans: [text('[ Select a platform ] [              ]')], here: 'empty'},
	{spans: [button('Register')], here: 'press'},
];

/** The overview of the registration, with the one ID that is asked for. */
export const registrationOverview = (id: string): readonly SketchRow[] => {
	const shown = id === '' ? '' : ` ${id.slice(0, 8)}…`;
	return [
		{spans: [{text: 'Essentials', tone: 'strong'}]},
		{spans: [{text: `Application (client) ID${shown}`}], here: 'this'},
		{spans: [text('Object ID')], here: 'no', tone: 'warn'},
		{spans: [text('Directory (tenant) ID')], here: 'no', tone: 'warn'},
	];
};

/** API permissions with what is granted, as the portal words it. */
export const apiPermissions = (
	needed: readonly NeededPermission[],
	tenant: string,
	granted: (name: string) => boolean,
	glyphs: Glyphs,
): readonly SketchRow[] => {
	const cells = Math.max(22, ...needed.map(({name}) => name.length + 2));
	const all = needed.every(({name}) => granted(name));
	return [
		{
			spans: [
				text('+ '),
				{text: 'Add a permission', tone: 'strong'},
				text(`   ${glyphs.done} `),
				{text: `Grant admin consent for ${tenant.length > 12 ? '…' : tenant}`, tone: all ? 'quiet' : 'strong'},
			],
		},
		{spans: [text(`${'Permission'.padEnd(cells)} Type        Status`)]},
		{spans: [text(`Microsoft Graph (${needed.length})`)]},
		...needed.map(({name}): SketchRow => {
			const there = granted(name);
			return {
				spans: [
					{text: `  ${name}`.padEnd(cells)},
					text(' Application '),
					there
						? {text: `${glyphs.done} Granted`, tone: 'good' as const}
						: {text: `${glyphs.warning} Not granted`, tone: 'warn' as const},
				],
			};
		}),
	];
};

/** Certificates & secrets, right after a secret was made. */
export const clientSecrets = (ends: string | undefined): readonly SketchRow[] => [
	{spans: [text('Certificates (0)   '), {text: 'Client secrets (1)', tone: 'strong'}, text('   Federated…')]},
	{spans: [text('+ '), {text: 'New client secret', tone: 'strong'}]},
	{spans: [text('Description  Expires     Value        Secret ID')]},
	{
		spans: [
			text(`Usher        ${(ends ?? '24 months').slice(0, 10).padEnd(10)}  `),
			{text: 'kQ~8Q~…', tone: 'strong'},
			text('      9c3f1d7e-…'),
		],
	},
	{
		spans: [text(' '.repeat(25)), {text: 'copy this'.padEnd(13), tone: 'good'}, {text: 'not this', tone: 'warn'}],
	},
];
