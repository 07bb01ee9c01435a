import {describe, expect, test} from 'vitest';
import {checkNetwork} from '../../source/commands/doctor/network.ts';
import {checkPermissions} from '../../source/commands/doctor/permissions.ts';
import {checkSecrets} from '../../source/commands/doctor/secrets.ts';
import {type Finding, findingLines, verdictLine} from '../../source/commands/text/doctor.ts';
import {createPaint} from '../../source/commands/text/paint.ts';
import {clouds} from '../../source/entra/clouds.ts';
import {neededPermissions} from '../../source/entra/permissions.ts';
import {type Http, HttpError} from '../../source/platform/http/port.ts';
import {createSecrets} from '../../source/platform/secrets/secrets.ts';
import {pathsOf} from '../../source/platform/settings/paths.ts';
import {openSettings} from '../../source/platform/settings/store.ts';
import {testFolder} from '../helpers/folder.ts';

const at = {cloud: clouds.public, tenant: 'fabrikam.example', clientId: '11111111-2222-3333-4444-555555555555'};
const needed = neededPermissions({userFilter: '', groupFilter: ''});
const room = {paint: createPaint(false), columns: 80};

describe('permissions', () => {
	test('too little fails with the page to grant it', () => {
		const [finding] = checkPermissions(['User.Read.All'], needed, at);
		expect(finding).toMatchObject({state: 'bad', exitCode: 12, fact: 'GroupMember.Read.All is missing'});
		expect(finding?.advice?.join('\n')).toContain('https://');
	});

	test('its page stands on a line of its own at the very left, whole, and as a link where the terminal has them', () => {
		const [finding] = checkPermissions(['User.Read.All'], needed, at);
		const page = finding?.advice?.find(line => line.startsWith('https://')) ?? '';
		expect(page.length).toBeGreaterThan(80);
		expect(findingLines(finding!, room)).toContain(page);
		expect(findingLines(finding!, {...room, paint: createPaint(false, true)})).toContain(
			`\u001b]8;;${page}\u001b\\${page}\u001b]8;;\u001b\\`,
		);
	});

	test('a wider permission does, and is said to be more than needed', () => {
		const findings = checkPermissions(['User.Read.All', 'Group.Read.All'], needed, at);
		expect(findings.map(finding => finding.state)).toEqual(['ok', 'warn']);
		expect(findings[0]?.fact).toContain('GroupMember.Read.All (through Group.Read.All)');
	});

	test('exactly enough is a tick', () => {
		expect(checkPermissions(['User.Read.All', 'GroupMember.Read.All'], needed, at)).toEqual([
			{name: 'permissions', state: 'ok', fact: 'User.Read.All and GroupMember.Read.All'},
		]);
	});
});

test('a secret that cannot be read is known by its name, whatever its error says', async () => {
	const home = testFolder();
	const environment = {USHER_HOME: home, USHER_BITWARDEN_CLIENT_SECRET: 'key', USHER_CLIENT_SECRET: ''};
	const paths = pathsOf({environment, profile: 'default'});
	const {settings} = openSettings({paths, environment});
	const secrets = createSecrets({paths, settings, environment});
	const {findings, unreadable} = await checkSecrets({secrets, settings});
	expect([...unreadable]).toEqual(['entra']);
	expect(findings.map(({state}) => state)).toEqual(['ok', 'bad']);
});

describe('network and clock', () => {
	const now = new Date('2026-11-22T14:00:00Z');
	const answering = (date: Date | undefined): Http => ({
		request: async () => ({
			status: 401,
			headers: date === undefined ? {} : {date: date.toUTCString()},
			body: new Uint8Array(),
			text: () => '',
			json: () => undefined,
		}),
		close: async () => {},
	});
	const hosts = [{service: 'graph', url: 'https://graph.microsoft.com/v1.0/'}] as const;
	const check = (http: Http) => checkNetwork(http, hosts, () => now, new AbortController().signal);
	const look = async (http: Http): Promise<readonly Finding[]> => (await check(http)).findings;

	test.each([
		[0, 'ok', undefined],
		[60, 'warn', undefined],
		[-60, 'warn', undefined],
		[600, 'bad', 11],
		[-600, 'bad', 11],
	])('a clock that is %i s off is %s', async (seconds, state, exitCode) => {
		const clock = (await look(answering(new Date(now.getTime() - seconds * 1000)))).find(
			found => found.name === 'clock',
		);
		expect(clock?.state).toBe(state);
		expect(clock?.exitCode).toBe(exitCode);
	});

	test('a host that cannot be reached is named, with what to do', async () => {
		const findings = await look({
			request: async () => {
				throw new HttpError('tls', 'graph.microsoft.com', false, 'The certificate is not trusted.');
			},
			close: async () => {},
		});
		expect(findings).toMatchObject([
			{state: 'bad', exitCode: 16, fact: 'graph.microsoft.com: The certificate is not trusted.'},
		]);
		expect(findings[0]?.advice?.[0]).toContain('USHER_CA_FILE');
	});
});

test('findings line up, and a long address stays whole', () => {
	const [finding] = checkPermissions(['User.Read.All'], needed, at);
	const lines = findingLines(finding!, room);
	expect(lines[0]).toBe(' ✗ permissions       GroupMember.Read.All is missing');
	const [addresses, others] = [true, false].map(is =>
		lines.slice(1).filter(line => line.startsWith('https://') === is),
	);
	expect(others?.every(line => line.startsWith(' '.repeat(21)))).toBe(true);
	expect(addresses).toHaveLength(1);
});

test('the last line counts', () => {
	expect(verdictLine([{name: 'a', state: 'ok', fact: ''}], 0)).toBe('Everything a sync needs is in place.');
	expect(
		verdictLine(
			[
				{name: 'a', state: 'bad', fact: ''},
				{name: 'b', state: 'warn', fact: ''},
			],
			12,
		),
	).toBe('1 problem, 1 thing worth a look. Exit code 12.');
});
