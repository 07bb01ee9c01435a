// The whole set-up, key by key, with the built program in a pseudo-terminal.
import {expect, test} from 'vitest';
import {setUpPlace} from '../helpers/set-up.ts';
import {keys} from '../helpers/terminal.ts';

const step = (number: number) => `${number} of 9`;

test('from the first key to a saved profile', {timeout: 60_000}, async () => {
	const {practice, open} = await setUpPlace();
	const {environment: known} = practice;
	const screen = open();
	await screen.waitFor('Connect');
	screen.type(keys.enter);
	await screen.waitFor(step(2));
	screen.type(`${keys.down}${keys.down}${keys.down}${practice.urls.bitwarden}`);
	await screen.waitFor('answers');
	screen.type(keys.down + known.USHER_BITWARDEN_CLIENT_ID + keys.enter);
	screen.type(known.USHER_BITWARDEN_CLIENT_SECRET + keys.enter);
	await screen.waitFor(step(3));
	screen.type(`${practice.company.domains.main}`);
	await screen.waitFor('Found the tenant');
	screen.type(keys.enter);
	await screen.waitFor('Let Usher create it');
	screen.type(keys.down + keys.enter);
	await screen.waitFor('First page of two');
	screen.type(known.USHER_CLIENT_ID + keys.enter);
	await screen.waitFor('Second page of two');
	screen.type(keys.enter);
	await screen.waitFor(step(5));
	screen.type(keys.down + keys.down + known.USHER_CLIENT_SECRET + keys.enter);
	await screen.waitFor('Signed in');
	screen.type(`24 months${keys.enter}`);
	await screen.waitFor(step(6));
	await screen.waitFor('Everything that is needed');
	screen.type(keys.enter);
	await screen.waitFor(/people and .* in/);
	screen.type(keys.enter);
	await screen.waitFor('Groups and people', 2000).catch(() => {});
	await screen.waitFor(/people in/);
	screen.type(keys.enter);
	await screen.waitFor('This is set up');
	screen.type(keys.down + keys.enter);
	const {code} = await screen.exited;
	expect(code).toBe(0);
});
