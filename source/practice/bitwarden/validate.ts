// The model validation of the official server: what ASP.NET binds, and what it answers when it cannot.
import {invalidModel, unhandled} from './message.ts';

export type Model = Readonly<Record<string, unknown>>;

const lowered = (value: object): Model => {
	const entries = Object.entries(value).map(([key, inner]) => [key.toLowerCase(), inner] as const);
	return Object.assign(Object.create(null) as object, Object.fromEntries(entries));
};

/** The body as an object; names of properties in lower case, since the server does not mind their case. */
export const modelOf = (body: string): Model => {
	let value: unknown;
	try {
		value = JSON.parse(body);
	} catch {
		throw invalidModel({$: ['The JSON value could not be converted.'], model: ['The model field is required.']});
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		throw invalidModel({model: ['The model field is required.']});
	return lowered(value);
};

const notConvertible = (path: string, type: string) =>
	invalidModel({[path]: [`The JSON value could not be converted to ${type}. Path: ${path}.`]});

/** Text or null; anything else does not convert. */
export const textOf = (model: Model, name: string, path = '$'): string | null => {
	const value = model[name.toLowerCase()];
	if (value === undefined || value === null) return null;
	if (typeof value !== 'string') throw notConvertible(`${path}.${name}`, 'System.String');
	return value;
};

/** External ids may be numbers (Bitwarden server, PermissiveStringConverter). */
export const permissiveText = (value: unknown, path: string): string | null => {
	if (value === undefined || value === null) return null;
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	throw notConvertible(path, 'System.String');
};

/** True, false, or undefined where it is absent. */
export const flagOf = (model: Model, name: string, path = '$'): boolean | undefined => {
	const value = model[name.toLowerCase()];
	if (value === undefined) return undefined;
	if (typeof value !== 'boolean') throw notConvertible(`${path}.${name}`, 'System.Boolean');
	return value;
};

/** The objects of an array; undefined where it is absent or null. */
export const modelsOf = (model: Model, name: string, path = '$'): Model[] | undefined => {
	const value = model[name.toLowerCase()];
	if (value === undefined || value === null) return undefined;
	if (!Array.isArray(value)) throw notConvertible(`${path}.${name}`, 'System.Array');
	return value.map((entry, at) => {
		if (entry === null) throw unhandled();
		if (typeof entry !== 'object' || Array.isArray(entry)) throw notConvertible(`${path}.${name}[${at}]`, 'Model');
		return lowered(entry as object);
	});
};

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is an id; a path with anything else does not lead anywhere. */
export const isGuid = (text: string): boolean => guid.test(text);

/** The ids of an array; undefined where it is absent or null. */
export const guidsOf = (model: Model, name: string): string[] | undefined => {
	const value = model[name.toLowerCase()];
	if (value === undefined || value === null) return undefined;
	if (!Array.isArray(value)) throw notConvertible(`$.${name}`, 'System.Guid[]');
	return value.map((entry, at) => {
		if (typeof entry !== 'string' || !guid.test(entry)) throw notConvertible(`$.${name}[${at}]`, 'System.Guid');
		return entry.toLowerCase();
	});
};

/** Collects what does not pass, by field. */
export type Findings = Map<string, string[]>;

export const find = (findings: Findings, key: string, message: string): void => {
	const known = findings.get(key);
	if (known === undefined) findings.set(key, [message]);
	else known.push(message);
};

/** @throws Refusal with everything found, when anything was. */
export const refuseFindings = (findings: Findings): void => {
	if (findings.size > 0) throw invalidModel(Object.fromEntries(findings));
};

/** Checks a text as `[Required]` and `[StringLength]` do. */
export const checkText = (
	findings: Findings,
	key: string,
	text: string | null,
	rule: {readonly most: number; readonly required: boolean},
): void => {
	const field = key.slice(key.lastIndexOf('.') + 1);
	if (rule.required && (text === null || text.trim() === '')) find(findings, key, `The ${field} field is required.`);
	if (text !== null && text.length > rule.most)
		find(findings, key, `The field ${field} must be a string with a maximum length of ${rule.most}.`);
};

/** Whether an import takes an address: one @, not at an end (.NET, EmailAddressAttribute). Nothing more is asked. */
export const hasOneAt = (text: string): boolean => {
	const at = text.indexOf('@');
	return at > 0 && at !== text.length - 1 && at === text.lastIndexOf('@') && !/[\r\n]/.test(text);
};

/** Whether an invitation takes an address (Bitwarden server, StrictEmailAddressAttribute), roughly as MimeKit reads it. */
export const isEmail = (text: string): boolean =>
	hasOneAt(text) &&
	/^[^\s@<>(),;:\\"[\]]+@[^\s@<>(),;:\\"[\]]+$/u.test(text) &&
	!text.includes('..') &&
	text.includes('.', text.indexOf('@'));

/** Owner, admin, user and custom; 3 was the manager, who is gone. */
export const invalidRole = (findings: Findings, type: unknown): void => {
	if (type === 3) find(findings, 'Type', 'The Manager role has been deprecated. Use collection permissions instead.');
	else if (type !== 0 && type !== 1 && type !== 2 && type !== 4)
		throw notConvertible('$.type', 'System.Nullable`1[Bit.Core.Enums.OrganizationUserType]');
};

const permissionNames = [
	'accessEventLogs',
	'accessImportExport',
	'accessReports',
	'createNewCollections',
	'editAnyCollection',
	'deleteAnyCollection',
	'manageGroups',
	'managePolicies',
	'manageSso',
	'manageUsers',
	'manageResetPassword',
	'manageScim',
	'manageAccessRules',
] as const;

/** Custom permissions; those that are not sent are false. Null where there are none. */
export const permissionsOf = (model: Model): Record<string, boolean> | null => {
	const value = model.permissions;
	if (value === undefined || value === null) return null;
	if (typeof value !== 'object' || Array.isArray(value)) throw notConvertible('$.permissions', 'PermissionsModel');
	const sent = lowered(value);
	return Object.fromEntries(permissionNames.map(name => [name, flagOf(sent, name, '$.permissions') ?? false]));
};
