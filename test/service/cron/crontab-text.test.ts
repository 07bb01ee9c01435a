import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {crontabText} from '../../../source/service/cron/crontab-text.ts';
import type {HandOver} from '../../../source/service/hand-over.ts';

const given: HandOver = {
	profile: 'fabrikam',
	program: ['/bin/echo', "/opt/it's here/cli.js"],
	home: '/var/lib/usher',
	user: 'usher',
	secretsFolder: '/etc/usher/fabrikam',
	credentials: ['usher-bitwarden'],
	intervalMinutes: 15,
	environment: {XDG_STATE_HOME: '/srv/a b', USHER_USER_FILTER: 'include:100%@x.example'},
};

/** The command of the line as cron gives it to sh (crontab(5): an escaped % is one). */
const command = (text: string): string =>
	(text.trim().split('\n').at(-1) ?? '').split(' ').slice(5).join(' ').replaceAll('\\%', '%');

test('the line is a schedule and a command that sh understands, whatever is in its words', () => {
	const text = crontabText(given);
	expect(text).toMatch(/^\*\/15 \* \* \* \* XDG_STATE_HOME=/m);
	const said = execFileSync('sh', ['-c', command(text)], {encoding: 'utf8'});
	expect(said.trim()).toBe(
		"/opt/it's here/cli.js --profile fabrikam --log-level warn sync --unattended --quiet --ok-with-problems",
	);
	const variables = execFileSync('sh', ['-c', command(text).replace(/\/bin\/echo.*/, 'env')], {encoding: 'utf8'});
	expect(variables).toContain('XDG_STATE_HOME=/srv/a b\n');
	expect(variables).toContain('USHER_USER_FILTER=include:100%@x.example\n');
	expect(text).not.toContain('USHER_HOME');
});

test("a proxy's password is not printed: everyone can read the arguments of a process", () => {
	const text = crontabText({
		...given,
		environment: {HTTPS_PROXY: 'http://ada:canary@proxy.example:3128', http_proxy: 'http://proxy.example:3128'},
	});
	expect(text).not.toContain('canary');
	expect(text).toContain('# HTTPS_PROXY holds a password');
	expect(command(text)).toMatch(/^http_proxy=http:\/\/proxy.example:3128 /);
});
