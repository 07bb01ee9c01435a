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
};

export type Placed<Block extends Sized> = {readonly block: Block; readonly above: 0 | 1};

const total = (placed: readonly Placed<Sized>[]): number =>
	placed.reduce((sum, {block, above}) => sum + block.height + above, 0);

const place = <Block extends Sized>(blocks: readonly Block[]): Placed<Block>[] =>
	blocks.map((block, index) => ({block, above: index > 0 && block.gap ? 1 : 0}));

/** The blocks that fit, in their order, each with the blank row above it. The least important are left out, then blank rows. */
export const fitBlocks = <Block extends Sized>(blocks: readonly Block[], height: number): Placed<Block>[] => {
	let kept = blocks.filter(block => block.height > 0);
	for (;;) {
		const placed = place(kept);
		if (total(placed) <= height) return placed;
		const least = kept.reduce<Block | undefined>(
			(found, block) => (block.weight >= 9 || (found !== undefined && found.weight < block.weight) ? found : block),
			undefined,
		);
		if (least === undefined) break;
		kept = kept.filter(block => block !== least && (block.needs === undefined || block.needs !== least.id));
	}
	let spare = total(place(kept)) - height;
	return place(kept)
		.reverse()
		.map(one => (one.above === 1 && spare-- > 0 ? {...one, above: 0 as const} : one))
		.reverse();
};
