// One step as requests to the official server. Deciding and ordering are the core's.
import type {CallContext, Step, StepOutcome} from '../../core/ports.ts';
import type {HttpResponse} from '../../platform/http/port.ts';
import {adviceFor} from '../advice.ts';
import type {Client, Written} from '../client.ts';
import {type Fields, isFields} from '../fields.ts';
import {importBody} from '../import-body.ts';
import {refused, requestIdOf} from '../refusal.ts';
import {idOf} from '../shapes.ts';

const done = (response: HttpResponse): StepOutcome => {
	const requestId = requestIdOf(response);
	return requestId === undefined ? {kind: 'done'} : {kind: 'done', requestId};
};

const leftAlone = (response: HttpResponse, message: string, advice: string): StepOutcome => {
	const requestId = requestIdOf(response);
	return {
		kind: 'refused',
		status: response.status,
		message,
		fields: {},
		advice,
		...(requestId === undefined ? {} : {requestId}),
	};
};

const gone = (outcome: StepOutcome, what: string): StepOutcome =>
	outcome.kind === 'refused' && outcome.status === 404
		? {...outcome, message: `${what} is no longer there.`, advice: adviceFor('', 404) ?? ''}
		: outcome;

/** The outcome of a write; `already` are the server's words for a state that was there before, which is as good as done. */
const outcomeOf = (written: Written, what: string, already?: RegExp | 404): StepOutcome => {
	if ('response' in written) return done(written.response);
	const {outcome} = written;
	if (outcome.kind !== 'refused' || already === undefined) return gone(outcome, what);
	const holds = already === 404 ? outcome.status === 404 : outcome.status === 400 && already.test(outcome.message);
	if (!holds) return gone(outcome, what);
	return outcome.requestId === undefined ? {kind: 'done'} : {kind: 'done', requestId: outcome.requestId};
};

type Access = {
	readonly id: string;
	readonly readOnly: boolean;
	readonly hidePasswords: boolean;
	readonly manage: boolean;
};

/** Collections as they have to be sent back; undefined when the server did not say them in full. */
const accessOf = (value: unknown): Access[] | undefined => {
	if (!Array.isArray(value)) return undefined;
	const list: Access[] = [];
	for (const entry of value) {
		const id = isFields(entry) ? idOf(entry.id) : undefined;
		if (!isFields(entry) || id === undefined || typeof entry.readOnly !== 'boolean') return undefined;
		list.push({
			id,
			readOnly: entry.readOnly,
			hidePasswords: entry.hidePasswords === true,
			manage: entry.manage === true,
		});
	}
	return list;
};

const permissionsOf = (value: unknown): Fields | undefined => {
	if (!isFields(value)) return undefined;
	const flags = Object.entries(value).filter(([, flag]) => typeof flag === 'boolean');
	return Object.fromEntries(flags);
};

const incomplete = (response: HttpResponse, what: string): StepOutcome =>
	leftAlone(
		response,
		`The server did not say everything about this ${what}, so it was left as it is.`,
		'Sending back less than there is would take access away. Check that Usher and the server are up to date.',
	);

/**
 * Gives a member another external id. The PUT resets what it does not carry (type, permissions, collections), so all of
 * it is sent back; groups stay when they are not sent (Bitwarden server, UpdateOrganizationUserCommand).
 */
const relink = async (
	client: Client,
	step: Extract<Step, {kind: 'relink'}>,
	call: CallContext,
): Promise<StepOutcome> => {
	const path = `/public/members/${step.member}`;
	const response = await client.read(path, call);
	if (response.status !== 200) return gone(refused(response), 'The member');
	const member = response.json();
	const collections = isFields(member) ? accessOf(member.collections) : undefined;
	if (!isFields(member) || idOf(member.id) !== step.member || collections === undefined)
		return incomplete(response, 'member');
	const {type} = member;
	if (type === 3)
		return leftAlone(
			response,
			'The member still has the old role Manager, which the server does not take back.',
			'Give another role in the Admin Console, then run it again.',
		);
	if (type !== 0 && type !== 1 && type !== 2 && type !== 4) return incomplete(response, 'member');
	const permissions = type === 4 ? permissionsOf(member.permissions) : undefined;
	if (type === 4 && permissions === undefined) return incomplete(response, 'member');
	const body = {type, externalId: step.externalId, collections, ...(permissions === undefined ? {} : {permissions})};
	return outcomeOf(await client.write('PUT', path, body, call), 'The member');
};

/** Takes a group over: its name goes back exactly as it was, not as it is shown. */
const adoptGroup = async (
	client: Client,
	step: Extract<Step, {kind: 'adopt-group'}>,
	call: CallContext,
): Promise<StepOutcome> => {
	const path = `/public/groups/${step.group}`;
	const response = await client.read(path, call);
	if (response.status !== 200) return gone(refused(response), 'The group');
	const group = response.json();
	if (!isFields(group) || idOf(group.id) !== step.group || typeof group.name !== 'string')
		return incomplete(response, 'group');
	const collections = accessOf(group.collections);
	if (collections === undefined) return incomplete(response, 'group');
	const body = {name: group.name, externalId: step.externalId, collections};
	return outcomeOf(await client.write('PUT', path, body, call), 'The group');
};

/** Executes one step. @throws UsherError (exit 11, 16) when nothing was done; the signal's reason when aborted before */
export const executeOfficial = async (client: Client, step: Step, call: CallContext): Promise<StepOutcome> => {
	switch (step.kind) {
		case 'import': {
			const written = await client.write('POST', '/public/organization/import', importBody(step, 'official'), call);
			return 'response' in written ? done(written.response) : written.outcome;
		}
		case 'revoke': {
			const written = await client.write('POST', `/public/members/${step.member}/revoke`, undefined, call);
			return outcomeOf(written, 'The member', /already revoked/i);
		}
		case 'restore': {
			const written = await client.write('POST', `/public/members/${step.member}/restore`, undefined, call);
			return outcomeOf(written, 'The member', /already active/i);
		}
		case 'remove':
			return outcomeOf(
				await client.write('DELETE', `/public/members/${step.member}`, undefined, call),
				'The member',
				404,
			);
		case 'relink':
			return relink(client, step, call);
		case 'adopt-group':
			return adoptGroup(client, step, call);
		case 'set-group-members': {
			const body = {memberIds: [...step.members]};
			return outcomeOf(await client.write('PUT', `/public/groups/${step.group}/member-ids`, body, call), 'The group');
		}
		case 'delete-group':
			return outcomeOf(await client.write('DELETE', `/public/groups/${step.group}`, undefined, call), 'The group', 404);
	}
};
