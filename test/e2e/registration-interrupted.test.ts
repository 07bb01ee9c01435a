// A registration cut off at each of its steps, with the built program on a terminal, and the run that finishes it.
import {expect, test} from 'vitest';
import type {Harm} from '../../source/practice/faults.ts';
import {expectListed, expectOne, openRegistering, type Registering} from '../helpers/registering.ts';
import {keys, type Running} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

/** Where it stands still: at a request that is on its way, at one whose answer does not come, or while it waits. */
type Stop = {
	readonly at: string;
	readonly stand: (place: Registering) => () => boolean;
	/** Nobody has signed in yet. */
	readonly unsigned?: true;
};

const requestsThatMake: readonly (readonly [string, RegExp, number])[] = [
	['the application', /^PATCH \/v1.0\/applications\(uniqueName/, 1],
	['the service principal', /^POST \/v1.0\/servicePrincipals$/, 1],
	['the first permission', /^POST \/v1.0\/servicePrincipals\/.*appRoleAssignedTo/, 1],
	['the second permission', /^POST \/v1.0\/servicePrincipals\/.*appRoleAssignedTo/, 2],
	['the certificate', /^PATCH \/v1.0\/applications\/[0-9a-f]/, 1],
];

const harmed =
	(route: RegExp, from: number, harm: Harm): Stop['stand'] =>
	({practice}) => {
		practice.faults.add({service: 'graph', route, from, harm});
		return () => practice.faults.done.length > 0;
	};
/** The request does not arrive. */
const before = requestsThatMake.map(
	([what, route, from]): Stop => ({at: `before ${what}`, stand: harmed(route, from, {kind: 'hang'})}),
);
/** It is made, and nobody hears of it. */
const after = requestsThatMake.map(
	([what, route, from]): Stop => ({
		at: `after ${what}`,
		stand: harmed(route, from, {kind: 'answer-lost', how: 'silence'}),
	}),
);
const code: Stop = {at: 'while the code waits', unsigned: true, stand: () => () => true};
const later: readonly Stop[] = [
	{
		at: 'while the certificate is on its way to the sign-in',
		stand: ({practice}) => {
			practice.registry.propagation.certificateMs = 3_600_000;
			const refused = practice.login.requests.byStatus;
			return () => (refused.get(401) ?? 0) > 0;
		},
	},
	{
		at: 'while the permissions are on their way into the tokens',
		stand: ({practice}) => {
			practice.registry.propagation.consentMs = 3_600_000;
			return () => practice.registry.applications[0]?.certificates.length === 1 && tokensGiven(practice) >= 2;
		},
	},
	{at: 'while the calls are tried', stand: harmed(/^GET \/v1.0\/users/, 1, {kind: 'hang'})},
];

/** To the application itself: the person has one. */
const tokensGiven = ({login}: Registering['practice']): number =>
	login.requests.recent.filter(one => one.route.includes('token') && one.status === 200).length - 1;

/** Whatever was on its way is known everywhere. */
const arrive = ({registry}: Registering['practice']): void => {
	Object.assign(registry.propagation, {certificateMs: 0, consentMs: 0});
	for (const one of registry.applications) one.certificates = one.certificates.map(each => ({...each, knownAt: 0}));
};

type Way = {
	readonly begin: (place: Registering) => Promise<Running>;
	readonly cut: (screen: Running) => void;
	/** What is on the screen once it has ended. */
	readonly says?: string;
	readonly finish: (place: Registering) => Promise<void>;
};

const registered = async (place: Registering): Promise<void> => {
	const second = place.register();
	place.practice.login.signIn(await place.code());
	expect(await second.exited, second.text()).toMatchObject({code: 0});
};
const finishedInWizard = async (place: Registering): Promise<void> => {
	const screen = await place.wizard();
	place.practice.login.signIn(await place.code());
	await screen.waitFor('Every call was tried');
	screen.type(keys.ctrl('c'));
	await screen.exited;
};
const ways: Readonly<Record<string, Way>> = {
	'killed in the shell': {
		begin: async place => place.register(),
		cut: screen => screen.kill('SIGKILL'),
		finish: registered,
	},
	'Ctrl+C in the shell': {
		begin: async place => place.register(),
		cut: screen => screen.type(keys.ctrl('c')),
		says: 'What exists because of Usher so far:',
		finish: registered,
	},
	'Ctrl+C in the wizard': {
		begin: place => place.wizard(),
		cut: screen => screen.type(keys.ctrl('c')),
		says: 'What exists because of Usher so far:',
		finish: finishedInWizard,
	},
	'killed in the wizard': {
		begin: place => place.wizard(),
		cut: screen => screen.kill('SIGKILL'),
		finish: finishedInWizard,
	},
};

const cutAndFinish = async (way: Way, stop: Stop): Promise<void> => {
	const {at, stand} = stop;
	const place = await openRegistering();
	const {practice} = place;
	const stands = stand(place);
	const first = await way.begin(place);
	const shown = await place.code();
	if (stop.unsigned === undefined) practice.login.signIn(shown);
	await until(stands, () => `${at}: never came to stand still; the screen shows\n${first.text()}`);
	way.cut(first);
	await first.exited;
	if (way.says !== undefined) expect(first.text(), at).toContain(way.says);
	expectListed(place);
	practice.faults.clear();
	arrive(practice);
	try {
		await way.finish(place);
		expectOne(place);
	} catch (error) {
		throw new Error(`${at}: ${String(error)}`);
	}
	await practice.close();
};

/** A few at once: most of their time they wait for programs to start. */
const inTurns = async <Value>(values: readonly Value[], work: (value: Value) => Promise<void>): Promise<void> => {
	const left = [...values];
	await Promise.all(
		Array.from({length: 4}, async () => {
			for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
		}),
	);
};

test.each([
	['killed in the shell', [code, ...before, ...after, ...later]],
	['Ctrl+C in the shell', [...after, ...later]],
	['killed in the wizard', [code, ...after, ...later]],
	// The screen takes longer to begin: not each of two permissions.
	['Ctrl+C in the wizard', [...after.filter((_, index) => index !== 2), ...later.slice(0, 2)]],
] as const)('%s, and run again: it goes on, and nothing is there twice or unlisted', async (name, stops) => {
	const way = ways[name];
	if (way === undefined) throw new Error(name);
	await inTurns(stops, stop => cutAndFinish(way, stop));
});
