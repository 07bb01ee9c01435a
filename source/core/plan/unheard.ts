import type {IsoTime, LedgerPerson} from '../ports.ts';

type Known = LedgerPerson | undefined;

/** Whether a request about them was sent and never answered, to a server that reads nothing back. */
export const isUnheard = (known: Known): boolean => known?.by === 'perhaps-invited' || known?.by === 'perhaps-revoked';

/** The entry of someone while a request that invites, restores or revokes them is unanswered. */
export const unheard = (known: Known, email: string, at: IsoTime): LedgerPerson => {
	const wasThere = known !== undefined && known.by !== 'removed' && known.by !== 'perhaps-invited';
	return {email, by: wasThere ? 'perhaps-revoked' : 'perhaps-invited', at};
};
