import type {Glyphs} from '../../theme.ts';
import type {DraftKey} from '../draft.ts';
import type {Item} from '../items.ts';
import type {Block} from '../parts/blocks.tsx';
import type {WizardState} from '../state.ts';

export type ViewInput = {
	readonly state: WizardState;
	readonly items: readonly Item[];
	readonly focused: Item | undefined;
	readonly onType: (key: DraftKey, text: string) => void;
	readonly glyphs: Glyphs;
	/** Cells inside the step's frame, and inside the frame beside it. */
	readonly width: number;
	readonly asideWidth: number;
	/** There is height to spare: numbered steps stand apart, and fields say why they are asked. */
	readonly roomy: boolean;
	/** Read aloud: no drawings. */
	readonly plain: boolean;
};

export type StepScreen = {
	readonly main: readonly Block[];
	/** Stands beside the step where there is room, else below it. */
	readonly aside: readonly Block[];
	readonly asideTitle: string;
};

/** A step's screen as blocks. Pure. */
export type StepView = (input: ViewInput) => StepScreen;
