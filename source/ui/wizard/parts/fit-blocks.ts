// Which blocks of a step fit into the rows there are. Pure: nothing is ever cut in the middle.

export type Sized = {
	readonly id: string;
	/** Rows. */
	readonly height: number;
	/** The lowest goes first when there is no room; 9 and more always stays. */
	readonly weight: number;
	/** False: stands directly below the block before it. */
	readonly gap: boolean;
	/** Makes no sense without this one: a heading without what it is above. */
	readonly needs?: string | undefined;
	/** Rows of the shorter way to say the same, for when there is no room. */
	readonly shortHeight?: number | undefined;
	/** Stands for it unless everything fits: what is roomy goes before anything is left out. */
	readonly instead?: Sized | undefined;
};

export type Placed<Block extends Sized> = {readonly block: Block; readonly above: 0 | 1; readonly short?: boolean};

/** Rows of a block where it stands; said shorter, it may be none at all. */
const rowsOf = ({block, above, short}: Placed<Sized>): number => {
	const own = short === true ? (block.shortHeight ?? block.height) : block.height;
	return own === 0 ? 0 : above + own;
};
const total = (placed: readonly Placed<Sized>[]): number => placed.reduce((sum, one) => sum + rowsOf(one), 0);

const place = <Block extends Sized>(blocks: readonly Block[]): Placed<Block>[] =>
	blocks.filter(block => block.height > 0).map((block, index) => ({block, above: index > 0 && block.gap ? 1 : 0}));

/** What was left out and still fits, the most important first; what belongs together comes together or not at all. */
const refilled = <Block extends Sized>(
	blocks: readonly Block[],
	kept: readonly Block[],
	height: number,
): readonly Block[] => {
	const there = new Set(kept);
	const left = blocks.filter(block => !there.has(block)).sort((a, b) => b.weight - a.weight);
	for (const block of left) {
		if (there.has(block)) continue;
		const together = left.filter(other => other === block || other.needs === block.id || other.id === block.needs);
		const tried = new Set([...there, ...together]);
		const whole =
			tried.size > there.size &&
			together.every(one => one.needs === undefined || [...tried].some(({id}) => id === one.needs));
		if (whole && total(place(blocks.filter(one => tried.has(one)))) <= height)
			for (const one of together) there.add(one);
	}
	return blocks.filter(block => there.has(block));
};

/**
 * The blocks that fit, in their order, each with the blank row above it. The least important are left out,
 * then the rest is said shorter where it can be, then blank rows go.
 */
export const fitBlocks = <Block extends Sized>(blocks: readonly Block[], height: number): Placed<Block>[] => {
	let kept = blocks.filter(block => block.height > 0);
	for (;;) {
		if (total(place(kept)) <= height) return place(refilled(blocks, kept, height));
		const least = kept.reduce<Block | undefined>(
			(found, block) => (block.weight >= 9 || (found !== undefined && found.weight < block.weight) ? found : block),
			undefined,
		);
		if (least === undefined) break;
		kept = kept.filter(block => block !== least && (block.needs === undefined || block.needs !== least.id));
	}
	let placed = place(kept);
	for (const one of placed) {
		if (total(placed) <= height) return placed;
		if (one.block.shortHeight !== undefined)
			placed = placed.map(other => (other === one ? {...other, short: true} : other));
	}
	let spare = total(placed) - height;
	return placed
		.reverse()
		.map(one => (one.above === 1 && spare-- > 0 ? {...one, above: 0 as const} : one))
		.reverse();
};

/** What of the blocks is on the screen. */
export type BlockView<Block extends Sized> = {
	readonly placed: readonly Placed<Block>[];
	/** Rows of them that are scrolled out of sight above. */
	readonly top: number;
	/** Rows out of sight, above and below. */
	readonly above: number;
	readonly below: number;
};

/**
 * As long as nobody scrolls, the blocks that matter most; after that everything, page by page. Nothing is cut without `below` saying so.
 * @param pages how often somebody has asked for more
 */
export const viewBlocks = <Block extends Sized>(
	blocks: readonly Block[],
	height: number,
	pages: number,
): BlockView<Block> => {
	const whole = place(blocks);
	const rows = total(whole);
	if (rows <= height) return {placed: whole, top: 0, above: 0, below: 0};
	if (blocks.some(block => block.instead !== undefined)) {
		const plainer = blocks.map(block => (block.instead as Block | undefined) ?? block);
		return viewBlocks(plainer, height, pages);
	}
	const fitted = fitBlocks(blocks, height);
	if (pages === 0)
		return {
			placed: fitted.filter(one => rowsOf(one) > 0),
			top: 0,
			above: 0,
			below: rows - Math.min(height, total(fitted)),
		};
	// What was left out comes into sight first, with a row of what is known before it; what was said shorter is known.
	const there = new Set(
		fitted.filter((_, index) => total(fitted.slice(0, index + 1)) <= height).map(one => one.block.id),
	);
	const missing = whole.findIndex(one => !there.has(one.block.id));
	// Of a block that is higher than the window itself, the rows after those that were in sight.
	const at = fitted.findIndex(one => one.block.id === whole[missing]?.block.id);
	const seen = at < 0 ? 0 : Math.max(0, height - total(fitted.slice(0, at)));
	const first = missing < 0 ? 0 : total(whole.slice(0, missing)) + seen - 1;
	const most = rows - height;
	const top = Math.max(0, Math.min(most, Math.min(most, first) + (pages - 1) * Math.max(1, height - 1)));
	return {placed: whole, top, above: Math.max(top, 1), below: most - top};
};
