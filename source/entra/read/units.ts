import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {CallContext, EntraId} from '../../core/ports.ts';
import {batchMost} from '../graph/batch.ts';
import type {Graph} from '../graph/client.ts';
import {graphError, saysMissing} from '../graph/errors.ts';
import {asObject} from '../graph/json.ts';
import type {Answer} from '../graph/wire.ts';
import {permissions} from '../permissions.ts';
import {createMemberReader} from './members.ts';
import {member} from './object.ts';
import {paths} from './select.ts';

/**
 * Users and groups in each administrative unit, read whole each time: China has no delta of them, and there are few.
 * A unit that does not exist is left out.
 * @throws GraphError exit 12 without AdministrativeUnit.Read.All; UsherError exit 12 when one hides its members
 */
export const readUnits = async (
	graph: Graph,
	call: CallContext,
	units: readonly EntraId[],
	mayReadHidden: boolean,
): Promise<ReadonlyMap<EntraId, ReadonlySet<EntraId>>> => {
	const wanted = [...new Set(units)];
	const read = new Map<EntraId, Set<EntraId>>();
	if (wanted.length === 0) return read;
	const reader = createMemberReader(graph, call, {
		path: paths.unitMembers,
		page: (id, items) => {
			for (const item of items) {
				const {id: object, kind} = member(item);
				if (kind !== 'other') read.get(id)?.add(object);
			}
		},
		restart: id => void read.set(id, new Set()),
		done: () => {},
		gone: id => void read.delete(id),
	});
	for (let at = 0; at < wanted.length; at += batchMost) {
		const some = wanted.slice(at, at + batchMost);
		const answers = await graph.batch(
			some.map(id => ({path: paths.unit(id)})),
			call,
		);
		some.forEach((id, index) => {
			const answer = answers[index] as Answer;
			if (saysMissing(answer)) return;
			if (answer.status !== 200) throw graphError(answer.status, answer.body, answer.headers, 'GET', paths.unit(id));
			// Without the permission its list may come back empty, which would let in or leave out the wrong people.
			if (asObject(answer.body)?.visibility === 'HiddenMembership' && !mayReadHidden) {
				throw new UsherError({
					code: 'permission-missing',
					exitCode: exitCodes.permissionMissing,
					message: `The administrative unit ${id} hides its members, and the permission ${permissions.hidden.name} is missing.`,
					advice: `Add ${permissions.hidden.name} as an application permission and grant admin consent, or take the unit out of the filter.`,
				});
			}
			read.set(id, new Set());
			reader.add(id);
		});
	}
	await reader.drain();
	return read;
};
