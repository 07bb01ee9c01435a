import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {refused, wordsOf} from '../../source/bitwarden/refusal.ts';
import {groupOf, listOf, memberIdsOf, memberOf} from '../../source/bitwarden/shapes.ts';
import {UsherError} from '../../source/core/errors.ts';
import type {Step} from '../../source/core/ports.ts';
import type {HttpResponse} from '../../source/platform/http/port.ts';
import {bench, entra} from '../helpers/organisation.ts';

const reply = (value: unknown, status = 200): HttpResponse => {
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return {
		status,
		headers: {'x-request-id': 'abc\u001b[31m'},
		body: Buffer.from(text),
		text: () => text,
		json: () => {
			try {
				return JSON.parse(text) as unknown;
			} catch {
				return undefined;
			}
		},
	};
};
const id = '0b5dbb7e-77ec-4b60-8a3c-0242ac120002';
const good = {object: 'member', id, email: 'a@a.example', type: 2, status: 2, externalId: 'x'};

describe('members and groups', () => {
	test.each([
		{...good, id: undefined},
		{...good, id: '../../other'},
		{...good, id: 7},
		{...good, email: null},
		{...good, email: ['a@a.example']},
		{...good, type: '2'},
		{...good, status: null},
		null,
		[],
		'member',
	])('%j is no member', value => {
		expect(() => memberOf(value, reply({}))).toThrow(
			expect.objectContaining({code: 'organisation-unreadable', exitCode: 16}),
		);
	});

	test('text is cleaned, numbers as external ids are taken, and roles that nobody knows are read carefully', () => {
		const member = memberOf(
			{...good, email: ' Ann\u001b[2J@a.example\u202e ', externalId: 42, type: 9, status: 8},
			reply({}),
		);
		expect(member).toEqual({id, email: 'ann@a.example', externalId: '42', role: 'custom', status: 'accepted'});
		expect(memberOf({...good, type: 3, externalId: ''}, reply({}))).toEqual({
			id,
			email: 'a@a.example',
			role: 'user',
			status: 'confirmed',
		});
		expect(groupOf({id, name: 'a\nb\u200b'}, reply({}))).toEqual({id, name: 'a b'});
	});

	test('any JSON gives a result of the right shape or its own error', () => {
		fc.assert(
			fc.property(fc.jsonValue(), value => {
				for (const parse of [memberOf, groupOf])
					try {
						expect(typeof parse(value, reply(value)).id).toBe('string');
					} catch (error) {
						expect(error).toBeInstanceOf(UsherError);
					}
				for (const parse of [(r: HttpResponse) => listOf(r, 'x').data, memberIdsOf])
					try {
						expect(Array.isArray(parse(reply(JSON.stringify(value))))).toBe(true);
					} catch (error) {
						expect(error).toBeInstanceOf(UsherError);
					}
			}),
		);
	});
});

describe('refusals', () => {
	test('any answer gives words without control characters, of limited length', () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.jsonValue(), fc.string({unit: 'binary'})),
				fc.integer({min: 400, max: 499}),
				(value, status) => {
					const outcome = refused(reply(value, status));
					expect(outcome.kind).toBe('refused');
					if (outcome.kind !== 'refused') return;
					expect(outcome.message.length).toBeGreaterThan(0);
					expect(outcome.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
					expect(JSON.stringify(outcome).length).toBeLessThan(1_000_000);
				},
			),
		);
	});

	test('keys that would reach into objects are only keys', () => {
		const outcome = refused(reply('{"message":"no","errors":{"__proto__":["bad"],"constructor":["x"]}}', 400));
		expect(({} as Record<string, unknown>).bad).toBeUndefined();
		expect(outcome).toMatchObject({fields: {constructor: ['x']}});
	});

	test.each([
		[{object: 'error', message: 'Errors have occurred.', errors: {'An error has occurred.': ['No seat.']}}, 'No seat.'],
		[{message: '', errorModel: {message: 'Inner', object: 'error'}}, 'Inner'],
		[{error: {code: 404, reason: 'Not Found', description: 'Nothing here.'}}, 'Nothing here.'],
		[{error: 'invalid_client'}, 'invalid_client'],
		['<html>', 'It answered 400, without a word.'],
		['', 'It answered 400, without a word.'],
	])('%j', (value, message) => {
		expect(refused(reply(value, 400))).toMatchObject({message, requestId: 'abc'});
		expect(wordsOf(reply(value, 400)).fields).toBeDefined();
	});
});

describe('through the whole way', () => {
	test.each([
		['{"object":"list"}'],
		['{"object":"list","data":{}}'],
		[`{"object":"list","data":[${JSON.stringify(good)},${JSON.stringify(good)}]}`],
		['{"object":"list","data":[null]}'],
		['{"object":"list","data":[],"continuationToken":"\\ud83d"}'],
		['[]'],
		['"members"'],
	])('%s instead of the members is an error, never fewer members', async body => {
		const {organisation, call, faults} = await bench();
		faults.add({route: 'GET /api/public/members', harm: {kind: 'wrong-content', body}});
		await expect(organisation.members(call)).rejects.toMatchObject({code: 'organisation-unreadable'});
	});

	test('a list in pages is read to its end, and pages in a circle are an error', async () => {
		const {organisation, call, faults} = await bench();
		const page = (more: string) => JSON.stringify({object: 'list', data: [good], continuationToken: more});
		faults.add({route: 'GET /api/public/members', harm: {kind: 'wrong-content', body: page('next')}});
		expect(await organisation.members(call)).toHaveLength(2);
		const empty = JSON.stringify({object: 'list', data: [], continuationToken: 'same'});
		faults.add({route: 'GET /api/public/members', times: 9, harm: {kind: 'wrong-content', body: empty}});
		await expect(organisation.members(call)).rejects.toMatchObject({code: 'organisation-unreadable'});
	});

	test('an answer to a write that is no answer leaves it unknown', async () => {
		const {organisation, call, faults} = await bench();
		await organisation.abilities(call);
		const step: Step = {
			kind: 'import',
			members: [{email: 'a@a.example', externalId: entra('a'), deleted: false}],
			groups: [],
			invite: 'mail',
		};
		faults.add({route: '/import', harm: {kind: 'wrong-content', body: '{"half'}});
		expect(await organisation.execute(step, call)).toMatchObject({kind: 'unknown'});
	});

	test('a member that is not the one asked for is left alone', async () => {
		const {organisation, call, faults, bitwarden, asked} = await bench({members: [{email: 'a@a.example'}]});
		const member = bitwarden.memberByEmail('a@a.example')?.id as never;
		faults.add({
			route: /GET \/api\/public\/members\/./,
			harm: {kind: 'wrong-content', body: JSON.stringify({...good, collections: []})},
		});
		const outcome = await organisation.execute({kind: 'relink', member, externalId: entra('x')}, call);
		expect(outcome).toMatchObject({kind: 'refused'});
		expect(asked().some(path => path.startsWith('PUT'))).toBe(false);
	});
});
