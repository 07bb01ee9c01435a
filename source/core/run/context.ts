import type {SyncPorts, SyncRequest} from '../run.ts';
import type {Memory} from './memory.ts';

/** What every phase of a run shares. */
export type RunContext = {
	readonly request: SyncRequest;
	readonly ports: SyncPorts;
	readonly signal: AbortSignal;
	readonly memory: Memory;
};
