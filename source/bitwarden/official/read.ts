// Reading an organisation through the public API of the official server.

import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {CallContext, Member, MemberId, OrgGroup, OrgGroupId} from '../../core/ports.ts';
import type {HttpResponse} from '../../platform/http/port.ts';
import type {Client} from '../client.ts';
import {isFields} from '../fields.ts';
import {requestIdOf, wordsOf} from '../refusal.ts';
import {groupOf, listOf, memberIdsOf, memberOf, unreadable} from '../shapes.ts';

/** @returns an error: the server does not let this be read */
export const unread = (what: string, response: HttpResponse): UsherError => {
	const {message} = wordsOf(response);
	return new UsherError({
		code: 'organisation-not-readable',
		exitCode: response.status === 403 ? exitCodes.permissionMissing : exitCodes.organisationRefused,
		message: `The Bitwarden server does not let ${what} be read (${response.status}). ${message}`,
		advice:
			'Make sure that the key is the API key of the organisation, and that its plan includes the public API (Teams or Enterprise). A server of another make may not have these calls.',
		requestId: requestIdOf(response),
		raw: message,
	});
};

/** A whole list, also should the server give it in pages. */
const readList = async <Entry extends {readonly id: string}>(
	client: Client,
	path: string,
	what: string,
	parse: (value: unknown, response: HttpResponse) => Entry,
	call: CallContext,
): Promise<readonly Entry[]> => {
	const entries = new Map<string, Entry>();
	const seen = new Set<string>();
	for (let next = path; ; ) {
		const response = await client.read(next, call);
		if (response.status !== 200) throw unread(what, response);
		const {data, more} = listOf(response, what);
		for (const value of data) {
			const entry = parse(value, response);
			if (entries.has(entry.id)) throw unreadable(`${what} with the same id twice (${entry.id})`, response);
			entries.set(entry.id, entry);
		}
		if (more === undefined) return [...entries.values()];
		if (seen.has(more)) throw unreadable(`${what} in pages that go round in a circle`, response);
		seen.add(more);
		next = `${path}?continuationToken=${encodeURIComponent(more)}`;
	}
};

/** Everyone in the organisation. @throws UsherError (exit 11, 12, 15, 16) */
export const readMembers = (client: Client, call: CallContext): Promise<readonly Member[]> =>
	readList(client, '/public/members', 'the members', memberOf, call);

/** Every group of the organisation. @throws UsherError (exit 11, 12, 15, 16) */
export const readGroups = (client: Client, call: CallContext): Promise<readonly OrgGroup[]> =>
	readList(client, '/public/groups', 'the groups', groupOf, call);

/**
 * The members of groups, each as soon as it is read, some at a time. A group that is gone is left out.
 * @throws UsherError (exit 11, 12, 15, 16)
 */
export async function* readGroupMembers(
	client: Client,
	groups: readonly OrgGroupId[],
	width: () => number,
	call: CallContext,
): AsyncGenerator<readonly [OrgGroupId, readonly MemberId[]]> {
	const stop = new AbortController();
	const own: CallContext = {...call, signal: AbortSignal.any([call.signal, stop.signal])};
	type Read = {readonly group: OrgGroupId; readonly members?: readonly MemberId[]; readonly error?: unknown};
	const underWay = new Map<OrgGroupId, Promise<Read>>();
	const read = async (group: OrgGroupId): Promise<Read> => {
		try {
			const response = await client.read(`/public/groups/${group}/member-ids`, own);
			if (response.status === 404) return {group};
			if (response.status !== 200) throw unread('the members of a group', response);
			return {group, members: memberIdsOf(response)};
		} catch (error) {
			return {group, error};
		}
	};
	try {
		const queue = [...new Set(groups)];
		let at = 0;
		while (at < queue.length || underWay.size > 0) {
			while (at < queue.length && underWay.size < width()) {
				const group = queue[at++] as OrgGroupId;
				underWay.set(group, read(group));
			}
			const result = await Promise.race(underWay.values());
			underWay.delete(result.group);
			if (result.error !== undefined) throw result.error;
			if (result.members !== undefined) yield [result.group, result.members];
		}
	} finally {
		// The reader may have left in the middle: nothing goes on behind its back.
		stop.abort();
		await Promise.all(underWay.values());
	}
}

/**
 * Seats, where the server tells (the cloud does; Bitwarden server, Billing/Public OrganizationController). They are
 * good to know, so a server that fails over them does not stop a run; its status is 0 then.
 */
export const readSeats = async (
	client: Client,
	call: CallContext,
): Promise<{status: number; seats?: {bought: number; mayGrowTo?: number}}> => {
	let response: HttpResponse;
	try {
		response = await client.read('/public/organization/subscription', call, {budgetMs: 5000, mostPages: 2});
	} catch (error) {
		if (error instanceof UsherError && error.exitCode === exitCodes.unavailable) return {status: 0};
		throw error;
	}
	const body = response.status === 200 ? response.json() : undefined;
	const manager = isFields(body) ? body.passwordManager : undefined;
	if (!isFields(manager) || !isCount(manager.seats)) return {status: response.status};
	const {seats: bought, maxAutoScaleSeats: most} = manager;
	return {status: 200, seats: isCount(most) ? {bought, mayGrowTo: most} : {bought}};
};

/**
 * Whether a server that does not tell its version can revoke: asked with GET, a call that is there for POST only is 405,
 * one that is not there 404 (ASP.NET Core, routing). Nothing is changed by it.
 */
export const knowsRevoking = async (client: Client, call: CallContext): Promise<boolean> => {
	const response = await client.read('/public/members/00000000-0000-0000-0000-000000000000/revoke', call);
	return response.status === 405;
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
