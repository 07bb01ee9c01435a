// The steps' logic without screens, mostly against a practice tenant over HTTPS.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {needsSetUp} from '../../../source/profile/set-up.ts';
import {setUpFile} from '../../../source/profile/set-up-progress.ts';
import {testCertificate} from '../../helpers/certificate.ts';
import {fakeServices} from '../../helpers/fake-services.ts';
import {testFolder} from '../../helpers/folder.ts';
import {setUpPlace} from '../../helpers/set-up.ts';
import {driveWizard} from '../../helpers/wizard.ts';

const organisation = 'organization.5b1d7c02-6a4e-4d0b-9a55-0c8f3e2d7a19';
const application = '2f6c1e88-90b7-4c55-8a3d-b1d9e4f7a0c3';

/** A profile that has everything but its credentials. */
const withoutCredentials = async (more: Parameters<typeof setUpPlace>[0] = {}) => {
	const place = await setUpPlace(more);
	const folder = join(place.home, 'profiles/default');
	mkdirSync(folder, {recursive: true, mode: 0o700});
	const {practice} = place;
	writeFileSync(
		join(folder, 'settings.json'),
		JSON.stringify({
			version: 1,
			entra: {tenant: practice.company.tenantId},
			bitwarden: {url: practice.urls.bitwarden, clientId: practice.bitwarden.clientId},
		}),
		{mode: 0o600},
	);
	const environment = {...place.environment, USHER_BITWARDEN_CLIENT_SECRET: practice.bitwarden.secret()};
	const driven = driveWizard(environment);
	driven.wizard.core.go('credentials');
	driven.wizard.type('clientId', practice.environment.USHER_CLIENT_ID ?? '');
	return {...place, environment, ...driven};
};

describe('credentials', () => {
	test('a certificate signs in, its end is known, and a locked key asks for its pass phrase', async () => {
		const {practice, home, wizard, focus, is, step, settings} = await withoutCredentials();
		const certificate = testCertificate('open sesame', '2098-07-01');
		practice.company.addCertificate(certificate.der);
		const path = join(home, 'usher.pem');
		writeFileSync(path, certificate.lockedPem, {mode: 0o600});
		wizard.type('credential', 'certificate');
		wizard.type('certificateFile', path);
		focus('certificateFile');
		wizard.onward();
		await is(state => state.focus.credentials === 'passphrase', 'the pass phrase to be asked for');
		wizard.type('passphrase', 'wrong');
		wizard.onward();
		await is(
			({checks: {signIn}}) => signIn.kind === 'bad' && signIn.failure.code === 'certificate-password',
			'a refusal',
		);
		wizard.type('passphrase', 'open sesame');
		wizard.onward();
		await step('permissions');
		expect(settings().entra).toMatchObject({
			credential: 'certificate',
			certificateFile: path,
			credentialEnds: '2098-07-01T00:00:00.000Z',
		});
		expect(readFileSync(join(home, 'profiles/default/secrets.json'), 'utf8')).not.toContain('open sesame');
		await is(
			({checks: {permissions}}) => permissions.kind === 'good' && permissions.result.complete,
			'the permissions',
		);
	});

	test('a PFX does too, and one that is not registered is said', async () => {
		const {practice, home, wizard, focus, is, step} = await withoutCredentials();
		const certificate = testCertificate('');
		const path = join(home, 'usher.pfx');
		writeFileSync(path, certificate.pfx, {mode: 0o600});
		wizard.type('credential', 'certificate');
		wizard.type('certificateFile', path);
		focus('certificateFile');
		wizard.onward();
		await is(({checks: {signIn}}) => signIn.kind === 'bad' && signIn.failure.code === 'aadsts-700027', 'a refusal');
		practice.company.addCertificate(certificate.der);
		wizard.onward();
		await step('permissions');
	});

	test('a federated token does, from its file', async () => {
		const {practice, home, wizard, focus, is, step, settings} = await withoutCredentials();
		const claims = {issuer: 'https://issuer.example', subject: 'usher', audience: 'api://AzureADTokenExchange'};
		practice.company.addFederated(claims);
		const path = join(home, 'token');
		wizard.type('credential', 'federated');
		wizard.type('assertionFile', path);
		focus('assertionFile');
		wizard.onward();
		await is(({checks: {signIn}}) => signIn.kind === 'bad' && signIn.failure.code === 'credential-file', 'a refusal');
		writeFileSync(path, practice.login.federatedAssertion(claims));
		wizard.onward();
		await step('permissions');
		expect(settings().entra).toMatchObject({credential: 'federated', assertionFile: path});
	});

	test('a secret that has not arrived yet is tried again by itself', async () => {
		let time = Date.now();
		const {practice, wizard, focus, is} = await withoutCredentials({
			clock: () => time,
			propagation: {secretMs: 60_000},
		});
		const fresh = practice.company.addSecret();
		wizard.type('secret', fresh);
		focus('secret');
		wizard.onward();
		await is(({checks: {signIn}, wait}) => signIn.kind === 'bad' && wait?.nextAt !== undefined, 'a wait');
		time += 61_000;
		wizard.onward();
		await is(({checks: {signIn}}) => signIn.kind === 'good', 'the sign-in');
	});
});

