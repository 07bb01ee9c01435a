// Comparing text as filters do: without regard to case, and with `*` for any run of characters.

/** How names and addresses are compared: composed, lower case, trimmed. */
export const fold = (text: string): string => text.normalize('NFC').toLowerCase().trim();

/**
 * A test for a pattern in which `*` stands for any run of characters, none too; everything else stands for itself.
 * Takes folded text on both sides. Linear in the text for each part of the pattern: no input makes it slow.
 */
export const matcher = (pattern: string): ((text: string) => boolean) => {
	const parts = pattern.split('*');
	const first = parts[0]!;
	const last = parts.at(-1)!;
	if (parts.length === 1) return text => text === pattern;
	const middle = parts.slice(1, -1).filter(part => part !== '');
	return text => {
		if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
		const end = text.length - last.length;
		let from = first.length;
		// The leftmost place of each part leaves the most room for the next ones.
		for (const part of middle) {
			const found = text.indexOf(part, from);
			if (found === -1 || found + part.length > end) return false;
			from = found + part.length;
		}
		return true;
	};
};
