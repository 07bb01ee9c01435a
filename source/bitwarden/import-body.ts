import type {ImportedMember, Step} from '../core/ports.ts';

const entry = ({email, externalId, deleted}: ImportedMember, server: 'official' | 'vaultwarden') =>
	// The official server finds the dead by id and still refuses an empty e-mail of theirs; Vaultwarden goes by the e-mail.
	deleted && server === 'official' ? {externalId, deleted} : {email, externalId, deleted};

/**
 * The body of an import: every field that the server asks for, no nulls (they end in 500). Nobody who is not named is
 * ever taken out (`overwriteExisting`). Steps stay within 2,000 people and groups, so `largeImport` is false; it is
 * said all the same. Bitwarden server, OrganizationImportRequestModel; Vaultwarden, public.rs.
 */
export const importBody = (
	step: Extract<Step, {kind: 'import'}>,
	server: 'official' | 'vaultwarden',
): Record<string, unknown> => ({
	groups: step.groups.map(({name, externalId, memberExternalIds}) => ({
		name,
		externalId,
		memberExternalIds: [...memberExternalIds],
	})),
	members: step.members.map(member => entry(member, server)),
	overwriteExisting: false,
	largeImport: step.members.length > 2000 || step.groups.length > 2000,
	inviteUsersAfterProvisioning: step.invite === 'mail',
});
