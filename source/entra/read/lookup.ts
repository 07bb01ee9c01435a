import type {CallContext, EntraId} from '../../core/ports.ts';
import {batchMost} from '../graph/batch.ts';
import type {Graph} from '../graph/client.ts';
import {graphError, saysMissing} from '../graph/errors.ts';
import {asObject, type Json} from '../graph/json.ts';
import type {Answer} from '../graph/wire.ts';

/**
 * Objects by id, twenty in a request.
 * @param path of one, after `/v1.0`
 * @returns what exists; an id that is not in it is gone
 * @throws GraphError for any other refusal
 */
export const lookUp = async (
	graph: Graph,
	call: CallContext,
	ids: readonly EntraId[],
	path: (id: EntraId) => string,
): Promise<ReadonlyMap<EntraId, Json>> => {
	const found = new Map<EntraId, Json>();
	const parts: (readonly EntraId[])[] = [];
	for (let at = 0; at < ids.length; at += batchMost) parts.push(ids.slice(at, at + batchMost));
	await Promise.all(
		parts.map(async part => {
			const answers = await graph.batch(
				part.map(id => ({path: path(id)})),
				call,
			);
			part.forEach((id, index) => {
				const answer = answers[index] as Answer;
				if (saysMissing(answer)) return;
				const object = asObject(answer.body);
				if (answer.status !== 200 || object === undefined)
					throw graphError(answer.status, answer.body, answer.headers, 'GET', path(id));
				found.set(id, object);
			});
		}),
	);
	return found;
};
