// The manual says what the program does: the pages that list things are held against the program.
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {exitCodes} from '../source/core/exit-codes.ts';
import {settingKeys, settingRules} from '../source/platform/settings/keys.ts';

const root = new URL('..', import.meta.url);
const page = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const shown = (value: unknown): string => {
	if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return '';
	return `\`${String(value)}\``;
};

describe('the manual', () => {
	test('lists every setting with its variable and default', () => {
		const lines = page('docs/settings.md').split('\n');
		const missing = settingKeys.filter(key => {
			const {variable, fallback} = settingRules[key];
			const start = `| \`${key}\` | \`${variable}\` | ${shown(fallback)}`.trimEnd();
			return !lines.some(line => line.startsWith(start));
		});
		expect(missing).toEqual([]);
	});

	test('lists every exit code', () => {
		const text = page('docs/exit-codes.md');
		for (const code of Object.values(exitCodes)) expect(text).toContain(`| ${code} |`);
	});

	test('links only to pages that are there', () => {
		const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(new URL('docs', root)).map(name => `docs/${name}`)];
		for (const path of pages) {
			for (const [, target = ''] of page(path).matchAll(/(?<!!)\[[^\]]+\]\(([^)#]+)[^)]*\)/g)) {
				if (!target.includes('://'))
					expect(() => page(new URL(target, new URL(path, root)).href), `${path}: ${target}`).not.toThrow();
			}
		}
	});

	test('shows every picture, and each is there as PNG and as SVG', () => {
		const pages = ['README.md', ...readdirSync(new URL('docs', root)).map(name => `docs/${name}`)];
		const shows = pages.flatMap(path =>
			[...page(path).matchAll(/!\[[^\]]+\]\((?:\.\.\/)?media\/pictures\/([^)]+)\.png\)/g)].map(([, name = '']) => name),
		);
		const drawn = readdirSync(new URL('media/pictures', root)).sort();
		expect(drawn).toEqual([...new Set(shows)].sort().flatMap(name => [`${name}.png`, `${name}.svg`]));
	});
});
