import fc from 'fast-check';
import {expect, test} from 'vitest';
import {blockIn, putBlock, takeBlock} from '../../../source/service/cron/block.ts';

const owner = {profile: 'fabrikam', folder: '/home/ada/.local/state/usher/fabrikam'};
const now = new Date('2026-11-23T04:00:00Z');
const line = "*/15 * * * * /usr/bin/node '/opt/Größe/cli.js' --profile fabrikam sync";
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const text = (crontab: Uint8Array): string => Buffer.from(crontab).toString();
const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

const usual = bytes('MAILTO=ada@fabrikam.example\n# backups\n17 3 * * *\t/usr/local/bin/backup 100\\%\n');

/** Any bytes, and what a crontab is mostly made of; with no line end at its end as well. */
const anyCrontab = fc.oneof(
	fc.uint8Array({maxLength: 300}),
	fc
		.array(
			fc.constantFrom(
				'\n',
				'# usher other: begin (/home/ada/.local/state/usher/other)\n',
				'# usher fabrikam: begin (/srv/else)\n',
				'# usher other: end 00000000\n',
				'* * * * * true',
				'\r\n',
				'\tMAILTO=""\n',
				'ü',
			),
			{maxLength: 12},
		)
		.map(parts => bytes(parts.join(''))),
);

test('whatever a crontab holds, it is the same byte for byte after the line was put in and taken out', () => {
	fc.assert(
		fc.property(anyCrontab, fc.boolean(), (crontab, twice) => {
			const once = putBlock(crontab, owner, line, now);
			const put = twice ? putBlock(once, owner, '@daily other', new Date(0)) : once;
			expect(blockIn(put, owner)?.line).toBe(twice ? '@daily other' : line);
			expect(same(takeBlock(put, owner), crontab)).toBe(true);
		}),
	);
});

test('putting it in twice changes the line where it stands and adds none', () => {
	const after = bytes('30 4 * * * true\n');
	const put = putBlock(usual, owner, line, now);
	const followed = Buffer.concat([put, after]);
	const again = putBlock(followed, owner, '@hourly other', now);
	expect(text(again).match(/usher fabrikam: begin/g)).toHaveLength(1);
	expect(text(again)).not.toContain('*/15');
	expect(text(again).startsWith(text(usual))).toBe(true);
	expect(text(again).endsWith(text(after))).toBe(true);
	expect(same(takeBlock(again, owner), Buffer.concat([usual, after]))).toBe(true);
	expect(same(putBlock(followed, owner, line, now), followed)).toBe(true);
});

test('two lines stay two when something was written below a crontab that had no line end', () => {
	const put = putBlock(bytes('@daily one'), owner, line, now);
	const followed = Buffer.concat([put, bytes('@daily two\n')]);
	expect(text(takeBlock(followed, owner))).toBe('@daily one\n@daily two\n');
});

test('a line that somebody changed is seen, and one that stands there twice becomes one', () => {
	const put = putBlock(usual, owner, line, now);
	expect(blockIn(put, owner)).toEqual({line, written: now, changed: false, repeated: false});
	const edited = bytes(text(put).replace('*/15', '0'));
	expect(blockIn(edited, owner)).toMatchObject({line: line.replace('*/15', '0'), changed: true});
	const twice = Buffer.concat([put, bytes('# between\n'), put.subarray(usual.length)]);
	expect(blockIn(twice, owner)?.repeated).toBe(true);
	expect(text(takeBlock(twice, owner))).toBe(`${text(usual)}# between\n`);
	expect(blockIn(putBlock(twice, owner, line, now), owner)?.repeated).toBe(false);
	expect(blockIn(bytes(text(put).replace(`${line}\n`, '')), owner)).toMatchObject({line: '', changed: true});
});

test('another profile, and one of the same name in another folder, are not its line', () => {
	const put = putBlock(usual, owner, line, now);
	expect(blockIn(put, {...owner, profile: 'fabri'})).toBeUndefined();
	expect(blockIn(put, {...owner, folder: '/srv/usher'})).toBeUndefined();
	const both = putBlock(put, {...owner, folder: '/srv/usher'}, '@daily there', now);
	expect(blockIn(both, owner)?.line).toBe(line);
	expect(same(takeBlock(both, {...owner, folder: '/srv/usher'}), put)).toBe(true);
});

test('without its last comment nothing is guessed', () => {
	const torn = bytes(text(putBlock(usual, owner, line, now)).replace(/# usher fabrikam: end.*\n/, ''));
	for (const does of [
		() => blockIn(torn, owner),
		() => takeBlock(torn, owner),
		() => putBlock(torn, owner, line, now),
	]) {
		expect(does).toThrow('where Usher');
	}
});
