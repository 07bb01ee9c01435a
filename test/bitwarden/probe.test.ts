import {expect, test} from 'vitest';
import {probeOrganisation} from '../../source/bitwarden/probe.ts';
import {bench} from '../helpers/organisation.ts';

const states = (checks: readonly {code: string; state: string}[]) => checks.map(({code, state}) => `${code} ${state}`);

test('a healthy organisation, with its owners and seats', async () => {
	const {organisation, call} = await bench({
		seats: 10,
		members: [{email: 'a@a.example'}, {email: 'b@a.example', status: 'revoked'}],
		groups: [{name: 'G'}],
	});
	const probe = await probeOrganisation(organisation, call);
	expect(states(probe.checks)).toEqual([
		'server good',
		'sign-in good',
		'members good',
		'groups good',
		'revoke good',
		'seats good',
	]);
	expect(probe).toMatchObject({members: 3, groups: 1, owners: ['owner@practice.example']});
	expect(probe.checks.at(-1)?.message).toBe('10 seats, 2 taken; more are bought as needed.');
});

test('Vaultwarden: what to do about owners and groups', async () => {
	const {organisation, call} = await bench({server: 'vaultwarden'});
	const probe = await probeOrganisation(organisation, call);
	expect(states(probe.checks)).toEqual(['server good', 'sign-in good', 'members note', 'groups note']);
	expect(probe.checks.map(check => check.advice).join(' ')).toMatch(/sync\.protect.*ORG_GROUPS_ENABLED/);
	expect(probe.owners).toEqual([]);
});

test('an older server, self-hosted', async () => {
	const {organisation, call} = await bench({version: '2025.9.0', hosting: 'self-hosted'});
	const probe = await probeOrganisation(organisation, call);
	expect(states(probe.checks).slice(-2)).toEqual(['revoke note', 'seats note']);
});

test('a key that is refused is a check, not an exception', async () => {
	const {another, call} = await bench();
	const probe = await probeOrganisation(another({secret: async () => 'wrong'}), call);
	expect(states(probe.checks)).toEqual(['sign-in bad', 'server good']);
	expect(probe.error?.code).toBe('bitwarden-key-refused');
	expect(probe).not.toHaveProperty('abilities');
});

test('members that cannot be read', async () => {
	const {organisation, call, faults} = await bench();
	const body = '{"object":"error","message":"Invalid token."}';
	faults.add({route: 'GET /api/public/members', harm: {kind: 'status', status: 403, body}});
	const probe = await probeOrganisation(organisation, call);
	expect(states(probe.checks)).toContain('members bad');
	expect(probe.error).toMatchObject({code: 'organisation-not-readable', exitCode: 12});
});
