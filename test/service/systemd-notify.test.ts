import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {createSystemdNotify} from '../../source/service/systemd-notify.ts';
import {testFolder} from '../helpers/folder.ts';

test('what systemd is told is one message, whatever a server put into the text', async () => {
	const folder = testFolder();
	mkdirSync(join(folder, 'bin'));
	writeFileSync(join(folder, 'bin/systemd-notify'), `#!/bin/sh\nprintf '%s|' "$@" >> '${folder}/said'\n`, {
		mode: 0o755,
	});
	const path = process.env.PATH;
	process.env.PATH = `${join(folder, 'bin')}:${path}`;
	onTestFinished(() => {
		process.env.PATH = path;
	});
	const notify = createSystemdNotify({NOTIFY_SOCKET: '/run/none'});
	await notify.tell({ready: true, status: 'No.\nMAINPID=1\u001b[31m'});
	notify.stop();
	expect(readFileSync(join(folder, 'said'), 'utf8')).toBe(`--pid=${process.pid}|READY=1|STATUS=No. MAINPID=1 [31m|`);
	await createSystemdNotify({}).tell({status: 'nobody hears'});
});
