import type {Step} from '../core/ports.ts';

/**
 * The body of an import: every field that either kind of server asks for, no nulls (they end in 500). Nobody who is
 * not named is ever taken out (`overwriteExisting`). Steps stay within 2,000 people and groups, so `largeImport` is
 * false; it is said all the same. Bitwarden server, OrganizationImportRequestModel; Vaultwarden, public.rs.
 */
export const importBody = (step: Extract<Step, {kind: 'import'}>): Record<string, unknown> => ({
	groups: step.groups.map(({name, externalId, memberExternalIds}) => ({
		name,
		externalId,
		memberExternalIds: [...memberExternalIds],
	})),
	members: step.members.map(({email, externalId, deleted}) => ({email, externalId, deleted})),
	overwriteExisting: false,
	largeImport: step.members.length > 2000 || step.groups.length > 2000,
	inviteUsersAfterProvisioning: step.invite === 'mail',
});
