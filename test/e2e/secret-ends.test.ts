// The end of a secret that a person gives: asked for, kept, counted down everywhere, and not carried over to the next one.
import {expect, test} from 'vitest';
import {setUpPlace} from '../helpers/set-up.ts';
import {step, throughBitwarden, throughRegistration} from '../helpers/set-up-steps.ts';
import {keys} from '../helpers/terminal.ts';

const soon = /ends in (11|12) days/;

test('asked in the set-up and in a shell, and counted down in status, doctor, report and dashboard', async () => {
	const place = await setUpPlace({users: 20, groups: 4});
	const {practice} = place;
	const secret = practice.environment.USHER_CLIENT_SECRET ?? '';
	const screen = place.open({columns: 100, rows: 30});
	await throughBitwarden(screen, place);
	await throughRegistration(screen, place);
	screen.type(`${secret}${keys.enter}`);
	await screen.waitFor('Signed in');
	await screen.waitFor('The secret ends');
	screen.type(`12 days${keys.enter}`);
	await screen.waitFor('Everything that is needed');
	screen.type(keys.enter);
	await screen.waitFor(/people and \d+ groups in/);
	screen.type(keys.enter);
	await screen.waitFor(step(8));
	await screen.waitFor(/\d+ of \d+ groups/);
	screen.type(keys.enter);
	await screen.waitFor('All saved');
	screen.type(keys.down + keys.enter);
	expect((await screen.exited).code).toBe(0);

	const size = {columns: 100, rows: 60};
	const shown = async (...args: readonly string[]): Promise<string> => {
		const running = place.open(size, args);
		await running.exited;
		return running.text();
	};
	expect(await shown('status')).toMatch(soon);
	expect(await shown('doctor')).toMatch(soon);
	expect(await shown('sync', '--first-run', '--allow-invites', '99')).toMatch(soon);
	const dashboard = place.open({columns: 110, rows: 30}, []);
	await dashboard.waitFor(/client secret ends in 1[12] days/);
	dashboard.kill('SIGKILL');

	const again = async (answer: string, ...says: readonly string[]): Promise<void> => {
		const set = place.open(size, ['secret', 'set', 'entra']);
		await set.waitFor('(it is not shown)');
		set.type(`${practice.company.addSecret()}${keys.enter}`);
		await set.waitFor('When does it end?');
		set.type(answer);
		for (const words of says) await set.waitFor(words);
		expect(await set.exited).toMatchObject({code: 0});
	};
	// The day of the secret before would be counted down for one that nobody uses.
	await again(keys.enter, 'When it ends is not known');
	expect(await shown('status')).not.toContain('credential');
	await again(`2020-01-01${keys.enter}20 days${keys.enter}`, 'This day has passed', 'It ends on 20');
	expect(await shown('doctor')).toMatch(/ends in (19|20) days/);
	const wrong = place.open(size, ['secret', 'set', 'entra', '--ends', 'soon']);
	expect(await wrong.exited).toMatchObject({code: 2});
	expect(wrong.text()).toContain('Nothing was stored.');

	// In the set-up the day is asked for again when another secret is typed.
	const setUp = place.open({columns: 100, rows: 30});
	await setUp.waitFor('All saved');
	for (let at = 9; at > 5; at--) {
		setUp.type(keys.escape);
		await setUp.waitFor(step(at - 1));
	}
	await setUp.waitFor(/The secret ends[^\n]*\n[^\n]*20\d\d-\d\d-\d\d/);
	setUp.type(practice.company.addSecret());
	await setUp.waitFor(/The secret ends[^\n]*\n[^\n]*2028-05-31, or 24 months/);
});
