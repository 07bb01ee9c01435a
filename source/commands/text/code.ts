// The code of a sign-in in text: large, with the page's address whole, and a picture of it where there is room.
import {renderUnicodeCompact} from 'uqr';
import {largeText} from '../../platform/text/large.ts';
import type {Paint} from './paint.ts';
import {pad, wrap} from './width.ts';
import {moment} from './words.ts';

/** Cells for the words beside the picture: a large code has nine characters of four. */
const wordsWidth = 42;

/** What a person does with the code; `pictures`: half blocks can be drawn, and somebody looks at them. */
export const codeLines = (
	code: {readonly userCode: string; readonly page: string; readonly expiresAt: string},
	{paint, columns, pictures = false}: {readonly paint: Paint; readonly columns: number; readonly pictures?: boolean},
): string[] => {
	const picture = pictures ? renderUnicodeCompact(code.page, {border: 1}).split('\n') : [];
	const fits = wordsWidth + (picture[0]?.length ?? 0) <= columns && code.page.length + 2 < wordsWidth;
	const beside = picture.length > 0 && fits;
	const width = beside ? wordsWidth - 2 : columns;
	const large = pictures ? (largeText(code.userCode) ?? []) : [];
	const words: {readonly text: string; readonly bold?: boolean}[] = [
		...wrap('Sign in with an administrator, on any device that has a browser. Open', width).map(text => ({text})),
		{text: `  ${code.page}`, bold: true},
		{text: 'and type the code'},
		{text: `  ${code.userCode}`, bold: true},
		...((large[0]?.length ?? 0) > width ? [] : [{text: ''}, ...large.map(text => ({text, bold: true}))]),
		{text: ''},
		...wrap(`It is good until ${moment(code.expiresAt)}. Usher goes on by itself.`, width).map(text => ({text})),
	];
	const rows = Array.from({length: Math.max(words.length, beside ? picture.length : 0)}, (_, index) => {
		const {text, bold} = {bold: false, ...(words[index] ?? {text: ''})};
		const shown = beside ? pad(text, wordsWidth) : text;
		return `${paint.links(bold ? paint.bold(shown) : shown)}${beside ? (picture[index] ?? '') : ''}`.trimEnd();
	});
	return ['', ...rows, ''];
};
