import {expect, test} from 'vitest';
import {codeLines} from '../../../source/commands/text/code.ts';
import {createPaint} from '../../../source/commands/text/paint.ts';

const paint = createPaint(false);
const code = {
	userCode: 'A1B2C3D4E',
	page: 'https://microsoft.com/deviceloginchina',
	expiresAt: '2026-11-23T01:00:00.000Z',
};
const finder = '█▀▀▀▀▀▀▀█';

test('80 columns have room for the picture, the large code and the whole address', () => {
	const lines = codeLines(code, {paint, columns: 80, pictures: true});
	expect(lines.some(line => line.startsWith(`  ${code.page}`))).toBe(true);
	expect(lines.join('\n')).toContain(finder);
	expect(lines.join('\n')).toContain('▄▀▄ ');
	expect(Math.max(...lines.map(line => line.length))).toBeLessThan(80);
});

test('a narrow terminal has the words, and a log only text', () => {
	const narrow = codeLines(code, {paint, columns: 60, pictures: true}).join('\n');
	expect(narrow).not.toContain(finder);
	expect(narrow).toContain('▄▀▄ ');
	const long = {...code, page: `https://login.practice.example/${'a'.repeat(60)}`};
	expect(codeLines(long, {paint, columns: 80, pictures: true}).join('\n')).not.toContain(finder);
	const log = codeLines(code, {paint, columns: 80}).join('\n');
	expect(log).not.toMatch(/[▀▄█]/);
	expect(log).toContain(`  ${code.page}\nand type the code\n  ${code.userCode}\n`);
});
