// A renewal that is killed at each of its requests, with the built program on a terminal: something always signs in, and
// the next renewal leaves one credential.
import {copyFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {expect, onTestFinished, test} from 'vitest';
import type {Practice} from '../../source/practice/start.ts';
import {expectListed, leftBehind, openRegistering, type Registering} from '../helpers/registering.ts';
import {type Running, spawnInTerminal} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;

type Kind = 'certificate' | 'secret' | 'certificate of a service';
type Cut = Parameters<Practice['faults']['add']>[0];

const keys = /^PATCH \/v1.0\/applications\/[0-9a-f]/;
const cut = (route: RegExp, from: number, arrives: boolean): Cut => ({
	service: 'graph',
	route,
	from,
	harm: arrives ? {kind: 'answer-lost', how: 'silence'} : {kind: 'hang'},
});
const ofCertificates = [cut(keys, 1, true), cut(keys, 1, false), cut(keys, 2, true), cut(keys, 2, false)];
const cuts: Readonly<Record<Kind, readonly Cut[]>> = {
	certificate: ofCertificates,
	secret: [
		cut(/addPassword/, 1, true),
		cut(/addPassword/, 1, false),
		cut(/removePassword/, 1, true),
		cut(/removePassword/, 1, false),
	],
	'certificate of a service': ofCertificates,
};

const renewedAfter = async (kind: Kind, fault: Cut): Promise<void> => {
	const place: Registering = await openRegistering();
	const {practice, folder} = place;
	const first = place.register('--credential', kind === 'secret' ? 'secret' : 'certificate');
	practice.login.signIn(await place.code());
	expect(await first.exited, first.text()).toMatchObject({code: 0});
	const copy = join(folder, 'certificate');
	const [own] = leftBehind(place).files;
	if (kind === 'certificate of a service' && own !== undefined) copyFileSync(join(folder, own), copy);
	const environment = {
		...place.environment,
		...(kind === 'certificate of a service' ? {USHER_CERTIFICATE_FILE: copy} : {}),
	};
	const open = (...args: readonly string[]): Running => {
		const running = spawnInTerminal(process.execPath, [program, ...args], {columns: 100, rows: 60, environment});
		onTestFinished(() => running.kill('SIGKILL'));
		return running;
	};
	const works = async (): Promise<void> => {
		const doctor = open('doctor');
		expect(await doctor.exited, doctor.text()).toMatchObject({code: 0});
	};

	const ids = (): string[] =>
		leftBehind(place).applications.flatMap(one => [...one.certificates, ...one.secrets].map(each => each.keyId));
	const before = ids();
	practice.faults.add(fault);
	const killed = open('credentials', 'renew');
	practice.login.signIn(await place.code());
	await until(
		() => practice.faults.done.length > 0,
		() => `it never came to ${fault.route}; the screen shows\n${killed.text()}`,
	);
	// The old one goes only when the next one is in use.
	if (fault.harm.kind === 'hang') expect(ids()).toEqual(expect.arrayContaining(before));
	killed.kill('SIGKILL');
	await killed.exited;
	practice.faults.clear();
	expectListed(place);
	await works();

	const again = open('credentials', 'renew');
	practice.login.signIn(await place.code());
	expect(await again.exited, again.text()).toMatchObject({code: 0});
	expect(ids(), `${kind}, ${fault.route} ${fault.from} ${fault.harm.kind}`).toHaveLength(1);
	expect(ids()).not.toEqual(before);
	expect(leftBehind(place).files).toHaveLength(kind === 'secret' ? 0 : 1);
	if (own !== undefined) expect(readdirSync(folder)).not.toContain(own);
	expectListed(place);
	await works();
	await practice.close();
};

test.each(Object.keys(cuts) as Kind[])('%s', async kind => {
	await Promise.all(cuts[kind].map(fault => renewedAfter(kind, fault)));
});
