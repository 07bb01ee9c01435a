/** Positions of each text, in order; empty texts are left out. */
export const positionsBy = (texts: readonly string[]): ReadonlyMap<string, readonly number[]> => {
	const positions = new Map<string, number[]>();
	texts.forEach((text, position) => {
		if (text === '') return;
		const others = positions.get(text);
		if (others === undefined) positions.set(text, [position]);
		else others.push(position);
	});
	return positions;
};
