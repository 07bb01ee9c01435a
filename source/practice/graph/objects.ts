// Directory objects as JSON: which properties there are, which come without asking, which a caller may see.
import type {PracticeGroup, PracticeObject, PracticeThing, PracticeUser} from '../company/model.ts';
import {sees} from './access.ts';
import type {Caller} from './context.ts';
import {GraphRefusal} from './refusal.ts';

type Getter<T> = (object: T) => unknown;
const nothing = (): null => null;
const none = (): readonly never[] => [];

const userGetters: ReadonlyMap<string, Getter<PracticeUser>> = new Map<string, Getter<PracticeUser>>([
	['id', user => user.id],
	['displayName', user => user.displayName],
	['givenName', user => user.givenName],
	['surname', user => user.surname],
	['mail', user => user.mail],
	['userPrincipalName', user => user.userPrincipalName],
	['accountEnabled', user => user.accountEnabled],
	['userType', user => user.userType],
	['jobTitle', user => user.jobTitle],
	['department', user => user.department],
	['createdDateTime', user => seconds(user.created)],
	['deletedDateTime', user => (user.deletedAt === 0 ? null : seconds(user.deletedAt))],
	['mailNickname', user => user.userPrincipalName.split('@')[0]],
	['proxyAddresses', user => (user.mail === null ? [] : [`SMTP:${user.mail}`])],
	['businessPhones', none],
	['otherMails', none],
	...[
		'mobilePhone',
		'officeLocation',
		'preferredLanguage',
		'companyName',
		'city',
		'country',
		'employeeId',
		'usageLocation',
		'creationType',
		'externalUserState',
		'onPremisesSyncEnabled',
		'onPremisesImmutableId',
		'onPremisesDistinguishedName',
		'onPremisesDomainName',
		'onPremisesSamAccountName',
		'onPremisesUserPrincipalName',
		'onPremisesLastSyncDateTime',
		'onPremisesSecurityIdentifier',
	].map((name): [string, Getter<PracticeUser>] => [name, nothing]),
]);
const userDefaults =
	'businessPhones,displayName,givenName,jobTitle,mail,mobilePhone,officeLocation,preferredLanguage,surname,userPrincipalName,id'.split(
		',',
	);
const basicUser = new Set(['id', 'displayName', 'givenName', 'surname', 'mail', 'userPrincipalName']);
/** Readable for one user only: asked of a collection, Graph says 501. */
const notInCollections = new Set(['aboutMe', 'birthday', 'hireDate', 'interests', 'mySite', 'pastProjects', 'skills']);

const groupGetters: ReadonlyMap<string, Getter<PracticeGroup>> = new Map<string, Getter<PracticeGroup>>([
	['id', group => group.id],
	['deletedDateTime', group => (group.deletedAt === 0 ? null : seconds(group.deletedAt))],
	['classification', nothing],
	['createdDateTime', group => seconds(group.created)],
	['description', group => group.description],
	['displayName', group => group.displayName],
	['expirationDateTime', nothing],
	['groupTypes', group => (group.unified ? ['Unified'] : [])],
	['isAssignableToRole', nothing],
	['mail', group => group.mail],
	['mailEnabled', group => group.unified],
	['mailNickname', group => group.mailNickname],
	['membershipRule', nothing],
	['membershipRuleProcessingState', nothing],
	['onPremisesLastSyncDateTime', nothing],
	['onPremisesSecurityIdentifier', nothing],
	['onPremisesSyncEnabled', nothing],
	['preferredDataLocation', nothing],
	['preferredLanguage', nothing],
	['proxyAddresses', none],
	['renewedDateTime', group => seconds(group.created)],
	['securityEnabled', group => !group.unified],
	['securityIdentifier', nothing],
	['theme', nothing],
	['visibility', group => group.visibility],
]);
const groupDefaults = [...groupGetters.keys()];
const basicGroup = new Set([
	'id',
	'displayName',
	'description',
	'mail',
	'mailNickname',
	'groupTypes',
	'securityEnabled',
	'visibility',
]);

