import {UsherError} from '../errors.ts';
import {exitCodes} from '../exit-codes.ts';
import type {CallContext, Member, OrgGroup} from '../ports.ts';
import type {SyncEvent} from '../run.ts';
import type {RunContext} from './context.ts';
import {during} from './during.ts';

export type Lists = {readonly members: readonly Member[]; readonly groups: readonly OrgGroup[]};

const pauseMs = 5_000;
const mostReads = 12;

/** What a list says, whatever order it came in. */
const essence = ({members, groups}: Lists): string =>
	JSON.stringify([
		members.map(({id, email, externalId, status}) => `${id} ${email} ${externalId ?? ''} ${status}`).sort(),
		groups.map(({id, name, externalId}) => `${id} ${externalId ?? ''} ${name}`).sort(),
	]);

/** The members and groups of the organisation, one request each, at the same time; or as read ahead. */
export const readLists = (
	{ports, signal}: RunContext,
	ahead?: {take(call: CallContext): Promise<Lists> | undefined},
): AsyncGenerator<SyncEvent, Lists> =>
	during(async call => {
		const taken = ahead?.take(call);
		if (taken !== undefined) return taken;
		const [members, groups] = await Promise.all([ports.organisation.members(call), ports.organisation.groups(call)]);
		return {members, groups};
	}, signal);

/**
 * Reads members and groups until two reads with a pause between them agree, after a request of which nobody knows
 * whether it happened, or still happens. Where nothing of it can be seen yet, a third has to agree: it may not have
 * begun.
 * @throws UsherError `organisation-unsettled` (exit 16) when they never do.
 */
export async function* readSettled(
	context: RunContext,
	arrived: (lists: Lists) => boolean,
): AsyncGenerator<SyncEvent, Lists> {
	let before: string | undefined;
	let agreed = 0;
	for (let read = 0; read < mostReads; read++) {
		if (read > 0) {
			yield {kind: 'waiting', service: 'bitwarden', seconds: pauseMs / 1000, because: 'paced'};
			await context.ports.pause(pauseMs, context.signal);
		}
		const lists = yield* readLists(context);
		const now = essence(lists);
		agreed = now === before ? agreed + 1 : 1;
		before = now;
		if (agreed >= (arrived(lists) ? 2 : 3)) return lists;
	}
	throw new UsherError({
		code: 'organisation-unsettled',
		exitCode: exitCodes.unavailable,
		message: 'The organisation kept changing while Usher waited for an unanswered request to be done.',
		advice: 'Nothing was sent again. Run it once more in some minutes; it does what is left.',
	});
}
