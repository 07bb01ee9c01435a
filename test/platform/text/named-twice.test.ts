import fc from 'fast-check';
import {expect, test} from 'vitest';
import {namedTwice} from '../../../source/platform/text/named-twice.ts';

test.each([
	['{"a":1,"a":2}', 'a', [1, 1]],
	['{\n"sync": {\n\t"guests": "in",\n\t"leavers": "keep",\n\t"guests": "out"\n}}', 'sync.guests', [3, 5]],
	['{"a":[{"b":1},{"b":1,\n"b":[]}]}', 'a.b', [1, 2]],
	['{"a":{"a":1},"b":"\\\\","\\u0061":"\\""}', 'a', [1, 1]],
	['{"__proto__":1,"__proto__":{}}', '__proto__', [1, 1]],
	['{"":1,\n\n"":2}', '', [1, 3]],
])('%s says a name twice', (text, path, lines) => {
	expect(namedTwice(text)).toEqual({path, lines});
});

test.each([
	'{"a":"a","b":{"a":[{"a":1},{"a":1}]}}',
	'["a","a"]',
	'{"a":"\\"a\\":1,\\"a\\":{","b":"}\\\\"}',
	'"a"',
	'7',
])('%s does not', text => expect(namedTwice(text)).toBeUndefined());

test('whatever is written by one who writes JSON says none twice, and one more name anywhere is found', () => {
	const object = fc.dictionary(fc.string(), fc.jsonValue(), {minKeys: 1, maxKeys: 6});
	fc.assert(
		fc.property(object, fc.nat(), fc.constantFrom(undefined, '\t'), (inner, at, indent) => {
			const text = JSON.stringify({before: inner, after: [inner]}, undefined, indent);
			expect(namedTwice(text)).toBeUndefined();
			const name = Object.keys(inner)[at % Object.keys(inner).length] ?? '';
			const more = JSON.stringify(name);
			expect(namedTwice(`{"x":${text},"y":{${more}:0,"z z":${text},${more}:1}}`)).toEqual(
				expect.objectContaining({path: `y.${name}`}),
			);
		}),
	);
});

test('a text of many megabytes, and one with a hundred thousand brackets, is looked through', () => {
	const long = JSON.stringify({a: 'W'.repeat(8_000_000), b: '\\"'.repeat(200_000)});
	expect(namedTwice(`${long.slice(0, -1)},"a":1}`)?.path).toBe('a');
	expect(namedTwice(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toBeUndefined();
});
