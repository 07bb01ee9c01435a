// Stands in for string-width in the bundle: the package itself is run when the first text comes that needs its tables.
import {loadStringWidth} from 'usher:string-width';
import {isOneCellEach, quickWidth} from '../source/platform/text/one-cell.ts';

let measure;

const quickly = (text, options) => {
	if (options?.countAnsiEscapeCodes !== true) return quickWidth(text);
	return isOneCellEach(text) ? text.length : undefined;
};

export default function stringWidth(input, options) {
	const quick = typeof input === 'string' && options?.ambiguousIsNarrow !== false ? quickly(input, options) : undefined;
	if (quick !== undefined) return quick;
	measure ??= loadStringWidth();
	return measure(input, options);
}
