// Memberships, twenty groups in a request.
//
// Why $batch and not groups/delta for a full read. Delta gives at most 200 groups and 500 member links a page, one page
// after the other: 2,000 groups of 50 are 200 pages in a row, 10,000 groups of 100 are 2,000, whatever the line can
// carry. $batch asks for 20 groups at once, many batches side by side: 100 and 500 requests, at 2 resource units a
// group. Its worst case is the published rate (10,000 groups: 20,000 units, of which 8,000 are there at once and 800
// come each second, 15 seconds). Delta is cheaper in units, and faster only for very many nearly empty groups; how many
// members there are is not known before they are read, and a wrong guess for delta costs minutes, for $batch seconds.
import type {CallContext, EntraId} from '../../core/ports.ts';
import {batchMost} from '../graph/batch.ts';
import type {Graph} from '../graph/client.ts';
import {graphError, saysMissing} from '../graph/errors.ts';
import {itemsOf} from '../graph/json.ts';
import {createTrail, isExpiredPage, linkIn} from '../graph/pages.ts';
import type {Answer} from '../graph/wire.ts';

export type MemberReader = {
	/** One more container whose members are wanted. */
	add(id: EntraId): void;
	/** No more will be added in this round. @returns when all members are read; may be added to and closed again */
	drain(): Promise<void>;
};

export type MemberSink = {
	/** First path, after `/v1.0`. */
	readonly path: (id: EntraId) => string;
	readonly page: (id: EntraId, items: readonly unknown[]) => void;
	/** What came so far does not count: the listing of this one begins again. */
	readonly restart: (id: EntraId) => void;
	readonly done: (id: EntraId) => void;
	/** 404: it was deleted since it was listed. */
	readonly gone: (id: EntraId) => void;
};

type Task = {
	readonly id: EntraId;
	path: string;
	trail: ((link: string) => void) | undefined;
	restarts: number;
};

const inFlightMost = 20;
const restartsMost = 3;

/** Reads the members of many groups (or units), batches filled across them, as long as there is work. */
export const createMemberReader = (graph: Graph, call: CallContext, sink: MemberSink): MemberReader => {
	const queue: Task[] = [];
	let inFlight = 0;
	let draining = false;
	let failure: {readonly error: unknown} | undefined;
	let settle: {resolve: () => void; reject: (error: unknown) => void} | undefined;

	const take = (task: Task, answer: Answer): void => {
		const plain = task.path;
		if (saysMissing(answer)) {
			sink.gone(task.id);
			return;
		}
		if (answer.status < 200 || answer.status >= 300) {
			const error = graphError(answer.status, answer.body, answer.headers, 'GET', plain);
			if (!isExpiredPage(error) || task.trail === undefined || task.restarts >= restartsMost) throw error;
			sink.restart(task.id);
			queue.unshift({id: task.id, path: sink.path(task.id), trail: undefined, restarts: task.restarts + 1});
			return;
		}
		const items = itemsOf(answer.body);
		if (items === undefined) throw graphError(answer.status, undefined, answer.headers, 'GET', plain);
		sink.page(task.id, items);
		const next = linkIn(answer.body, '@odata.nextLink', graph.root);
		if (next === undefined) {
			sink.done(task.id);
			return;
		}
		task.trail ??= createTrail();
		task.trail(next);
		// In a batch, addresses are relative to the version; a link elsewhere on the origin is not one of these.
		if (!next.startsWith(`${graph.root}/`)) throw graphError(answer.status, undefined, answer.headers, 'GET', plain);
		task.path = next.slice(graph.root.length);
		// In front, so that a group that has begun is finished and its pages do not expire.
		queue.unshift(task);
	};

	const run = async (tasks: readonly Task[]): Promise<void> => {
		const answers = await graph.batch(
			tasks.map(task => ({path: task.path})),
			call,
		);
		tasks.forEach((task, index) => {
			take(task, answers[index] as Answer);
		});
	};

	const pump = (): void => {
		while (failure === undefined && queue.length > 0 && inFlight < inFlightMost) {
			// Half-empty batches only when nothing on its way can fill them.
			if (queue.length < batchMost && !(draining && inFlight < 2)) break;
			inFlight++;
			run(queue.splice(0, batchMost)).then(
				() => {
					inFlight--;
					pump();
				},
				error => {
					inFlight--;
					failure ??= {error};
					settle?.reject(error);
				},
			);
		}
		if (draining && failure === undefined && queue.length === 0 && inFlight === 0) {
			draining = false;
			settle?.resolve();
			settle = undefined;
		}
	};

	return {
		add: id => {
			queue.push({id, path: sink.path(id), trail: undefined, restarts: 0});
			pump();
		},
		drain: () =>
			new Promise<void>((resolve, reject) => {
				if (failure !== undefined) {
					reject(failure.error);
					return;
				}
				settle = {resolve, reject};
				draining = true;
				pump();
			}),
	};
};
