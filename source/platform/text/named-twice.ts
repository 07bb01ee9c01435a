export type NamedTwice = {
	/** From the outermost object: `sync.guests`; raw. */
	readonly path: string;
	/** Of the first and of the second, counted from 1. */
	readonly lines: readonly [number, number];
};

/** Where a text in quotes ends whose first quote is here. An expression would not bear one of many megabytes. */
const endOf = (text: string, start: number): number => {
	let end = start;
	let escapes = 1;
	while (escapes % 2 === 1) {
		end = text.indexOf('"', end + 1);
		escapes = 0;
		while (text[end - 1 - escapes] === '\\') escapes++;
	}
	return end + 1;
};

/**
 * The first name that stands twice in one object of a JSON text; undefined when none does. `JSON.parse` takes the last one
 * without a word (RFC 8259, section 4, leaves it open), so what a person reads first is not what is done.
 * @param text that `JSON.parse` takes
 */
export const namedTwice = (text: string): NamedTwice | undefined => {
	// For each open object its names, with their lines; undefined for a list.
	const open: ({readonly names: Map<string, number>; last: string} | undefined)[] = [];
	let line = 1;
	let quoted = '';
	const signs = /["{}[\]:\n]/g;
	for (let found = signs.exec(text); found !== null; found = signs.exec(text)) {
		const [sign] = found;
		if (sign === '\n') line++;
		else if (sign === '{') open.push({names: new Map(), last: ''});
		else if (sign === '[') open.push(undefined);
		else if (sign === '}' || sign === ']') open.pop();
		else if (sign === '"') {
			signs.lastIndex = endOf(text, found.index);
			quoted = text.slice(found.index, signs.lastIndex);
		} else if (sign === ':') {
			const object = open.at(-1);
			// Written differently it is the same name: "a" and "\u0061".
			const name = JSON.parse(quoted) as string;
			const before = object?.names.get(name);
			if (object !== undefined) object.last = name;
			if (before !== undefined) {
				const path = open.flatMap(one => (one === undefined ? [] : [one.last])).join('.');
				return {path, lines: [before, line]};
			}
			object?.names.set(name, line);
		}
	}
	return undefined;
};
