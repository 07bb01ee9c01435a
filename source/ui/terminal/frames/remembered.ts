import {isOneCellEach} from '../../../platform/text/one-cell.ts';

/** Texts kept: those of some screens. */
const mostTexts = 2000;

/**
 * Ink's cleaning of texts (`ink/build/sanitize-ansi.js`) with a memory: each text of a screen is cleaned twice a frame.
 * Text without controls is as clean as it can be.
 */
export const rememberedCleaning = (clean: (text: string) => string): ((text: string) => string) => {
	const known = new Map<string, string>();
	return text => {
		if (isOneCellEach(text)) return text;
		let cleaned = known.get(text);
		if (cleaned === undefined) {
			cleaned = clean(text);
			if (known.size >= mostTexts) known.clear();
			known.set(text, cleaned);
		}
		return cleaned;
	};
};
