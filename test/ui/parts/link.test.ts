import {expect, test} from 'vitest';
import {linkRows} from '../../../source/ui/parts/link.tsx';

test('a long link is broken after one of its signs, and is whole', () => {
	const page = 'https://login.microsoftonline.com/7d3f2a10-1111-2222-3333-444455556666/adminconsent?client_id=2f6c1e88';
	expect(linkRows(page, 76)).toEqual([
		'https://login.microsoftonline.com/7d3f2a10-1111-2222-3333-444455556666/',
		'adminconsent?client_id=2f6c1e88',
	]);
	for (let width = 1; width < 120; width++) {
		const rows = linkRows(page, width);
		expect(rows.join('')).toBe(page);
		expect(Math.max(...rows.map(row => row.length))).toBeLessThanOrEqual(Math.max(width, 1));
	}
});
