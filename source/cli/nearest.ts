/** How many letters have to be put in, taken out or changed to make one word of the other (Levenshtein). */
const distance = (one: string, other: string): number => {
	let row = Array.from({length: other.length + 1}, (_, at) => at);
	for (let i = 1; i <= one.length; i++) {
		const next = [i];
		for (let j = 1; j <= other.length; j++) {
			const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
			next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
		}
		row = next;
	}
	return row[other.length] ?? 0;
};

/** The word that was most likely meant; undefined when none is near. */
export const nearest = (word: string, words: readonly string[]): string | undefined => {
	const text = word.slice(0, 40).toLowerCase();
	const [best] = words
		.map(known => ({known, far: distance(text, known)}))
		.filter(({known, far}) => far <= Math.max(1, Math.floor(known.length / 2)))
		.sort((a, b) => a.far - b.far);
	return best?.known;
};