describe('bring over', () => {
	test('a configuration is shown before it is saved, and its filter that cannot be read waits in step 7', async () => {
		const home = testFolder();
		const path = join(home, 'data.json');
		writeFileSync(
			path,
			JSON.stringify({
				stateVersion: 8,
				directoryType: 1,
				organizationId: '5b1d7c02-6a4e-4d0b-9a55-0c8f3e2d7a19',
				directoryEntra: {
					tenant: 'fabrikam.onmicrosoft.com',
					applicationId: application,
					key: 'Xy78Q~abcdefghijklmnopqrstuvwxyz0123456',
				},
				sync: {groupFilter: 'inlcude:Engineering', userFilter: 'exclude:a@b.example'},
				apiKeyClientId: organisation,
				apiKeyClientSecret: 'abcdefghijklmnopqrstuvwxyz0123',
			}),
		);
		const environment = {USHER_HOME: home, HOME: home};
		const {wizard, focus, is, step, settings} = driveWizard(environment, () => fakeServices({region: 'com'}));
		wizard.type('start', 'import');
		wizard.type('importPath', path);
		await is(({checks: {bwdc}}) => bwdc.kind === 'good', 'the review');
		expect(existsSync(join(home, 'profiles/default/settings.json'))).toBe(false);
		focus('take-over');
		wizard.onward();
		await step('bitwarden');
		await is(({checks: {organisation: one}}) => one.kind === 'good', 'the sign-in to Bitwarden');
		expect(settings().sync).toMatchObject({userFilter: 'exclude:a@b.example', disabled: 'keep'});
		expect(settings().sync).not.toHaveProperty('groupFilter');
		expect(wizard.get().draft.groupFilter).toBe('inlcude:Engineering');
		expect(wizard.get().secrets.entra.from).toBe('encrypted');
		wizard.core.go('scope');
		await is(({counts}) => counts?.kind === 'wrong' && counts.place === 'group', 'the error of the filter');
		wizard.onward();
		expect(wizard.get().step).toBe('scope');
		wizard.type('groupFilter', 'include:Engineering');
		await is(({counts}) => counts?.kind === 'counted' && counts.groups.inside === 1, 'the counts');
		expect(settings().sync).toMatchObject({groupFilter: 'include:Engineering'});
	});

	test.each([
		['', 'There is no such file'],
		['{"stateVersion": 8, ', 'damaged'],
		['{"stateVersion": 8, "directoryType": 0}', 'LDAP'],
	])('%j is said', async (text, sentence) => {
		const home = testFolder();
		const path = join(home, 'data.json');
		if (text !== '') writeFileSync(path, text);
		const {wizard, is} = driveWizard({USHER_HOME: home, HOME: home}, () => fakeServices());
		wizard.type('start', 'import');
		wizard.type('importPath', '~/data.json');
		await is(({checks: {bwdc}}) => bwdc.kind === 'bad' && bwdc.failure.message.includes(sentence), sentence);
	});
});

