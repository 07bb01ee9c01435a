import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {commandLine} from '../../source/commands/command-line.ts';
import {status} from '../../source/commands/status.ts';
import {serviceHome} from '../../source/profile/handed-over.ts';
import {testFolder} from '../helpers/folder.ts';
import {testShell} from '../helpers/shell.ts';

const handedOver = () => {
	const home = testFolder();
	const folder = join(home, 'profiles', 'fabrikam');
	mkdirSync(folder, {recursive: true});
	writeFileSync(join(folder, 'handed-over'), `${serviceHome}\n`);
	return {USHER_HOME: home, USHER_TENANT: 'fabrikam.example'};
};

test('the status of a profile that a service runs says so, and nothing of what was before', async () => {
	const environment = handedOver();
	const shell = testShell(environment, {profile: 'fabrikam'});
	await status(shell);
	expect(shell.stdout()).toContain(`runs this profile, in ${serviceHome}`);
	expect(shell.stdout()).toContain('sudo usher --profile fabrikam service exec -- status');
	expect(shell.stdout()).not.toContain('last run');
	const asked = testShell(environment, {profile: 'fabrikam', json: true});
	await status(asked);
	expect(asked.answer<{service: {home: string}; lastRun: unknown}>()).toMatchObject({
		service: {home: serviceHome},
		lastRun: null,
	});
});

test('a command that runs as the service names the next one as a person has to call it', () => {
	const shell = {profile: 'fabrikam', environment: {USHER_HOME: serviceHome}};
	expect(commandLine(shell, 'sync', '--first-run')).toBe(
		'sudo usher --profile fabrikam service exec -- sync --first-run',
	);
	expect(commandLine({profile: 'default', environment: {}}, 'sync')).toBe('usher sync');
});
