import type {Roster} from '../model.ts';
import type {EntraId, IsoTime} from '../ports.ts';

/** What deciding needs besides the snapshot and the settings. */
export type DecideContext = {
	/** What names and addresses in the filters first resolved to: the ledger's. */
	readonly bindings: ReadonlyMap<string, EntraId>;
	/** Whether the organisation's server can revoke and restore: else disabled people stay as they are. */
	readonly canRevoke: boolean;
	/** People whom an undo has restored, and until when they are left alone. */
	readonly held: ReadonlyMap<EntraId, IsoTime>;
	readonly now: Date;
};

export type Decided = {
	readonly roster: Roster;
	/** Of every name and address that the filters hold now; what is bound in the ledger and missing here is to be forgotten. */
	readonly bindings: ReadonlyMap<string, EntraId>;
};
