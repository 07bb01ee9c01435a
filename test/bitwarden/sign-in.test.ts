import {expect, test} from 'vitest';
import type {Organisation} from '../../source/bitwarden/organisation.ts';
import type {UsherError} from '../../source/core/errors.ts';
import type {CallContext} from '../../source/core/ports.ts';
import {bench} from '../helpers/organisation.ts';

const failure = async (organisation: Organisation, call: CallContext): Promise<UsherError> => {
	try {
		await organisation.abilities(call);
	} catch (error) {
		return error as UsherError;
	}
	throw new Error('It signed in.');
};

const canary = 'c4n4ry-of-the-secret';
const holds = (error: UsherError): string => JSON.stringify({...error, message: error.message, stack: error.stack});

test('a rotated key, told by the official server', async () => {
	const {another, call, bitwarden} = await bench();
	bitwarden.rotateKey('new-secret');
	const error = await failure(another({secret: async () => canary}), call);
	expect(error).toMatchObject({code: 'bitwarden-key-refused', exitCode: 11, raw: 'invalid_client'});
	expect(error.advice).toMatch(/rotated.*another server.*Teams or Enterprise/);
	expect(holds(error)).not.toContain(canary);
});

test('a plan without the API is refused in the same words, so it is named too', async () => {
	const {organisation, call} = await bench({knobs: {planHasApi: false}});
	expect((await failure(organisation, call)).advice).toContain('plan without the API');
});

test.each([
	[{secret: async () => canary}, 'bitwarden-secret-wrong', 'rotated'],
	[{clientId: 'organization.0b5dbb7e-77ec-4b60-8a3c-0242ac120002'}, 'bitwarden-organisation-unknown', 'client_id'],
])('Vaultwarden says which part is wrong (%#)', async (change, code, advice) => {
	const {another, call} = await bench({server: 'vaultwarden'});
	const error = await failure(another(change), call);
	expect(error).toMatchObject({code, exitCode: 11, advice: expect.stringContaining(advice)});
	expect(holds(error)).not.toContain(canary);
});

test("a person's own key is recognised before anything is sent", async () => {
	const {another, call, bitwarden} = await bench();
	const error = await failure(another({clientId: 'user.0b5dbb7e-77ec-4b60-8a3c-0242ac120002'}), call);
	expect(error.code).toBe('bitwarden-user-key');
	expect(bitwarden.audit.some(({path}) => path.startsWith('/identity'))).toBe(false);
});

test('an empty secret is named', async () => {
	const {another, call} = await bench();
	expect(await failure(another({secret: async () => ' \n'}), call)).toMatchObject({code: 'bitwarden-secret-missing'});
});

test('the secret is trimmed, the device stays the same, and one token serves all', async () => {
	const {another, call, bitwarden, asked} = await bench({server: 'vaultwarden'});
	const organisation = another({secret: async () => `${bitwarden.secret()}\n`});
	await Promise.all([organisation.abilities(call), organisation.abilities(call), organisation.signIn.token(call)]);
	expect(asked().filter(path => path.includes('token'))).toHaveLength(1);
});

test('an address that is no Bitwarden server', async () => {
	const {organisation, call, faults} = await bench();
	faults.add({
		route: 'connect/token',
		harm: {kind: 'status', status: 404, body: '<html>Not here</html>', contentType: 'text/html'},
	});
	expect(await failure(organisation, call)).toMatchObject({code: 'not-bitwarden', exitCode: 11});
});

const portal = '<!doctype html><html><head><title>Welcome to\u001b[31m Hotel Wi-Fi</title></head></html>';
test.each([
	['a page', {kind: 'status', status: 200, body: portal, contentType: 'text/html'}, 'web page, "Welcome to', 3],
	['a page without a title', {kind: 'html'}, 'web page', 3],
	['nothing but a torn text', {kind: 'truncated'}, 'torn', 3],
	[
		'a redirect',
		{kind: 'redirect', location: 'https://portal.example/login?back=https://x', status: 302},
		'redirect to https://portal.example (302)',
		1,
	],
	['a redirect to nowhere', {kind: 'redirect', location: 'https://['}, 'redirect (302)', 1],
	['511', {kind: 'status', status: 511, body: portal, contentType: 'text/html'}, 'sign-in of its own first (511)', 1],
] as const)(
	'a network that answers instead, with %s: exit 16, and it says what answered',
	async (_, harm, words, times) => {
		const {organisation, call, faults} = await bench();
		faults.add({route: 'connect/token', times: Number.POSITIVE_INFINITY, harm});
		const error = await failure(organisation, call);
		expect(error).toMatchObject({code: 'bitwarden-intercepted', exitCode: 16});
		expect(error.message).toContain(words);
		expect(error.message).not.toContain('\u001b');
		expect(error.message).not.toContain('back=');
		expect(error.advice).toContain('bitwarden.url');
		expect(faults.done).toHaveLength(times);
	},
);

test('a network that starts to answer instead once signed in', async () => {
	const {organisation, call, faults} = await bench();
	await organisation.abilities(call);
	faults.add({route: 'GET /api/public/members', harm: {kind: 'status', status: 511, body: portal}});
	await expect(organisation.members(call)).rejects.toMatchObject({code: 'bitwarden-intercepted', exitCode: 16});
});

test.each(['{"access_token":5}', '{"access_token":"with\\r\\nX-Evil: 1"}', '{"access_token":""}', '[]', 'null'])(
	'a token that is none (%s) goes into no header',
	async body => {
		const {organisation, call, faults} = await bench();
		faults.add({route: 'connect/token', times: Number.POSITIVE_INFINITY, harm: {kind: 'wrong-content', body}});
		expect(await failure(organisation, call)).toMatchObject({code: 'not-bitwarden'});
		expect(faults.done).toHaveLength(3);
	},
);

test.each(['html', 'truncated'] as const)('an answer that is %s once is asked for again', async kind => {
	const {organisation, call, faults} = await bench();
	faults.add({route: 'connect/token', harm: {kind}});
	expect(await organisation.signIn.token(call)).not.toBe('');
	expect(faults.done).toHaveLength(1);
});

test('too many sign-ins at Vaultwarden are waited out', async () => {
	const {another, call, waits} = await bench({server: 'vaultwarden', knobs: {rateLimits: true}});
	for (let at = 0; at < 12; at++) await another().signIn.token(call);
	expect(waits.some(wait => wait.because === 'throttled')).toBe(true);
});
