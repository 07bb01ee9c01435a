// Through the set-up step by step, as somebody does who knows what to answer.
import {flat} from './one-line.ts';
import type {SetUpPlace} from './set-up.ts';
import {keys, type Running} from './terminal.ts';
import {until} from './until.ts';

/** How the step's frame is numbered. */
export const step = (number: number) => `${number} of 9`;

/** Waits for a sentence of the step's frame, wherever its lines break. */
export const says = (screen: Running, sentence: string): Promise<void> =>
	until(
		() => flat(screen).includes(sentence),
		() => `waited for ${sentence}; the screen shows\n${screen.text()}`,
	);

/** Through step 1 and 2: the practice organisation. */
export const throughBitwarden = async (screen: Running, {practice}: SetUpPlace): Promise<void> => {
	await screen.waitFor('Connect');
	screen.type(keys.enter);
	await screen.waitFor(step(2));
	screen.type(`${keys.down}${keys.down}${keys.enter}${practice.urls.bitwarden}`);
	await screen.waitFor('answers');
	screen.type(`${keys.enter}${practice.bitwarden.clientId}${keys.enter}`);
	screen.type(`${practice.bitwarden.secret()}${keys.enter}`);
	await screen.waitFor(step(3));
};

/** Through step 3, and to the first of the portal's pages. */
export const toPortalPages = async (screen: Running, {practice}: SetUpPlace): Promise<void> => {
	screen.type(`${practice.company.domains.main}`);
	await screen.waitFor('Found the tenant');
	screen.type(keys.enter);
	await screen.waitFor('Let Usher create it');
	screen.type(keys.down + keys.enter);
	await screen.waitFor('First page of two');
};

/** Through step 3 and 4, by the portal's pages. */
export const throughRegistration = async (screen: Running, place: SetUpPlace): Promise<void> => {
	const {practice} = place;
	await toPortalPages(screen, place);
	screen.type(`${practice.environment.USHER_CLIENT_ID}${keys.enter}`);
	await screen.waitFor('Second page of two');
	screen.type(keys.enter);
	await screen.waitFor(step(5));
};

/** Through step 5, with the client secret. */
export const throughCredentials = async (screen: Running, {practice}: SetUpPlace): Promise<void> => {
	screen.type(`${practice.environment.USHER_CLIENT_SECRET}${keys.enter}`);
	await screen.waitFor('Signed in');
	screen.type(`24 months${keys.enter}`);
	await screen.waitFor(step(6));
};
