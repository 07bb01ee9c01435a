// What the set-up asks, answered by a script: no network, and always the same.
import type {OrganisationProbe} from '../../source/bitwarden/probe.ts';
import {UsherError} from '../../source/core/errors.ts';
import {exitCodes} from '../../source/core/exit-codes.ts';
import {clouds} from '../../source/entra/clouds.ts';
import {comparePermissions} from '../../source/entra/permissions.ts';
import {createSession} from '../../source/ui/session/create-session.ts';
import type {Services} from '../../source/ui/wizard/checks/services.ts';
import {fakeProfile, type ScriptOptions} from './fake-profile.ts';

export type ServicesScript = {
	/** The region that has the organisation. */
	readonly region?: 'com' | 'eu';
	readonly vaultwarden?: boolean;
	/** Looks after which consent has arrived; 0 from the start. */
	readonly consentAfter?: number;
	/** More permissions that the token carries. */
	readonly more?: readonly string[];
	/** The secret that Microsoft takes; any when not said. */
	readonly secret?: string;
	readonly read?: ScriptOptions;
	/** How long each answer takes. */
	readonly answerMs?: number;
};

export const tenantId = '7d3f2a10-44c1-4f6e-9b1d-2f0a6c5e8b21';

const refusal = (code: string, message: string, advice: string, raw?: string): UsherError =>
	new UsherError({code, exitCode: exitCodes.signInFailed, message, advice, raw});

const probeOf = (vaultwarden: boolean): OrganisationProbe => ({
	checks: [
		{
			code: 'server',
			state: 'good',
			message: vaultwarden ? 'Vaultwarden, version 2025.12.0.' : 'Bitwarden cloud, version 2026.8.0.',
			advice: '',
		},
		{code: 'sign-in', state: 'good', message: "The organisation's API key is good.", advice: ''},
		...(vaultwarden
			? []
			: [{code: 'seats', state: 'good', message: '110 seats, 63 taken; may grow to 150.', advice: ''} as const]),
	],
	abilities: {
		server: vaultwarden ? 'vaultwarden' : 'cloud',
		version: '2026.8.0',
		canRead: !vaultwarden,
		canRevoke: !vaultwarden,
		canRenameGroups: !vaultwarden,
		canDeleteGroups: !vaultwarden,
		canStage: false,
	},
	...(vaultwarden ? {} : {members: 63, groups: 12}),
	owners: vaultwarden ? [] : ['ada@fabrikam.example', 'grace@fabrikam.example'],
});

/** Services that follow a script. */
export const fakeServices = (script: ServicesScript = {}): Services => {
	let looks = 0;
	const answered = async <Value>(make: () => Value, signal: AbortSignal): Promise<Value> => {
		await new Promise(resolve => setTimeout(resolve, script.answerMs ?? 20));
		signal.throwIfAborted();
		return make();
	};
	return {
		findTenant: ({text}, {signal}) =>
			answered(() => {
				if (text.includes('nowhere'))
					throw refusal(
						'tenant-not-found',
						'No tenant with this id or domain was found in any of Microsoft’s clouds.',
						'Check it for typing mistakes. The directory (tenant) ID is on the overview page of Microsoft Entra in the portal (entra.tenant).',
					);
				const cloud = text.includes('gov') ? clouds.usgov : clouds.public;
				return {id: tenantId, cloud, ...(text.includes('.') ? {domain: text.toLowerCase()} : {})};
			}, signal),
		server: (_, {signal}) =>
			answered(
				() => ({
					known: true,
					vaultwarden: script.vaultwarden === true,
					what: script.vaultwarden === true ? 'Vaultwarden 2025.12.0' : 'Bitwarden server 2026.8.0',
				}),
				signal,
			),
		organisation: ({url}, {signal}) =>
			answered(() => {
				const wanted = script.region ?? 'eu';
				if (/bitwarden\.(com|eu)$/.test(url) && !url.endsWith(wanted))
					throw refusal(
						'bitwarden-key-refused',
						`${new URL(url).host} did not take the organisation's API key. It does not say which part is wrong.`,
						`Most often the key was rotated, or copied incompletely: copy both parts again. The key is in the Admin Console of ${url}, under Settings, Organization info, API key.`,
						'invalid_client',
					);
				return probeOf(script.vaultwarden === true);
			}, signal),
		region: (_, {signal}) => answered(() => `https://bitwarden.${script.region ?? 'eu'}`, signal),
		signIn: async ({credential}, {signal}) => {
			const secret = credential.kind === 'secret' ? await credential.secret() : '';
			return answered(() => {
				if (script.secret !== undefined && secret !== script.secret)
					throw refusal(
						'aadsts-7000215',
						'The client secret is wrong.',
						'Copy the secret’s Value, not its Secret ID; the portal shows the value only once, right after it is made. Make a new secret if it is lost. A secret made a moment ago takes up to a minute to work. (usher secret set entra)',
						'AADSTS7000215: Invalid client secret provided.',
					);
				return {roles: ['User.Read.All'], tenant: tenantId};
			}, signal);
		},
		permissions: (_, needed, {signal}) =>
			answered(() => {
				const complete = looks++ >= (script.consentAfter ?? 0);
				const names = needed.map(({name}) => name);
				const roles = [...(complete ? names : names.slice(0, 1)), ...(script.more ?? [])];
				return {comparison: comparePermissions(roles, needed), refused: [], complete, tenantName: 'Fabrikam'};
			}, signal),
		openSession: async () => createSession({profile: fakeProfile(script.read ?? {})}),
		close: async () => {},
	};
};