describe('the organisation', () => {
	test('a key of another region is found there, when a person asks for it', async () => {
		const home = testFolder();
		const {wizard, focus, is, step, settings} = driveWizard({USHER_HOME: home}, () => fakeServices({region: 'eu'}));
		wizard.onward();
		await step('bitwarden');
		wizard.type('bitwardenId', organisation);
		wizard.type('bitwardenSecret', 'abcdefghijklmnopqrstuvwxyz0123');
		await is(({checks: {organisation: one}}) => one.kind === 'bad', 'a refusal');
		expect(wizard.items().map(item => item.id)).toContain('find-region');
		focus('find-region');
		wizard.onward();
		await is(({checks: {organisation: one}}) => one.kind === 'good', 'the sign-in');
		expect(settings().bitwarden).toMatchObject({url: 'https://bitwarden.eu', clientId: organisation});
		wizard.onward();
		await step('tenant');
	});

	test('the key in the place of the address, and a word in the place of the key, are said so before anything is sent', async () => {
		const {wizard, focus, is, step} = driveWizard({USHER_HOME: testFolder()}, () => fakeServices({region: 'com'}));
		wizard.onward();
		await step('bitwarden');
		wizard.type('server', 'own');
		wizard.type('ownUrl', organisation);
		await is(({remark}) => remark?.includes('Here goes the address') === true, 'the mix-up');
		wizard.type('ownUrl', 'https://vault.example.com');
		wizard.type('bitwardenId', 'wrong');
		expect(wizard.get().remark).toBeUndefined();
		focus('bitwardenId');
		wizard.onward();
		await is(({remark}) => remark?.includes('begins with “organization.”') === true, 'what is wrong with it');
	});

	test('a server that does not answer is said so, and the typed key is kept for the next try', async () => {
		const home = testFolder();
		const {wizard, focus, is, step} = driveWizard({USHER_HOME: home, NO_PROXY: '*'});
		wizard.onward();
		await step('bitwarden');
		wizard.type('server', 'own');
		wizard.type('ownUrl', 'https://localhost:9');
		wizard.type('bitwardenId', organisation);
		wizard.type('bitwardenSecret', 'abcdefghijklmnopqrstuvwxyz0123');
		focus('bitwardenSecret');
		wizard.onward();
		await until16(is);
		expect(wizard.get().draft.bitwardenSecret).toBe('abcdefghijklmnopqrstuvwxyz0123');
		expect(wizard.get().step).toBe('bitwarden');
	});
});

/** The check ends with the service being out of reach; its own patience is twelve seconds. */
const until16 = async (is: ReturnType<typeof driveWizard>['is']): Promise<void> => {
	for (let turn = 0; turn < 3; turn++) {
		try {
			await is(({checks: {organisation: one}}) => one.kind === 'bad' && one.failure.unreachable, 'out of reach');
			return;
		} catch (error) {
			if (turn === 2) throw error;
		}
	}
};

