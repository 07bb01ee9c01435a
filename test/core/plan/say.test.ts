// What planning says: many are named in one order, and only as many as a person reads.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {departed, say} from '../../../source/core/plan/say.ts';
import type {Member, MemberId, OrgGroup, OrgGroupId} from '../../../source/core/ports.ts';
import {entra} from '../../helpers/roster.ts';

const member = (email: string, id = email): Member => ({
	id: id as MemberId,
	email,
	externalId: `x-${id}`,
	role: 'user',
	status: 'confirmed',
});
const group = (name: string, id = name): OrgGroup => ({id: id as OrgGroupId, name, externalId: `x-${id}`});

describe('many of one kind', () => {
	const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

	test('are named up to five, in order, and the rest is a number', () => {
		const {message, subject} = say.strangers(names.toReversed().map(name => member(`${name}@x.example`)));
		expect(message).toContain('(a@x.example, b@x.example, c@x.example, d@x.example, e@x.example and 2 more)');
		expect(message).not.toContain('f@x.example');
		expect(subject).toHaveLength(7);
		expect(say.strangerGroups(names.slice(0, 5).map(name => group(name))).message).toContain('(a, b, c, d, e).');
		expect(say.cannotDelete(names.toReversed().map(name => group(name))).message).toContain('a, b, c, d, e and 2 more');
		const emails = Array.from({length: 1205}, (_, number) => `p${number}`);
		expect(say.noSeat(emails, emails, 1000).message).toMatch(/^1,205 people.*over 1,000 seats.*and 1,200 more/);
		expect(say.resent(emails).message).toContain('among 1,205 people');
	});

	test('are the same problem, word for word, in whatever order they were read', () => {
		const some = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(5)), {selector: String, minLength: 2});
		const swapped = some.chain(pairs =>
			fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, {minLength: pairs.length})),
		);
		fc.assert(
			fc.property(swapped, ([one, other]) => {
				const people = (pairs: typeof one): Member[] => pairs.map(([mail, id]) => member(mail, `${mail}${id}`));
				const teams = (pairs: typeof one): OrgGroup[] => pairs.map(([name, id]) => group(name, `${name}${id}`));
				expect(say.strangers(people(other))).toEqual(say.strangers(people(one)));
				expect(say.duplicateMember('x', people(other))).toEqual(say.duplicateMember('x', people(one)));
				expect(say.strangerGroups(teams(other))).toEqual(say.strangerGroups(teams(one)));
				expect(say.duplicateGroup('x', teams(other))).toEqual(say.duplicateGroup('x', teams(one)));
				expect(say.cannotDelete(teams(other))).toEqual(say.cannotDelete(teams(one)));
			}),
		);
	});
});

describe('one problem', () => {
	test('of a taken address names the id that has it, and what to do either way', () => {
		const {message, subject, severity} = say.emailTaken(entra('new'), 'ada@x.example', member('ada@x.example', 'old'));
		expect(message).toMatch(/another id \(x-old\).*claim that id \(sync\.claim\).*change one of the addresses/);
		expect(subject).toEqual(['new', 'x-old', 'ada@x.example']);
		expect(severity).toBe('needs-person');
	});

	test('of an owner needs a person only when the account is gone', () => {
		const gone = departed(entra('o'), 'purged');
		expect(say.ownerStays(entra('o'), 'o@x.example', gone).severity).toBe('needs-person');
		const guest = {...gone, code: 'guest', reason: 'Out: a guest.'} as const;
		expect(say.ownerStays(entra('o'), 'o@x.example', guest)).toMatchObject({severity: 'warning'});
	});

	test('of a departure says what is known of it', () => {
		const reasons = (['deleted', 'purged', 'absent', undefined] as const).map(why => departed(entra('a'), why).reason);
		expect(reasons[0]).toContain('can still be restored');
		expect(reasons[1]).toContain('for good');
		expect(reasons[2]).toBe('No longer in Entra.');
		expect(reasons[3]).toBe(reasons[2]);
	});
});
