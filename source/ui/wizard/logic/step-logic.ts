import type {DraftKey} from '../draft.ts';
import type {Item} from '../items.ts';
import type {WizardState} from '../state.ts';

/** What a step does when its screen is shown, left, typed into, and told to go on. */
export type StepLogic = {
	/** What can be filled in and chosen, as the state is. Pure. */
	items(state: WizardState): readonly Item[];
	/** The step is shown. */
	enter?(): void;
	/** Another step is shown, or the set-up closes. */
	leave?(): void;
	/** Something was typed or picked. */
	changed?(key: DraftKey): void;
	/** Enter, on this item. */
	onward(item: Item | undefined): void;
	/** Leaves the step for later, where that is possible. */
	skip?(): void;
	/** One page back inside the step; false when it is on its first. */
	backInside?(): boolean;
};
