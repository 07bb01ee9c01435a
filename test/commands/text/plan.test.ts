import {describe, expect, test} from 'vitest';
import {createPaint} from '../../../source/commands/text/paint.ts';
import {planLines} from '../../../source/commands/text/plan.ts';
import {refusalLines, wayOn} from '../../../source/commands/text/refusals.ts';
import {loadWidths, widthOf} from '../../../source/commands/text/width.ts';
import {samplePlan, sampleRefusals} from '../../helpers/sample-plan.ts';

await loadWidths();

const room = {paint: createPaint(false), columns: 80, all: false, command: 'usher sync'};

describe('a plan in text', () => {
	const lines = planLines(samplePlan(), sampleRefusals, room);
	const text = lines.join('\n');

	test('opens with its numbers', () => {
		expect(lines.slice(0, 5)).toEqual([
			'Plan 7f3a2c10                                              nothing has been sent',
			'',
			'  15  to invite                   15 seats needed, 4 free, 11 will be bought; 15',
			'                                  mails go out',
			'   1  to revoke                   access ends and they leave their groups; can',
		]);
	});

	test('stays within 80 columns, but cuts no address', () => {
		expect(lines.filter(line => widthOf(line) > 80)).toEqual([]);
		expect(text).toContain('a.very.long.address.indeed.that.goes.on@subsidiary.fabrikam.example');
	});

	test('says what ends before what begins, each with its reason', () => {
		const at = (words: string): number => {
			expect(text).toContain(words);
			return text.indexOf(words);
		};
		expect(at('Revoke 1 person\n  Deleted in Entra.')).toBeLessThan(at('Invite 15 people'));
		expect(at('Empty 1 group')).toBeLessThan(at('Create 1 group'));
		expect(text).toContain('  ~ Data  becomes Data & Insight');
		expect(text).toContain('+5 person1@fabrikam.example');
		expect(text).toContain('−1 left@fabrikam.example');
	});

	test('lists a few of each kind, and every one when asked', () => {
		expect(text).toContain('and 3 more; --all lists every one');
		const all = planLines(samplePlan(), [], {...room, all: true}).join('\n');
		expect(all).not.toContain('--all');
		expect(all).toContain('person14@fabrikam.example');
		expect(all).toMatch(/person5@fabrikam\.example\n +−1 left@fabrikam\.example/);
	});

	test('ends with why the guard stops it and the exact command', () => {
		expect(text).toContain('\n  usher sync --first-run --allow-seats 11\n');
	});

	test('says when there is nothing to do', () => {
		expect(planLines(samplePlan([]), [], room).join('\n')).toContain('Nothing to do: the organisation is in step');
	});

	test('says when it rests on the ledger', () => {
		const plan = {...samplePlan(), basis: 'last-applied' as const};
		expect(planLines(plan, [], room).join(' ')).toContain('This server reads nothing back');
	});

	test('colours only what words say as well', () => {
		const coloured = planLines(samplePlan(), sampleRefusals, {...room, paint: createPaint(true)});
		const plain = coloured.map(line => line.replaceAll(/\u001b\[\d+m/g, ''));
		expect(plain).toEqual(lines);
		expect(coloured).not.toEqual(lines);
	});
});

describe('the way on', () => {
	test('keeps the flags that were given and raises those that were too low', () => {
		const lines = refusalLines(sampleRefusals, {...room, given: ['--allow-seats 4', '--allow-invites 20']});
		expect(lines).toContain('  usher sync --allow-invites 20 --first-run --allow-seats 11');
	});

	test('breaks where a shell goes on', () => {
		expect(wayOn('usher --profile fabrikam sync', ['--first-run', '--allow-membership-removals 120'], 60)).toEqual([
			'  usher --profile fabrikam sync --first-run \\',
			'      --allow-membership-removals 120',
		]);
	});

	test('names no command where no flag helps', () => {
		const lines = refusalLines([{limit: 'empty-directory', message: 'Nobody is in.'}], room);
		expect(lines.join('\n')).not.toContain('usher sync');
		expect(lines.join('\n')).toContain('No flag lets this pass');
	});
});
