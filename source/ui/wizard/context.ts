// What the keys of the set-up work on.
import type {Wizard} from './create-wizard.ts';
import type {Item} from './items.ts';
import type {WizardState} from './state.ts';

export type WizardContext = {
	readonly wizard: Wizard;
	readonly state: WizardState;
	readonly focused: Item | undefined;
	/** Letters go into a field. */
	readonly typing: boolean;
	/** The page of the portal that this step is about. */
	readonly page: string | undefined;
	/** What `c` copies here, and what it is called. */
	readonly copies: {readonly text: string; readonly what: string} | undefined;
	readonly treeHeight: number;
	/** The details stand below the tree, not beside it. */
	readonly detailsBelow: boolean;
	/** Lines that do not fit, on either side of what is on the screen. */
	readonly outOfSight: {readonly above: number; readonly below: number};
	readonly copy: (text: string, what: string) => void;
	readonly open: (page: string) => void;
};
