// Which part of a long list is on the screen. Pure.

/** The first visible row, moved no further than needed for the cursor to be visible with a row around it. */
export const scrollTop = (previous: number, cursor: number, height: number, total: number): number => {
	const most = Math.max(0, total - height);
	const margin = height > 4 ? 1 : 0;
	let top = Math.min(previous, cursor - margin);
	if (cursor + margin >= top + height) top = cursor + margin - height + 1;
	return Math.max(0, Math.min(top, most));
};

/** Rows of the track that the thumb covers: where in the list the window is. Undefined when all of it is visible. */
export const thumb = (
	top: number,
	height: number,
	total: number,
): {readonly from: number; readonly to: number} | undefined => {
	if (total <= height || height < 1) return undefined;
	const size = Math.max(1, Math.round((height * height) / total));
	const from = Math.round((top / (total - height)) * (height - size));
	return {from, to: from + size};
};

export type Move = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

/** The cursor after a move in a list of `total` rows of which `height` are visible. */
export const moved = (cursor: number, move: Move, height: number, total: number): number => {
	const page = Math.max(1, height - 1);
	const to = {
		up: cursor - 1,
		down: cursor + 1,
		'page-up': cursor - page,
		'page-down': cursor + page,
		first: 0,
		last: total - 1,
	}[move];
	return Math.max(0, Math.min(to, total - 1));
};