const thingGetters: ReadonlyMap<string, Getter<PracticeThing>> = new Map<string, Getter<PracticeThing>>([
	['id', thing => thing.id],
	['displayName', thing => thing.displayName],
]);

const seconds = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** The names of `$select`, or undefined when nothing is selected. */
export const selection = (query: URLSearchParams): readonly string[] | undefined => {
	const given = query.get('$select');
	if (given === null || given.trim() === '') return undefined;
	return given.split(',').map(name => name.trim());
};

/** @throws GraphRefusal for a property that this type has not, or that a collection does not give. */
export const checkSelection = (
	names: readonly string[] | undefined,
	type: 'user' | 'group',
	collection: boolean,
): void => {
	const getters: ReadonlyMap<string, unknown> = type === 'user' ? userGetters : groupGetters;
	for (const name of names ?? []) {
		if (getters.has(name) || (type === 'group' && (name === 'members' || name === 'owners'))) continue;
		if (type === 'user' && name === 'manager') continue;
		if (type === 'user' && notInCollections.has(name)) {
			if (!collection) continue;
			throw new GraphRefusal(501, 'NotImplemented', 'Not Implemented');
		}
		throw new GraphRefusal(
			400,
			'BadRequest',
			`Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
		);
	}
};

/** The properties that a delta round shows, without the id. */
export const deltaProperties = (type: 'user' | 'group', names: readonly string[] | undefined): readonly string[] => {
	const getters: ReadonlyMap<string, unknown> = type === 'user' ? userGetters : groupGetters;
	return (names ?? (type === 'user' ? userDefaults : groupDefaults)).filter(name => name !== 'id' && getters.has(name));
};

/** One property as `$filter` sees it. */
export const property = (object: PracticeObject, name: string): unknown =>
	gettersOf(object).get(name)?.(object as never);

/** Whether `$filter` may name it. */
export const isProperty = (type: 'user' | 'group', name: string): boolean =>
	(type === 'user' ? userGetters : groupGetters).has(name);

const gettersOf = (object: PracticeObject): ReadonlyMap<string, Getter<never>> =>
	object.kind === 'user' ? userGetters : object.kind === 'group' ? groupGetters : thingGetters;

/** Turns objects into JSON texts, for one caller and one selection. */
export type Writer = (object: PracticeObject) => string;

/** `typed` puts `@odata.type` in front, as mixed collections have it. */
export const writerFor = (caller: Caller, names: readonly string[] | undefined, typed: boolean): Writer => {
	const plans = new Map<string, {head: string; getters: [string, Getter<never>][]}>();
	const planFor = (object: PracticeObject): {head: string; getters: [string, Getter<never>][]} => {
		const sight = sees(caller, object.kind);
		const all = gettersOf(object);
		const defaults =
			object.kind === 'user' ? userDefaults : object.kind === 'group' ? groupDefaults : ['id', 'displayName'];
		const basic = object.kind === 'user' ? basicUser : basicGroup;
		const wanted = names === undefined ? defaults : names.filter(name => all.has(name) || typed);
		const others = wanted
			.filter(name => name !== 'id' && (all.has(name) || name === 'id'))
			.map((name): [string, Getter<never>] => [
				`,${JSON.stringify(name)}:`,
				sight === 'all' || (sight === 'basic' && basic.has(name)) ? (all.get(name) ?? nothing) : nothing,
			]);
		return {head: typed ? `{"@odata.type":"#microsoft.graph.${object.kind}","id":"` : '{"id":"', getters: others};
	};
	return object => {
		let plan = plans.get(object.kind);
		if (plan === undefined) {
			plan = planFor(object);
			plans.set(object.kind, plan);
		}
		let text = `${plan.head}${object.id}"`;
		for (const [key, getter] of plan.getters) text += key + JSON.stringify(getter(object as never));
		return `${text}}`;
	};
};
