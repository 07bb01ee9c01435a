import {describe, expect, test} from 'vitest';
import {verdictsDocument} from '../../../source/commands/json/verdicts.ts';
import {createPaint} from '../../../source/commands/text/paint.ts';
import {withoutVerdict} from '../../../source/commands/text/reasons.ts';
import {searchLines, verdictLines} from '../../../source/commands/text/verdicts.ts';
import {loadWidths, widthOf} from '../../../source/commands/text/width.ts';
import {decide} from '../../../source/core/decide/decide.ts';
import type {EntraId, Snapshot} from '../../../source/core/ports.ts';
import {defaultSyncSettings} from '../../../source/core/settings.ts';

await loadWidths();

const id = (value: number): EntraId => `00000000-0000-4000-8000-${String(value).padStart(12, '0')}` as EntraId;
const users = Array.from({length: 30}, (_, at) => ({
	id: id(at),
	name: at === 1 ? '佐藤 さくら' : `Person ${at}`,
	mail: `person${at}@fabrikam.example`,
	upn: `person${at}@fabrikam.example`,
	enabled: at !== 3,
	guest: at === 2,
}));
const snapshot: Snapshot = {
	tenant: id(900),
	users,
	groups: [
		{
			id: id(500),
			name: 'Engineering',
			users: new Uint32Array([0, 1, 2, 3]),
			groups: new Uint32Array([1]),
			others: 0,
			membersHidden: false,
		},
		{
			id: id(501),
			name: 'Platform',
			users: new Uint32Array(users.keys().drop(4)),
			groups: new Uint32Array(),
			others: 0,
			membersHidden: false,
		},
	],
	units: new Map(),
	gone: new Map(),
	readAt: '2026-11-22T14:00:00.000Z',
	fullReadAt: '2026-11-22T14:00:00.000Z',
	confirmed: true,
};
const {roster} = decide(
	snapshot,
	{...defaultSyncSettings, groupFilter: 'include:Engineering'},
	{bindings: new Map(), canRevoke: true, held: new Map(), now: new Date('2026-11-22T14:00:00Z')},
);
const room = {paint: createPaint(false), columns: 80, all: false};

describe('the directory with its verdicts', () => {
	const text = verdictLines(roster, room).join('\n');

	test('ends with the numbers, and stays within 80 columns', () => {
		expect(text).toMatch(/ +in {2}on hold {2}out\n {2}people +28 +0 +2\n {2}groups +1 +0 +1$/);
		expect(text.split('\n').filter(line => widthOf(line) > 80)).toEqual([]);
	});

	test('lists a few of each kind, and everyone when asked', () => {
		expect(text).toContain('more; --all lists every one');
		const all = verdictLines(roster, {...room, all: true}).join('\n');
		for (const user of users) expect(all).toContain(user.mail);
	});

	test('one person: the verdict, why, and the groups they are in', () => {
		const lines = searchLines(roster, 'person7@', room).join('\n');
		expect(lines).toContain('Person 7 <person7@fabrikam.example>');
		expect(lines).toContain('member of Platform, which is in Engineering');
		expect(lines).toContain('Directly in Platform.');
	});

	test('says when nobody matches', () => {
		expect(searchLines(roster, 'nobody', room)).toEqual(['Nobody and no group of the directory matches "nobody".']);
	});

	test('as a document has everyone, once', () => {
		const document = verdictsDocument(roster);
		expect(document.counts).toEqual({people: {in: 28, hold: 0, out: 2}, groups: {in: 1, hold: 0, out: 1}});
		expect(document.people.map(person => person.id)).toEqual(users.map(user => user.id));
		expect(document.people.find(person => person.email === 'person2@fabrikam.example')).toMatchObject({
			verdict: 'out',
			code: 'guest',
		});
	});
});

test.each([
	['In: no filter leaves them out.', 'No filter leaves them out.'],
	['Out: a guest, and guests are left out.', 'A guest, and guests are left out.'],
	['On hold: twin@x.example is also the e-mail of Ann.', 'twin@x.example is also the e-mail of Ann.'],
	['Deleted in Entra.', 'Deleted in Entra.'],
])('%s is said as %s under its heading', (reason, said) => expect(withoutVerdict(reason)).toBe(said));
