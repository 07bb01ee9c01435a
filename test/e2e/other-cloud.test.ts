// A tenant of another of Microsoft's clouds, asked for in the public one: recognised, and gone on with where it is.
import {expect, onTestFinished, test} from 'vitest';
import {startConnectProxy} from '../helpers/connect-proxy.ts';
import {expectOne, openRegistering, type Registering} from '../helpers/registering.ts';
import {keys} from '../helpers/terminal.ts';

const publicLogin = 'login.microsoftonline.com';
const cloud = {
	login: 'https://login.microsoftonline.us',
	graph: 'https://graph.microsoft.us',
	otherNames: [publicLogin],
};

/** Microsoft's names lead to the practice tenant; nothing leaves this machine. */
const openElsewhere = async (): Promise<Registering> => {
	const ports = new Map<string, number>();
	const proxy = await startConnectProxy(undefined, ports);
	onTestFinished(() => proxy.close());
	return openRegistering({cloud}, practice => {
		for (const host of [publicLogin, 'login.microsoftonline.us']) ports.set(`${host}:443`, practice.ports.login);
		ports.set('graph.microsoft.us:443', practice.ports.graph);
		return {
			HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
			NO_PROXY: 'localhost',
			USHER_CLOUD: undefined,
			USHER_LOGIN_URL: undefined,
			USHER_GRAPH_URL: undefined,
			USHER_TENANT: undefined,
		};
	});
};

test('in the wizard it is found where it is, said when another was chosen, and registered there', async () => {
	const place = await openElsewhere();
	const screen = place.setUp(['start', 'bitwarden'], {columns: 100, rows: 30});
	await screen.waitFor('Tenant: a domain of yours');
	screen.type(place.practice.company.domains.main);
	await screen.waitFor('Found the tenant.');
	await screen.waitFor('US Government (GCC High, L4)');
	// Chosen by hand, and wrong.
	screen.type(`${keys.tab}${keys.right}`);
	await screen.waitFor('It is not in the cloud that was chosen. Usher uses US Government');
	screen.type(keys.enter);
	await screen.waitFor('Let Usher create it');
	screen.type(keys.enter);
	place.practice.login.signIn(await place.code());
	await screen.waitFor('Every call was tried');
	expectOne(place);
	const settings = place.open(['config', 'get', 'entra.cloud']);
	await settings.exited;
	expect(settings.text()).toContain('usgov');
});

test('in the shell nothing is asked of anyone before the right cloud is named', async () => {
	const place = await openElsewhere();
	const {main} = place.practice.company.domains;
	const shell = place.register('--tenant', main);
	expect(await shell.exited).toMatchObject({code: 11});
	const said = shell.text().replace(/\s+/g, ' ');
	expect(said).toContain('in another of Microsoft’s clouds: US Government (GCC High, L4)');
	expect(said).toContain('usher config set entra.cloud usgov');
	expect(place.practice.login.waitingCodes()).toEqual([]);
	await place.open(['config', 'set', 'entra.cloud', 'usgov']).exited;
	const again = place.register('--tenant', main);
	place.practice.login.signIn(await place.code());
	expect(await again.exited, again.text()).toMatchObject({code: 0});
	expectOne(place);
});
