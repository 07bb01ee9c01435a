// A terminal that is gone: the connection broke, the window was closed. What was being applied is finished and journalled.
import {spawnSync} from 'node:child_process';
import process from 'node:process';
import {expect, onTestFinished, test} from 'vitest';
import {outcomes} from '../helpers/given-back.ts';
import {applying} from '../helpers/real-dashboard.ts';
import {type Running, spawnInTerminal} from '../helpers/terminal.ts';
import {openPlace, type Place} from '../helpers/usher.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;

/** A dashboard in the middle of applying; `sheltered` has no controlling terminal, so that no signal tells it of its end. */
const inTheMiddle = async (sheltered: boolean): Promise<{place: Place; screen: Running}> => {
	const place = await openPlace({users: 60, groups: 24, seed: 3, organisation: {seats: 80, mayGrowTo: 500}});
	const command = [process.execPath, program];
	const [file = '', ...parameters] = sheltered ? ['setsid', '--wait', ...command] : command;
	const screen = spawnInTerminal(file, parameters, {columns: 100, rows: 30, environment: {...place.environment}});
	onTestFinished(() => screen.kill('SIGKILL'));
	await screen.waitFor('Groups and people');
	await applying(place, screen);
	return {place, screen};
};

const canShelter = spawnSync('setsid', ['--version']).status === 0;

test.each([
	['and its signal comes', false],
	...(canShelter ? [['and no signal tells of it', true] as const] : []),
] as const)(
	'a terminal that closes during an apply, %s: the request is finished, the run journalled, the lock free',
	async (_, sheltered) => {
		const {place, screen} = await inTheMiddle(sheltered);
		const asked = place.practice.bitwarden.requests.total;
		screen.hangUp();
		await expect.poll(() => outcomes(place), {interval: 300}).toContain('interrupted');
		place.practice.latency.ms = 0;
		// The request on its way and perhaps a look afterwards, not the whole rest of the plan.
		expect(place.practice.bitwarden.requests.total - asked).toBeLessThan(8);
		const done = await place.usher('sync', '--first-run', '--allow-invites', '1000', '--allow-seats', '1000');
		expect([0, 14], done.stdout + done.stderr).toContain(done.code);
		const {members} = place.practice.bitwarden.store;
		const ids = [...members.values()].flatMap(({externalId}) => (externalId ? [externalId] : []));
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids.length).toBeGreaterThan(40);
	},
);
