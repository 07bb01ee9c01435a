// Where the rail, the step and what helps with it stand. Pure.

export type WizardLayout = {
	/** Beside the step, or one row above it. */
	readonly rail: 'left' | 'top';
	readonly railWidth: number;
	readonly step: {readonly width: number; readonly height: number};
	/** Beside the step; undefined: what helps stands below it. */
	readonly aside: {readonly width: number} | undefined;
	/** The tree's details stand beside it. */
	readonly beside: boolean;
};

/** From here on what helps has a frame of its own. */
const asideFrom = 108;
/** From here on a tree has room beside the rail. */
const treeFrom = 110;

/**
 * @param wide the step needs the width for itself
 */
export const wizardLayout = (columns: number, rows: number, wide: boolean): WizardLayout => {
	const railWidth = columns >= 140 ? 28 : columns >= asideFrom ? 24 : 20;
	const rail = wide && columns < treeFrom ? 'top' : 'left';
	// The header, the notice and the keys; the rail when it is a row of its own.
	const height = rows - 3 - (rail === 'top' ? 1 : 0);
	const room = rail === 'top' ? columns : columns - railWidth;
	const asideWidth = columns >= asideFrom && !wide ? Math.min(60, Math.floor(room * 0.4)) : 0;
	return {
		rail,
		railWidth,
		step: {width: room - asideWidth, height},
		aside: asideWidth === 0 ? undefined : {width: asideWidth},
		beside: wide && room >= 96,
	};
};
