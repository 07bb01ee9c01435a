export type DeltaKind = 'user' | 'group';

/** What a round is about; sealed into every link of it. */
export type Round = {
	readonly kind: DeltaKind;
	readonly select?: readonly string[];
	/** Only these ids: the one `$filter` that delta takes. */
	readonly ids?: readonly string[];
	/** Position in the change log where the round begins; -1: everything there is. */
	readonly from: number;
	/** Where it ends, fixed when it began. */
	readonly to: number;
	/** `Prefer: return=minimal` */
	readonly minimal?: boolean;
};