describe('what to sync', () => {
	const atScope = async (permissions: readonly string[]) => {
		const place = await setUpPlace({permissions});
		const driven = driveWizard({...place.practice.environment, ...place.environment});
		driven.wizard.core.go('scope');
		await driven.is(({counts}) => counts?.kind === 'counted', 'the counts');
		const unit = place.practice.company.store.units[0];
		if (unit === undefined) throw new Error('the practice company has no administrative unit');
		return {...place, ...driven, filter: `includeadministrativeunit:${unit.id}`};
	};

	test('the directory is read once for all counts, and again for a unit that it did not know', async () => {
		const {practice, wizard, is, filter} = await atScope([
			'User.Read.All',
			'GroupMember.Read.All',
			'AdministrativeUnit.Read.All',
		]);
		const before = practice.graph.requests.total;
		for (const text of ['include:All staff', 'exclude:All staff', '']) {
			wizard.type('groupFilter', text);
			await is(({counts, settings}) => counts?.kind === 'counted' && settings.sync.groupFilter === text, text);
		}
		expect(practice.graph.requests.total).toBe(before);
		wizard.type('groupFilter', filter);
		await is(
			({counts, settings}) =>
				counts?.kind === 'counted' && counts.groups.out > 0 && settings.sync.groupFilter === filter,
			'the counts of the unit',
		);
	});

	test('a unit without its permission is said, with the permission', async () => {
		const {wizard, is, filter} = await atScope(['User.Read.All', 'GroupMember.Read.All']);
		wizard.type('groupFilter', filter);
		await is(
			({session}) =>
				session?.last?.report.error?.message.includes('AdministrativeUnit.Read.All') === true ||
				session?.last?.report.error?.advice.includes('AdministrativeUnit.Read.All') === true,
			'the missing permission',
		);
	});
});

describe('how far it has come', () => {
	test('the environment decides what it decides; nothing that it holds is asked for', async () => {
		const {environment, practice} = await setUpPlace();
		const all = {...environment, ...practice.environment};
		expect(needsSetUp({profile: 'default', environment: all})).toBe(false);
		expect(needsSetUp({profile: 'default', environment})).toBe(true);
		const {wizard, is} = driveWizard(all);
		expect(wizard.get().step).toBe('finish');
		wizard.core.go('bitwarden');
		await is(({checks: {organisation: one}}) => one.kind === 'good', 'the sign-in');
		expect(wizard.items().filter(item => !('fixed' in item && item.fixed !== undefined))).toEqual([]);
		// Looking it over leaves nothing behind that would ask for the set-up again.
		wizard.onward();
		expect(wizard.get().step).toBe('tenant');
		expect(needsSetUp({profile: 'default', environment: all})).toBe(false);
	});

	test('what was typed and not proven yet is there again, except secrets', async () => {
		const environment = {USHER_HOME: testFolder()};
		const {wizard, step, ends} = driveWizard(environment, () => fakeServices());
		wizard.onward();
		await step('bitwarden');
		wizard.type('server', 'own');
		wizard.type('ownUrl', 'vault.fabrikam.example');
		wizard.type('bitwardenId', organisation);
		wizard.type('bitwardenSecret', 'half of it');
		wizard.quit();
		await expect.poll(() => ends).toEqual([{next: 'nothing', finished: false}]);
		const again = driveWizard(environment, () => fakeServices()).wizard.get();
		expect(again.step).toBe('bitwarden');
		expect(again.draft).toMatchObject({
			server: 'own',
			ownUrl: 'https://vault.fabrikam.example',
			bitwardenId: organisation,
		});
		expect(again.draft.bitwardenSecret).toBe('');
		expect(again.secrets.bitwarden.from).toBeUndefined();
	});

	test('a step whose secret has gone since is asked for again, and a damaged file is set aside', async () => {
		const place = await withoutCredentials();
		const folder = {folder: join(place.home, 'profiles/default')};
		writeFileSync(
			setUpFile(folder),
			JSON.stringify({version: 1, finished: ['start', 'bitwarden', 'tenant'], skipped: []}),
		);
		const first = driveWizard(place.environment);
		expect(first.wizard.get().step).toBe('registration');
		const {USHER_BITWARDEN_CLIENT_SECRET: _, ...without} = place.environment;
		expect(driveWizard(without).wizard.get().step).toBe('bitwarden');
		writeFileSync(setUpFile(folder), '{"version": 1, "finished": [');
		expect(driveWizard(place.environment).wizard.get().step).toBe('start');
		expect(existsSync(`${setUpFile(folder)}.damaged`)).toBe(true);
	});
});
