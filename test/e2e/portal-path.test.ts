// The way through the portal: every click, and which permissions, why, and which not. The built program, at both sizes.
import {expect, test} from 'vitest';
import {flat} from '../helpers/one-line.ts';
import {expectRight} from '../helpers/real-dashboard.ts';
import {resting} from '../helpers/resting.ts';
import {setUpPlace} from '../helpers/set-up.ts';
import {says, step, throughBitwarden, toPortalPages} from '../helpers/set-up-steps.ts';
import {keys, type Running} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

/** All that a page says, the lines that come with PgDn included; and the page as it was, afterwards. */
const wholePage = async (screen: Running): Promise<string> => {
	// Its title may be there before its last rows are.
	await resting(screen);
	let said = flat(screen);
	let pages = 0;
	const first = screen.text();
	while (/PgDn: \d+ more line/.test(screen.text())) {
		const before = screen.text();
		screen.type(keys.pageDown);
		await until(() => screen.text() !== before && /save, quit/.test(screen.lines().at(-1) ?? ''), screen.text);
		await expectRight(screen);
		said += ` ${flat(screen)} ${screen.text()}`;
		pages++;
	}
	screen.type(keys.pageUp.repeat(pages));
	await until(() => screen.text() === first, screen.text);
	return `${said} ${first}`.replace(/[│╭╮╰╯─]/g, ' ').replace(/\s+/g, ' ');
};

test.each([
	[80, 24],
	[120, 50],
])('each click is spelled out, with the permissions and why, at %d×%d', async (columns, rows) => {
	const place = await setUpPlace();
	const {practice} = place;
	const screen = place.open({columns, rows});
	await throughBitwarden(screen, place);
	await toPortalPages(screen, place);
	const register = await wholePage(screen);
	for (const click of [
		'Single tenant only',
		'Redirect URI: leave it empty',
		'Press Register',
		'Application (client) ID',
		'App registrations, New registration',
		'Application Developer',
	])
		expect(register).toContain(click);
	screen.type(`${practice.environment.USHER_CLIENT_ID}${keys.enter}`);
	await screen.waitFor('Second page of two');
	const grant = await wholePage(screen);
	for (const click of [
		'API permissions',
		'Add a permission',
		'Microsoft Graph',
		'Application permissions',
		'User.Read.All',
		'GroupMember.Read.All',
		`Grant admin consent for ${practice.company.domains.main}`,
		'Not needed, although older instructions ask for them: Group.Read.All, Directory.Read.All.',
		'AdministrativeUnit.Read.All only when a filter names an administrative unit',
		'Privileged Role Administrator or Global Administrator',
	])
		expect(grant).toContain(click);
	screen.type(keys.enter);
	await screen.waitFor(step(5));
	const credentials = await wholePage(screen);
	for (const click of ['Certificates & secrets', 'New client secret', 'Value']) expect(credentials).toContain(click);
	await says(screen, 'Value');
});
