import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {callKit} from '../../../source/entra/calls.ts';
import {clouds} from '../../../source/entra/clouds.ts';
import {deviceError} from '../../../source/entra/registration/device-errors.ts';
import {madeOf, newRecord, openJournal} from '../../../source/entra/registration/journal.ts';
import {tenantIn} from '../../../source/entra/registration/session.ts';
import {telling} from '../../../source/entra/registration/telling.ts';
import {largeText} from '../../../source/platform/text/large.ts';
import {codeBlocks} from '../../../source/ui/wizard/registration/code.tsx';
import {afterEvent, type RegistrationState} from '../../../source/ui/wizard/registration/session.ts';
import {testFolder} from '../../helpers/folder.ts';
import {answer, fakeHttp} from '../fake-answers.ts';

describe('the journal', () => {
	test('keeps intents and what came of them, for its owner only, across processes', () => {
		const folder = testFolder();
		const journal = openJournal({folder});
		expect(existsSync(journal.path)).toBe(false);
		const record = newRecord({
			marker: 'm',
			tenant: 't',
			cloud: 'public',
			name: 'Usher',
			startedAt: '2026-11-22T00:00:00Z',
		});
		journal.keep({...record, application: {intendedAt: '2026-11-22T00:00:00Z', made: true}});
		expect(statSync(journal.path).mode & 0o777).toBe(0o600);
		const [item] = madeOf(openJournal({folder}).current('t') ?? record);
		expect(item).toEqual({kind: 'application', label: 'Usher', unsure: true});
		journal.keep({...record, undoneAt: '2026-11-23T00:00:00Z'});
		expect(openJournal({folder}).current('t')).toBeUndefined();
		expect(openJournal({folder}).current('another')).toBeUndefined();
	});

	test('a damaged one is set aside, never overwritten', () => {
		const folder = testFolder();
		const path = join(folder, 'registration.json');
		writeFileSync(path, '{"version": 1, "registrations": [{"marker": 7}]}');
		expect(openJournal({folder}).all()).toEqual([]);
		expect(readFileSync(`${path}.damaged`, 'utf8')).toContain('"marker": 7');
	});
});

describe('telling', () => {
	test('yields everything in order, then the result or the error', async () => {
		const told: number[] = [];
		const steps = telling<number, string>(async tell => {
			tell(1);
			await Promise.resolve();
			tell(2);
			tell(3);
			return 'done';
		}, new AbortController().signal);
		for (;;) {
			const next = await steps.next();
			if (next.done) {
				expect(next.value).toBe('done');
				break;
			}
			told.push(next.value);
		}
		expect(told).toEqual([1, 2, 3]);
		const failing = telling<number, string>(async tell => {
			tell(1);
			throw new Error('no');
		}, new AbortController().signal);
		expect(await failing.next()).toEqual({done: false, value: 1});
		await expect(failing.next()).rejects.toThrow('no');
	});

	test('ends the work when its reader leaves, and waits for what it was doing', async () => {
		let finished = false;
		const steps = telling<number, string>(async (tell, signal) => {
			tell(1);
			await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), {once: true}));
			finished = true;
			return 'late';
		}, new AbortController().signal);
		for await (const event of steps) {
			expect(event).toBe(1);
			break;
		}
		expect(finished).toBe(true);
	});
});

test('a tenant of another cloud is recognised, and the right one is offered', async () => {
	const id = '11111111-2222-4333-8444-555555555555';
	const http = fakeHttp(() =>
		answer(200, {
			issuer: `https://login.microsoftonline.us/${id}/v2.0`,
			token_endpoint: `https://login.microsoftonline.us/${id}/oauth2/v2.0/token`,
			msgraph_host: 'graph.microsoft.us',
		}),
	);
	const ground = {kit: callKit({http}), cloud: clouds.public, tell: () => {}, signal: new AbortController().signal};
	await expect(tenantIn(ground, 'fabrikam.onmicrosoft.us')).rejects.toMatchObject({
		code: 'other-cloud',
		message: expect.stringContaining('US Government'),
		advice: expect.stringContaining('usher config set entra.cloud usgov'),
	});
});

test.each([
	[{error: 'authorization_declined'}, 'device-declined'],
	[{error: 'expired_token', code: 70020}, 'device-expired'],
	[{error: 'access_denied', code: 53003}, 'device-blocked'],
	[{error: 'invalid_grant', code: 530036}, 'device-blocked'],
	[{error: 'interaction_required', code: 53000}, 'device-blocked'],
	[{error: 'invalid_grant', code: 65001}, 'device-tool-refused'],
	[{error: 'unauthorized_client', code: 7000112}, 'device-tool-refused'],
	[{error: 'access_denied'}, 'device-refused'],
	[{error: 'invalid_grant', code: 50020}, 'aadsts-50020'],
	[{error: 'something_new'}, 'sign-in-something-new'],
] as const)('a refused sign-in %j is %s, and names the portal', (failure, code) => {
	const error = deviceError({status: 400, raw: 'as it was', ...failure});
	expect(error).toMatchObject({code, exitCode: 11, raw: 'as it was'});
	expect(error.advice).toMatch(/portal/);
});

const began: RegistrationState = {
	phase: 'running',
	code: undefined,
	steps: new Map(),
	found: [],
	pointed: 0,
	made: [],
	notes: [],
	consent: undefined,
	result: undefined,
	failure: undefined,
	reading: false,
	asksUndo: false,
	now: 0,
};

test('a large code is three rows of four cells a character; what has no large form is left', () => {
	const rows = largeText('A1Z9');
	expect(rows?.map(row => [...row].length)).toEqual([15, 15, 15]);
	expect(largeText('A-1')).toBeUndefined();
	const all = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'].map(one => largeText(one)?.join('\n'));
	expect(new Set(all).size).toBe(36);
});

test('80 by 24 has room for a picture of Microsoft’s own page, and where it has not, only the picture is left out', () => {
	const ids = (page: string, height: number): string[] =>
		codeBlocks(
			{...began, code: {userCode: 'A1B2C3D4E', page, expiresAt: 900_000}},
			{width: 76, height, pictures: true},
		).map(block => block.id);
	for (const page of ['https://microsoft.com/devicelogin', 'https://login.microsoft.com/device'])
		expect(ids(page, 16)).toEqual(['code-and-picture']);
	expect(ids('https://microsoft.com/devicelogin', 15)).toEqual(['sign-in', 'page', 'code', 'left', 'waiting', 'who']);
});

test('the screen’s state follows the events: the code goes with the sign-in, what is undone is no longer listed', () => {
	const item = {kind: 'application', label: 'Usher', id: '1'} as const;
	const events = [
		{kind: 'code', userCode: 'A', page: 'https://a', expiresAt: '2026-11-22T00:00:00.000Z'},
		{kind: 'signed-in', name: 'n', upn: 'u', tenant: 't'},
		{kind: 'made', item},
		{kind: 'step', step: 'consent', state: 'waiting', fact: 'f', seconds: 5},
	] as const;
	const after = events.reduce<RegistrationState>((state, event) => afterEvent(state, event, 1000), began);
	expect(after.code).toBeUndefined();
	expect(after.made).toEqual([item]);
	expect(after.steps.get('consent')).toEqual({state: 'waiting', fact: 'f', nextAt: 6000});
	expect(afterEvent(after, {kind: 'undone', item}, 1000).made).toEqual([]);
});
