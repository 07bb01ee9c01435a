import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createPaint} from '../../../source/commands/text/paint.ts';
import {printable, printableJson} from '../../../source/commands/text/printable.ts';
import {runs} from '../../helpers/runs.ts';
import {raw} from '../../hostile/raw.ts';

const strange = fc.string({
	unit: fc.oneof(
		fc.constantFrom(
			'\u001b',
			'[',
			'2',
			'J',
			']',
			'8',
			';',
			'\\',
			'\u0007',
			'\u009b',
			'\u202e',
			'\u200b',
			'\ud83d',
			'\r',
			'\n',
		),
		fc.string({unit: 'binary', minLength: 1, maxLength: 1}),
	),
});

test('whatever a text is, nothing raw of it is written, and what is plain stays as it is', () => {
	fc.assert(
		fc.property(strange, text => {
			expect(raw.test(printable(text).replaceAll('\r\n', '\n'))).toBe(false);
			expect(JSON.parse(printableJson(JSON.stringify(text)))).toBe(text);
			expect(raw.test(printableJson(JSON.stringify(text)))).toBe(false);
		}),
		runs(300),
	);
	for (const plain of ['é ß 漢字 👩‍👩‍👧 שלום', 'a,b\r\nc\td\n']) expect(printable(plain)).toBe(plain);
});

test('Usher’s own colours and links stay where the terminal has them, and only there', () => {
	const paint = createPaint(true, true);
	const line = `${paint.bad('no')} ${paint.links('see https://entra.example/page')}`;
	expect(printable(line, {colours: true, links: true})).toBe(line);
	expect(printable(line)).not.toContain('\u001b');
	expect(printable('\u001b]8;;file:///etc\u001b\\x\u001b[2J', {colours: true, links: true})).not.toMatch(
		/\u001b(?!\\)/,
	);
});
