// Too few permissions, too many, and those that are on their way: in the doctor and in the set-up, the built program.
import {expect, onTestFinished, test} from 'vitest';
import type {PracticeOptions} from '../../source/practice/start.ts';
import {startConnectProxy} from '../helpers/connect-proxy.ts';
import {openRegistering, type Registering} from '../helpers/registering.ts';
import {keys, type Running} from '../helpers/terminal.ts';

const host = {login: 'https://login.microsoftonline.us', graph: 'https://graph.microsoft.us'};

/** A tenant of a cloud that has a portal; its names lead to the practice tenant. */
const openGov = async (options: PracticeOptions): Promise<Registering> => {
	const ports = new Map<string, number>();
	const proxy = await startConnectProxy(undefined, ports);
	onTestFinished(() => proxy.close());
	return openRegistering({cloud: host, registered: true, ...options}, practice => {
		ports.set('login.microsoftonline.us:443', practice.ports.login);
		ports.set('graph.microsoft.us:443', practice.ports.graph);
		return {
			HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
			NO_PROXY: 'localhost',
			USHER_CLOUD: 'usgov',
			USHER_LOGIN_URL: undefined,
			USHER_GRAPH_URL: undefined,
		};
	});
};

const pageOf = ({practice}: Registering): string =>
	`https://portal.azure.us/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/${practice.environment.USHER_CLIENT_ID}/isMSAApp~/false`;

/** Without frames and blanks: links are longer than a line. */
const dense = (screen: Running): string =>
	screen
		.lines()
		.map(line => (line.split('││').at(-1) ?? '').replace(/[│╭╮╰╯─]/g, ''))
		.join('')
		.replace(/\s+/g, '');
const toPermissions = (place: Registering, size: {columns: number; rows: number}): Running =>
	place.setUp(['start', 'bitwarden', 'tenant', 'registration', 'credentials'], size);

test('too little fails with the page to grant it, too much is advice with the page to take it away', async () => {
	const few = async (): Promise<void> => {
		const place = await openGov({permissions: ['User.Read.All']});
		const doctor = place.open(['doctor'], {columns: 100, rows: 60});
		expect(await doctor.exited).toMatchObject({code: 12});
		expect(doctor.text()).toContain('GroupMember.Read.All is missing');
		expect(dense(doctor)).toContain(pageOf(place));
		const screen = toPermissions(place, {columns: 80, rows: 24});
		await screen.waitFor('Not there yet');
		expect(dense(screen)).toContain(pageOf(place));
	};
	const many = async (): Promise<void> => {
		const place = await openGov({permissions: ['User.Read.All', 'GroupMember.Read.All', 'Directory.Read.All']});
		const doctor = place.open(['doctor'], {columns: 100, rows: 60});
		expect(await doctor.exited).toMatchObject({code: 0});
		expect(doctor.text()).toContain('more than a sync needs: Directory.Read.All');
		expect(dense(doctor)).toContain(`thispage:${pageOf(place)}`);
		const screen = toPermissions(place, {columns: 80, rows: 24});
		await screen.waitFor('It carries more than Usher needs');
		expect(dense(screen)).toContain('Directory.Read.Allopensthewholedirectory');
		expect(dense(screen)).toContain(`thispage:${pageOf(place)}`);
		// Advice: it stands in nobody's way.
		screen.type(keys.enter);
		await screen.waitFor('7 of 9');
	};
	await Promise.all([few(), many()]);
});

test('the set-up tells consent that nobody gave from consent that is on its way, where it may look', async () => {
	const place = await openRegistering({
		registered: true,
		permissions: ['User.Read.All', 'Application.Read.All'],
		propagation: {consentMs: 3_600_000},
	});
	const screen = toPermissions(place, {columns: 120, rows: 40});
	await screen.waitFor('Nobody has granted it yet.');
	await screen.waitFor('Consent not given?');
	await screen.waitFor(/GroupMember\.Read\.All +Application ! Not granted/);
	place.practice.company.grantPermission('GroupMember.Read.All');
	await screen.waitFor('Granted, but not in the tokens yet.');
	expect(screen.text()).not.toContain('Consent not given?');
	expect(screen.text()).not.toContain('Not granted');
	place.practice.registry.propagation.consentMs = 0;
	await screen.waitFor('Consent has arrived');
	await screen.waitFor('7 of 9');
});
