import type {CallContext, DirectoryState, EntraId, ReadEvent} from '../../core/ports.ts';
import type {Graph} from '../graph/client.ts';

/** One read of the directory: what all its parts need. */
export type ReadJob = {
	readonly graph: Graph;
	readonly call: CallContext;
	/** Object id of the tenant. */
	readonly tenant: string;
	/** The token carries Member.Read.Hidden. */
	readonly mayReadHidden: boolean;
	readonly units: readonly EntraId[];
	/** Of the same tenant. */
	readonly previous: DirectoryState | undefined;
	readonly put: (event: ReadEvent) => void;
	readonly now: () => Date;
	readonly shape: string;
};

/**
 * Waits for parts that run side by side; when one fails, the others are stopped and waited for, so that nothing goes on unseen.
 * @param stop ends the calls of all parts
 * @throws the first failure
 */
export const allOf = async <const Parts extends readonly Promise<unknown>[]>(
	stop: AbortController,
	parts: Parts,
): Promise<{-readonly [Index in keyof Parts]: Awaited<Parts[Index]>}> => {
	try {
		return await Promise.all(parts);
	} catch (error) {
		stop.abort(error);
		await Promise.allSettled(parts);
		throw error;
	}
};
