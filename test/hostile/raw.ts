// What no terminal, file or receiver should be given: what it would obey, what is not seen, and what is no text.

/** Controls but tab and line feed, bidirectional and invisible characters, line separators, tags, halves of characters. */
export const raw =
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/u;

/** Every text in a value, names of fields too. */
export const textsIn = function* (value: unknown): Generator<string> {
	if (typeof value === 'string') yield value;
	else if (value instanceof Map || value instanceof Set) yield* textsIn([...value]);
	else if (Array.isArray(value) || (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)))
		for (const [key, one] of Object.entries(value)) {
			yield key;
			yield* textsIn(one);
		}
};

/** The first text in this value that is raw, with what is around the place; undefined when all are clean. */
export const rawIn = (value: unknown): string | undefined => {
	for (const text of textsIn(value)) {
		const at = raw.exec(text)?.index;
		if (at !== undefined) return JSON.stringify(text.slice(Math.max(0, at - 100), at + 100));
	}
	return undefined;
};
