import fc from 'fast-check';
import {expect, test} from 'vitest';
import {changesCsv, csv, runsCsv} from '../../source/commands/csv.ts';
import type {Change, PersonRef} from '../../source/core/changes.ts';
import type {EntraId} from '../../source/core/ports.ts';

/** RFC 4180, read by the letter. */
const read = (text: string): string[][] => {
	const rows: string[][] = [[]];
	let cell = '';
	let inside = false;
	for (let at = 0; at < text.length; at++) {
		const one = text[at]!;
		if (inside) {
			if (one !== '"') cell += one;
			else if (text[at + 1] === '"') {
				cell += '"';
				at++;
			} else inside = false;
		} else if (one === '"') inside = true;
		else if (one === ',') {
			rows.at(-1)!.push(cell);
			cell = '';
		} else if (one === '\r' && text[at + 1] === '\n') {
			rows.at(-1)!.push(cell);
			cell = '';
			rows.push([]);
			at++;
		} else cell += one;
	}
	expect(inside).toBe(false);
	return rows.slice(0, -1);
};

const hostile = fc.oneof(
	fc.string({unit: 'binary'}),
	fc
		.tuple(
			fc.constantFrom('', ' ', '\t', '\r', '\n', '\u00a0', '  \t', '\ufeff'),
			fc.constantFrom('=', '+', '-', '@', '\uff1d', '\uff0b', '\uff0d', '\uff20', '=cmd|', '"=', '",=', "'="),
			fc.string(),
		)
		.map(parts => parts.join('')),
);

test('no cell begins as a formula, whatever its text, and nothing else is changed', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(hostile, hostile), {minLength: 1, maxLength: 6}), rows => {
			const [head, ...body] = read(csv(['a', 'b'], rows));
			expect(head).toEqual(['a', 'b']);
			expect(body.length).toBe(rows.length);
			rows.flat().forEach((cell, at) => {
				const there = body.flat()[at]!;
				expect([cell, `'${cell}`]).toContain(there);
				expect(there).not.toMatch(/^[\s\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u);
			});
		}),
		{numRuns: 500},
	);
});

test('numbers stay numbers', () => {
	expect(csv(['n'], [[-5], [0]])).toBe('n\r\n-5\r\n0\r\n');
});

const ada: PersonRef = {externalId: '1' as EntraId, email: 'ada@fabrikam.example', name: '=HYPERLINK("http://evil")'};
const group = {externalId: 'g' as EntraId, name: '+Sales, "EMEA"'};

test('what a run changed is a row for each person, group and membership', () => {
	const changes: Change[] = [
		{
			kind: 'revoke',
			person: ada,
			because: {subject: ada.externalId, verdict: 'out', code: 'deleted', reason: 'Deleted in Entra.', path: []},
		},
		{kind: 'set-group-members', group, added: [ada], removed: [ada]},
		{kind: 'empty-group', group, because: 'Deleted in Entra.', memberships: 1, removed: [ada]},
		{kind: 'rename-group', group, was: '@old'},
	];
	const person = ['ada@fabrikam.example', '\'=HYPERLINK("http://evil")', '1'];
	const of = ['\'+Sales, "EMEA"', 'g'];
	expect(read(changesCsv(changes)).slice(1)).toEqual([
		['revoke', ...person, '', '', 'Deleted in Entra.'],
		['join', ...person, ...of, ''],
		['leave', ...person, ...of, ''],
		['empty-group', '', '', '', ...of, 'Deleted in Entra.'],
		['leave', ...person, ...of, 'empty-group'],
		['rename-group', '', '', '', ...of, 'was @old'],
	]);
});

test('a run that goes on has empty cells where nothing is known yet', () => {
	const run = {
		run: '20261122-070100-ab12',
		startedAt: '2026-11-22T07:01:00.000Z',
		endedAt: undefined,
		by: 'watch',
		mode: 'sync',
		outcome: undefined,
		exitCode: undefined,
		changes: 0,
		problems: 0,
		refusals: 0,
		error: undefined,
	} as const;
	expect(read(runsCsv([run]))[1]).toEqual([run.run, run.startedAt, '', 'watch', 'sync', '', '', '0', '0', '0', '']);
});
