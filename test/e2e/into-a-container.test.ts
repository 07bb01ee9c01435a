import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {testFolder} from '../helpers/folder.ts';
import {openPlace, startUsher} from '../helpers/usher.ts';

test.each(['compose', 'kubernetes'])(
	'%s: the printed command brings the ledger along, and the next run there is no first run',
	async kind => {
		const place = await openPlace({users: 30, groups: 5, oddities: false});
		const print = async (): Promise<string> => (await place.usher('service', 'print', kind, '--image', 'usher')).stdout;
		expect(await print()).not.toContain('ledger.db');
		expect((await place.usher('sync', '--first-run', '--allow-invites', '100')).code).toBe(0);

		const [, script = '', from = ''] =
			/sh (?:usher )?(?:--entrypoint sh )?-c '([^']+)' < (\S+)/.exec(await print()) ?? [];
		expect(existsSync(from)).toBe(true);
		const volume = testFolder();
		execFileSync('sh', ['-c', script.replaceAll('/srv/usher', volume)], {input: readFileSync(from)});
		expect(existsSync(join(volume, 'profiles/default/ledger.db'))).toBe(true);
		place.practice.company.hire({name: 'Nora', mail: 'nora@halden.example'});
		// Without it everything would begin anew.
		const empty = await startUsher(['plan', '--json'], {...place.environment, USHER_HOME: testFolder()}).ended;
		expect(JSON.parse(empty.stdout).guard.map(({limit}: {limit: string}) => limit)).toContain('first-run');
		const there = await startUsher(['sync'], {...place.environment, USHER_HOME: volume}).ended;
		expect([there.code, there.stderr]).toEqual([0, '']);
		expect(place.practice.bitwarden.memberByEmail('nora@halden.example')).toBeDefined();
	},
);
