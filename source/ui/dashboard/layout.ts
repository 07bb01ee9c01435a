// Which panel stands where, in cells. Pure.

export type Rect = {readonly width: number; readonly height: number};
export type Layout = {
	readonly wide: boolean;
	readonly tree: Rect;
	/** Narrow: details and log share this place, Tab turns to the other. */
	readonly details: Rect;
	readonly log: Rect;
};

/** From here on the panels stand side by side. */
const wideFrom = 104;
/** Header, progress and footer. */
export const otherRows = 3;

/** Panels of the dashboard's first screen in a window of that size. */
export const layoutFor = (columns: number, rows: number): Layout => {
	const body = rows - otherRows;
	if (columns >= wideFrom) {
		const left = Math.min(Math.floor(columns * 0.54), 92);
		const right = columns - left;
		const details = Math.max(8, Math.min(15, Math.floor(body * 0.42)));
		return {
			wide: true,
			tree: {width: left, height: body},
			details: {width: right, height: details},
			log: {width: right, height: body - details},
		};
	}
	const below = Math.max(7, Math.floor(body * 0.36));
	return {
		wide: false,
		tree: {width: columns, height: body - below},
		details: {width: columns, height: below},
		log: {width: columns, height: below},
	};
};
