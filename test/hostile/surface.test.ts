// What the built program writes when the directory and the servers are hostile: to stdout and stderr, into files and
// archives, to who watches it and to whom it tells, byte by byte.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {strFromU8, unzipSync} from 'fflate';
import {expect, test} from 'vitest';
import {openPlace, type Place} from '../helpers/usher.ts';
import {evil, makeEvil} from './evil-services.ts';
import {rawIn} from './raw.ts';
import {routeOf} from './tampered-http.ts';

const allowed = ['--first-run', '--allow-invites', '999', '--allow-seats', '999', '--allow-removals', '999'];
const words = JSON.stringify(evil);

/** The organisation's server refuses somebody with words of its own. */
const refuseOne = ({practice}: Place): void => {
	practice.faults.add({
		service: 'bitwarden',
		route: '/organization/import',
		harm: {
			kind: 'status',
			status: 400,
			body: `{"message":"Errors have occurred.","errors":{"Members[0].Email":[${words}],${words}:[${words}]}}`,
		},
	});
};

/** Of these no field is read: that somebody answers, and what the time is there; and a number that is a whole answer. */
const withoutFields = new Set([
	'GET /v1.0/',
	'GET /identity/.well-known/openid-configuration',
	'GET /v1.0/users/$count',
]);

/** What the tests of single fields have poisoned, as their snapshots list it. */
const poisonedRoutes = (): ReadonlySet<string> => {
	const folder = new URL('__snapshots__/', import.meta.url);
	const lists = readdirSync(folder).map(name => readFileSync(new URL(name, folder), 'utf8'));
	return new Set(lists.flatMap(list => [...list.matchAll(/^ {2}"([A-Z]+ [^:]+): /gm)].map(match => match[1] ?? '')));
};

test.each(['official', 'vaultwarden'] as const)('every command, with %s', async server => {
	const place = await openPlace({users: 30, groups: 8, server, organisation: {knobs: {groupsEnabled: true}}});
	const {company} = place.practice;
	company.hire({name: 'Bad Address', mail: `bad${evil}@halden.example`});
	company.createGroup({name: `Workshop${evil}`, members: [company.users()[0]!]});
	const {asked} = makeEvil(place.practice);
	const written: string[] = [];
	const run = async (...args: string[]): Promise<string> => {
		const {code, stdout, stderr} = await place.usher(...args);
		expect(code, `${args.join(' ')}: ${stderr}`).not.toBe(1);
		expect(code, `${args.join(' ')}: ${stderr}`).not.toBe(2);
		const lines = args.includes('--csv') ? stdout.replaceAll('\r\n', '\n') : stdout;
		expect(rawIn([lines, stderr]), args.join(' ')).toBeUndefined();
		if (args.includes('--json')) expect(rawIn(JSON.parse(stdout)), args.join(' ')).toBeUndefined();
		written.push(lines, stderr);
		return stdout;
	};
	await run('doctor');
	await run('plan', '--all');
	await run('plan', '--json', '--out', join(place.home, 'plan.json'));
	await run('sync');
	refuseOne(place);
	await run('sync', ...allowed);
	// A person leaves, and a group: what was said of them before is said again.
	company.disable(company.users().find(one => one.displayName?.startsWith('B'))!);
	place.practice.faults.add({
		service: 'graph',
		route: '/delta',
		times: 99,
		harm: {
			kind: 'status',
			status: 400,
			headers: {'request-id': 'request\u009b31m\u0085id'},
			body: `{"error":{"code":${words},"message":${words}}}`,
		},
	});
	await run('sync', '--log-format', 'json', '--log-level', 'debug');
	place.practice.faults.clear();
	await run('sync', '--log-level', 'debug', ...allowed);
	await run('test', '--all');
	await run('status');
	await run('problems');
	const runs = (JSON.parse(await run('history', '--json')) as {runs: {run: string; applied?: unknown}[]}).runs;
	await run('history', '--csv');
	for (const one of runs) {
		await run('history', one.run);
		await run('history', one.run, '--csv');
	}
	await run('config', 'list');
	const path = join(place.home, 'bundle.zip');
	await run('bundle', path);
	const files = Object.entries(unzipSync(readFileSync(path)));
	expect(files.length).toBeGreaterThan(8);
	for (const [name, bytes] of files) {
		expect(name).toMatch(/^(?:runs\/)?[\w-]+\.(?:json|csv|txt)$/);
		const text = strFromU8(bytes);
		expect(
			rawIn(name.endsWith('.json') ? [text, JSON.parse(text)] : text.replaceAll('\r\n', '\n')),
			name,
		).toBeUndefined();
	}
	const plan = readFileSync(join(place.home, 'plan.json'), 'utf8');
	expect(rawIn([plan, JSON.parse(plan)])).toBeUndefined();
	// Whatever was asked is an answer whose fields are poisoned one by one somewhere: what a command asks anew shows here.
	const known = poisonedRoutes();
	const asks = [...asked]
		.map(one => one.replace(/^\w+ /, ''))
		.filter(one => !/\/(?:public\/organization\/import|public\/\w+\/[\w-]+\/revoke)$/.test(one))
		.map(one => routeOf({method: one.split(' ')[0] as 'GET', url: `https://x${one.split(' ')[1]}`}));
	expect(asks.filter(one => !known.has(one) && !withoutFields.has(one))).toEqual([]);
	expect(asks.length).toBeGreaterThan(8);
	// It was all there to be shown.
	const all = written.join('\n');
	for (const seen of ['Workshop', 'all is well', 'Bad Address']) expect(all).toContain(seen);
	expect([...asked].some(one => one.startsWith('bitwarden POST'))).toBe(true);
	// A line of a log begins with its time; nobody else's word makes one.
	expect(all).not.toMatch(/^2026-01-01T00:00:00\.000Z/m);
	// What a cell begins with makes no formula.
	expect(all).not.toMatch(/(?:^|,)"?[=@]/m);
});
