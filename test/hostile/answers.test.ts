// Whole answers in hostile hands: any status, headers that say anything, errors with anything in them, also to what was
// written. Nobody but who should loses anything, and the next run makes good what was not done.
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {HttpRequest} from '../../source/platform/http/port.ts';
import {runs} from '../helpers/runs.ts';
import {expectClean, openHostileRoom} from './room.ts';

const evil = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202egnp.exe\u2066\u200b\u0000\ud83d';
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

const texts = [
	evil,
	'0',
	'-1',
	'1e9',
	'99999999999999999999',
	'Infinity',
	'NaN',
	'0x10',
	'5, 5',
	'\u009b2J',
	'Thu, 01 Jan 1970 00:00:00 GMT',
	'Fri, 01 Jan 275760 00:00:00 GMT',
	'https://evil.example/\u001b[31m',
	'//evil.example',
	'javascript:alert(1)',
	'text/html; charset="\u001b[31m"',
	'W'.repeat(20_000),
];
const names = [
	'location',
	'retry-after',
	'date',
	'request-id',
	'x-ms-request-id',
	'client-request-id',
	'x-request-id',
	'x-correlation-id',
	'cf-ray',
	'content-type',
	'content-length',
	'content-encoding',
	'www-authenticate',
	'x-ms-resource-unit',
	'x-ms-throttle-limit-percentage',
	'__proto__',
];
const words = JSON.stringify(`AADSTS7000215: ${evil}`);
const bodies = [
	undefined,
	'',
	'NaN',
	'[]',
	'"text"',
	deep,
	`{"error":${deep}}`,
	`<html><head><title>${evil}</title></head>${evil}`,
	`{"error":{"code":${words},"message":${words},"innerError":{"code":${words},"request-id":${words},"date":[]},"details":[{"code":${words}},7,null]}}`,
	`{"error":${words},"error_description":${words},"error_codes":[1e300,${words}],"correlation_id":${words},"error_uri":${words}}`,
	'{"error":"invalid_client","error_codes":[7000215],"error_description":"AADSTS7000215"}',
	`{"object":"error","message":${words},"errors":{"Members[0].Email":[${words},{},null],"Members[4294967296]":["x"],"Groups[-1].Name":["x"],"Groups[0].Name":${deep},"__proto__":["x"],${words}:[${words}]}}`,
	`{"message":"Errors have occurred.","errors":{"Members[0]":[${words}],"constructor":[${words}]}}`,
	`{"ErrorModel":{"Message":${words}},"errorModel":{"message":${words}},"validationErrors":{"":[${words}]}}`,
	`{"error":{"code":404,"reason":"Not Found","description":${words}}}`,
	`{"access_token":${words},"token_type":[],"expires_in":"\\u001b"}`,
	`{"responses":[{"id":"0","status":429,"headers":{"Retry-After":1e999,"request-id":${words}},"body":${words}},{"id":"1","status":1e999}]}`,
	`{"value":[],"@odata.nextLink":"https://evil.example/v1.0/users","@odata.deltaLink":${words}}`,
	'{"data":[],"continuationToken":"\\u001b/../../"}',
	JSON.stringify({message: 'W'.repeat(300_000)}),
];

const places: Readonly<Record<string, (request: HttpRequest) => boolean>> = {
	'sign-in to Microsoft': ({url}) => /oauth2|openid-configuration/.test(url),
	'sign-in to Bitwarden': ({url}) => url.includes('/connect/token'),
	'what the server is': ({url}) => url.endsWith('/config'),
	users: ({url}) => url.includes('/v1.0/users'),
	groups: ({url}) => url.includes('/v1.0/groups'),
	batch: ({url}) => url.endsWith('/$batch'),
	members: ({method, url}) => method === 'GET' && url.includes('/public/members'),
	'groups of the organisation': ({method, url}) => method === 'GET' && url.includes('/public/groups'),
	import: ({url}) => url.endsWith('/organization/import'),
	write: ({method, url}) => method !== 'GET' && url.includes('/public/'),
};

const answer = fc.record({
	place: fc.constantFrom('import', 'write', 'write', ...Object.keys(places)),
	status: fc.constantFrom(200, 200, 204, 302, 400, 400, 401, 403, 404, 405, 409, 410, 429, 500, 503, 504, 599),
	headers: fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...texts), {maxKeys: 6}),
	body: fc.constantFrom(...bodies),
	times: fc.constantFrom(1, 1, 2, 99),
	full: fc.boolean(),
});

test.each(['official', 'vaultwarden'] as const)('%s and the directory, with any answer', async server => {
	const {run, holds, told, state, practice, waited} = await openHostileRoom(server);
	const {company} = practice;
	expect((await run([], true)).report.error).toBeUndefined();
	let hits = 0;
	let failed = 0;
	let day = 0;
	const leavers = new Set<string>();
	const [first, second] = company.groups().filter(group => company.membersOf(group).length > 3);
	await fc.assert(
		fc.asyncProperty(answer, async ({place, full, ...replacement}) => {
			// Something to do each time, of every kind.
			day++;
			const newcomer = company.hire({name: `Newcomer ${day}`, mail: `newcomer${day}@halden.example`});
			company.addToGroup(newcomer, first!);
			company.renameGroup(second!, `Second ${day}`);
			const leaver = company.users().find(one => one.mail === `newcomer${day - 2}@halden.example`);
			if (leaver !== undefined) company.disable(leaver);
			leavers.add(leaver?.mail ?? '');
			const stays = holds().filter(one => !leavers.has(one.split(' ').at(-1) ?? ''));
			const from = waited();
			const {report, events} = await run({...replacement, replace: places[place]!}, full);
			const what = `${place} ${told.join('; ')}`;
			hits += told.length;
			if (report.error !== undefined) failed++;
			expect(report.error?.code, `${what}: ${report.error?.message}`).not.toBe('unexpected');
			expectClean({report, events}, state.directory, what);
			const after = new Set(holds());
			expect(
				stays.filter(one => !after.has(one)),
				what,
			).toEqual([]);
			// As long as the settings allow for each call, and not as a header likes.
			expect(waited() - from, what).toBeLessThan(600_000);
			state.events.length = 0;
		}),
		{seed: 1, ...runs(50)},
	);
	expect(hits).toBeGreaterThan(20);
	expect(failed).toBeGreaterThan(5);
	// What was not done is done by the next run, and then there is nothing left.
	const last = await run([], true);
	expect(last.report.error).toBeUndefined();
	const again = await run([], true);
	expect([again.report.error, again.report.applied]).toEqual([undefined, {}]);
	const invited = practice.bitwarden.mails.map(mail => mail.to);
	expect(invited.filter((to, at, all) => all.indexOf(to) !== at)).toEqual([]);
	expect(new Set(holds())).toContain(`newcomer${day}@halden.example`);
});
