// An undo of a registration that is killed, with the built program on a terminal, and what finishes it.
import {expect, test} from 'vitest';
import {madeOf, openJournal} from '../../source/entra/registration/journal.ts';
import type {Harm} from '../../source/practice/faults.ts';
import {expectListed, expectOne, leftBehind, openRegistering, type Registering} from '../helpers/registering.ts';
import {keys, type Running} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

const madeNames = ({folder}: Registering): string[] =>
	openJournal({folder})
		.all()
		.flatMap(madeOf)
		.map(item => item.label);
const nothing = {principals: [], grants: [], credentials: [], files: []};

const shellDone = async (place: Registering, shell: Running): Promise<void> => {
	place.practice.login.signIn(await place.code());
	expect(await shell.exited, shell.text()).toMatchObject({code: 0});
};
const undo = (place: Registering): Running => place.open(['setup', '--undo']);

/** Stands still at a request of the undo, and is killed there. */
const killedAt = async (
	{practice}: Registering,
	running: Running,
	route: RegExp,
	harm: Harm,
	begin: () => Promise<void> | void,
): Promise<void> => {
	practice.faults.add({service: 'graph', route, from: 1, harm});
	await begin();
	await until(
		() => practice.faults.done.length > 0,
		() => `it never came to ${route}; the screen shows\n${running.text()}`,
	);
	running.kill('SIGKILL');
	await running.exited;
	practice.faults.clear();
};
const killedInShell = async (place: Registering, route: RegExp, harm: Harm): Promise<void> => {
	const running = undo(place);
	await killedAt(place, running, route, harm, async () => place.practice.login.signIn(await place.code()));
};

const notSent: Harm = {kind: 'hang'};
const notHeard: Harm = {kind: 'answer-lost', how: 'silence'};
const deletion = /^DELETE \/v1.0\/applications\//;

test.each([
	['before the application is deleted', notSent],
	['after it, with the answer lost', notHeard],
] as const)('killed %s: undone again, or registered again', async (_, harm) => {
	const again = async (): Promise<void> => {
		const place = await openRegistering();
		await shellDone(place, place.register());
		await killedInShell(place, deletion, harm);
		expectListed(place);
		await shellDone(place, undo(place));
		expect(leftBehind(place)).toEqual({applications: [], ...nothing});
		const third = undo(place);
		expect(await third.exited).toMatchObject({code: 10});
		expect(third.text()).toContain('made nothing');
	};
	const anew = async (): Promise<void> => {
		const place = await openRegistering();
		await shellDone(place, place.register());
		await killedInShell(place, deletion, harm);
		await shellDone(place, place.register());
		expectListed(place);
		expect(leftBehind(place)).toMatchObject({applications: [{}], principals: [{}], credentials: [{}]});
		expect((await place.open(['doctor']).exited).code).toBe(0);
		await shellDone(place, undo(place));
		expect(leftBehind(place)).toEqual({applications: [], ...nothing});
	};
	const inWizard = async (): Promise<void> => {
		const place = await openRegistering();
		const screen = await place.wizard({columns: 80, rows: 24});
		place.practice.login.signIn(await place.code());
		await screen.waitFor('Every call was tried');
		await killedAt(place, screen, deletion, harm, async () => {
			screen.type('u');
			await screen.waitFor('y take it back');
			screen.type('y');
		});
		expectListed(place);
		await shellDone(place, undo(place));
		expect(leftBehind(place)).toEqual({applications: [], ...nothing});
		// The set-up begins that step again.
		const second = await place.wizard({columns: 80, rows: 24});
		place.practice.login.signIn(await place.code());
		await second.waitFor('Every call was tried');
		expectOne(place);
		second.type(keys.ctrl('c'));
		await second.exited;
	};
	await Promise.all([again(), anew(), inWizard()]);
});

test('of an application that was there before, only what was added goes, wherever the undo is killed', async () => {
	const cuts: readonly (readonly [RegExp, Harm])[] = [
		[/^PATCH \/v1.0\/applications\/[0-9a-f]/, notSent],
		[/^PATCH \/v1.0\/applications\/[0-9a-f]/, notHeard],
		[/^DELETE \/v1.0\/servicePrincipals\//, notSent],
		[/^DELETE \/v1.0\/servicePrincipals\//, notHeard],
	];
	await Promise.all(
		cuts.map(async ([route, harm]) => {
			const place = await openRegistering();
			const theirs = place.practice.registry.register('Somebody’s');
			place.practice.registry.addSecret(theirs, {displayName: 'of somebody'});
			await shellDone(place, place.register('--application', theirs.appId));
			await killedInShell(place, route, harm);
			const names = madeNames(place);
			for (const one of leftBehind(place).credentials) expect([...names, 'of somebody']).toContain(one);
			await shellDone(place, undo(place));
			expect(leftBehind(place)).toMatchObject({
				applications: [{displayName: 'Somebody’s'}],
				...nothing,
				credentials: ['of somebody'],
			});
		}),
	);
});
