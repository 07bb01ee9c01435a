import {unhandled} from './message.ts';
import {
	checkText,
	type Findings,
	find,
	flagOf,
	hasOneAt,
	modelOf,
	modelsOf,
	permissiveText,
	refuseFindings,
	textOf,
} from './validate.ts';

export type ImportedMember = {readonly email: string | null; readonly externalId: string; readonly deleted: boolean};
export type ImportedGroup = {
	readonly name: string;
	readonly externalId: string;
	readonly memberExternalIds: readonly string[];
};
export type Import = {
	readonly members: readonly ImportedMember[];
	readonly groups: readonly ImportedGroup[];
	readonly overwriteExisting: boolean;
	readonly largeImport: boolean;
	readonly inviteUsersAfterProvisioning: boolean;
};

/**
 * Reads the body of an import as the official server binds and validates it
 * (Bitwarden server, OrganizationImportRequestModel). Null arrays pass the validation and end in 500.
 */
export const importOf = (body: string): Import => {
	const model = modelOf(body);
	const groups = modelsOf(model, 'groups');
	const members = modelsOf(model, 'members');
	const findings: Findings = new Map();
	const overwriteExisting = flagOf(model, 'overwriteExisting');
	if (overwriteExisting === undefined) find(findings, 'OverwriteExisting', 'The OverwriteExisting field is required.');
	let nullIds = false;
	const readGroups = groups?.map((group, at) => {
		const name = textOf(group, 'name', `$.groups[${at}]`);
		const externalId = permissiveText(group.externalid, `$.groups[${at}].externalId`);
		checkText(findings, `Groups[${at}].Name`, name, {most: 100, required: true});
		checkText(findings, `Groups[${at}].ExternalId`, externalId, {most: 300, required: true});
		const ids = group.memberexternalids;
		if (!Array.isArray(ids)) nullIds = true;
		const list: unknown[] = Array.isArray(ids) ? ids : [];
		return {
			name: name ?? '',
			externalId: externalId ?? '',
			memberExternalIds: list.map(
				(id, position) => permissiveText(id, `$.groups[${at}].memberExternalIds[${position}]`) ?? '',
			),
		};
	});
	const readMembers = members?.map((member, at) => {
		const email = textOf(member, 'email', `$.members[${at}]`);
		const externalId = permissiveText(member.externalid, `$.members[${at}].externalId`);
		const deleted = flagOf(member, 'deleted', `$.members[${at}]`) ?? false;
		if (!deleted && (email === null || email.trim() === ''))
			find(findings, `Members[${at}].Email`, 'Email is required for enabled members.');
		if (email !== null) {
			checkText(findings, `Members[${at}].Email`, email, {most: 256, required: false});
			if (!hasOneAt(email)) find(findings, `Members[${at}].Email`, 'The Email field is not a valid e-mail address.');
		}
		checkText(findings, `Members[${at}].ExternalId`, externalId, {most: 300, required: true});
		return {email: email?.toLowerCase() ?? null, externalId: externalId ?? '', deleted};
	});
	refuseFindings(findings);
	if (readGroups === undefined || readMembers === undefined || nullIds) throw unhandled();
	return {
		groups: readGroups,
		members: readMembers,
		overwriteExisting: overwriteExisting ?? false,
		largeImport: flagOf(model, 'largeImport') ?? false,
		inviteUsersAfterProvisioning: flagOf(model, 'inviteUsersAfterProvisioning') ?? true,
	};
};
