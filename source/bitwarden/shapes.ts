// What an organisation's server gives, checked and cleaned: nothing of it is believed.
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {Member, MemberId, MemberRole, MemberStatus, OrgGroup, OrgGroupId} from '../core/ports.ts';
import type {HttpResponse} from '../platform/http/port.ts';
import {cleanText} from '../platform/text/clean.ts';
import {isFields} from './fields.ts';
import {requestIdOf} from './refusal.ts';

/** @throws always: the server answered something that it must not have. */
export const unreadable = (what: string, response: HttpResponse, raw = ''): UsherError =>
	new UsherError({
		code: 'organisation-unreadable',
		exitCode: exitCodes.unavailable,
		message: `The Bitwarden server gave ${what} that cannot be read. Nothing was changed.`,
		advice:
			'Check that bitwarden.url leads to the server itself and nothing on the way rewrites its answers, and that Usher is up to date.',
		requestId: requestIdOf(response),
		raw: raw === '' ? undefined : cleanText(raw, 300),
	});

const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An id of the server, lower case; undefined when it is none. It goes into paths, so nothing else passes. */
export const idOf = (value: unknown): string | undefined => {
	if (typeof value !== 'string' || value.length !== 36) return undefined;
	const id = value.toLowerCase();
	return idForm.test(id) ? id : undefined;
};

/** The entries of a list, and where it goes on, should the server ever page. */
export const listOf = (response: HttpResponse, what: string): {data: readonly unknown[]; more?: string} => {
	const body = response.json();
	if (!isFields(body) || !Array.isArray(body.data))
		throw unreadable(`an answer about ${what}`, response, response.text().slice(0, 300));
	const more = body.continuationToken;
	// Half a character cannot be asked for.
	if (typeof more === 'string' && !more.isWellFormed())
		throw unreadable(`where ${what} go on`, response, response.text().slice(0, 300));
	return typeof more === 'string' && more !== '' ? {data: body.data, more} : {data: body.data};
};

/** An external id, which other tools may have written as a number. Empty when there is none. */
const externalIdOf = (value: unknown): string => (typeof value === 'number' ? String(value) : cleanText(value, 300));

/** Bitwarden server, OrganizationUserType. 3 was the manager; of a role that nobody knows yet the careful reading is taken. */
const roleOf = (value: number): MemberRole =>
	value === 0 ? 'owner' : value === 1 ? 'admin' : value === 2 || value === 3 ? 'user' : 'custom';

/** Bitwarden server, OrganizationUserStatusType. A status that nobody knows yet counts as active. */
const statusOf = (value: number): MemberStatus => {
	if (value === -1) return 'revoked';
	if (value === 0) return 'invited';
	if (value === 2) return 'confirmed';
	return value === 3 ? 'staged' : 'accepted';
};

/** One member. @throws UsherError `organisation-unreadable` */
export const memberOf = (value: unknown, response: HttpResponse): Member => {
	const id = isFields(value) ? idOf(value.id) : undefined;
	if (!isFields(value) || id === undefined) throw unreadable('a member without an id', response);
	const {type, status} = value;
	const email = cleanText(value.email, 512).toLowerCase();
	if (email === '') throw unreadable(`a member without an e-mail address (${id})`, response);
	if (!Number.isInteger(type) || !Number.isInteger(status))
		throw unreadable(`a member without a role or a status (${id})`, response);
	const externalId = externalIdOf(value.externalId);
	const role = roleOf(type as number);
	// Written out, because there can be a hundred thousand of them.
	return externalId === ''
		? {id: id as MemberId, email, role, status: statusOf(status as number)}
		: {id: id as MemberId, email, externalId, role, status: statusOf(status as number)};
};

/** One group. @throws UsherError `organisation-unreadable` */
export const groupOf = (value: unknown, response: HttpResponse): OrgGroup => {
	const id = isFields(value) ? idOf(value.id) : undefined;
	if (!isFields(value) || id === undefined) throw unreadable('a group without an id', response);
	if (typeof value.name !== 'string') throw unreadable(`a group without a name (${id})`, response);
	const group = {id: id as OrgGroupId, name: cleanText(value.name, 300)};
	const externalId = externalIdOf(value.externalId);
	return externalId === '' ? group : {...group, externalId};
};

/** Ids of the members of a group. @throws UsherError `organisation-unreadable` */
export const memberIdsOf = (response: HttpResponse): readonly MemberId[] => {
	const body = response.json();
	if (!Array.isArray(body))
		throw unreadable('a list of the members of a group', response, response.text().slice(0, 300));
	const ids = new Set<MemberId>();
	for (const entry of body) {
		const id = idOf(entry);
		if (id === undefined) throw unreadable('a member of a group without an id', response);
		ids.add(id as MemberId);
	}
	return [...ids];
};
