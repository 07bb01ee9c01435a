import {expect, test} from 'vitest';
import {openPlace} from '../helpers/usher.ts';

test('the log of watch at its loudest: JSON a line with the run in it, addresses masked when asked, no secret and no token', async () => {
	const place = await openPlace({users: 30, groups: 5, oddities: false}, {USHER_MASK_EMAILS: 'yes'});
	expect((await place.usher('sync', '--first-run', '--allow-invites', '100')).code).toBe(0);
	place.practice.company.hire({name: 'One', mail: 'same@halden.example'});
	place.practice.company.hire({name: 'Two', mail: 'same@halden.example'});
	const watching = place.start('watch', '--log-level', 'debug', '--log-format', 'json');
	await expect.poll(watching.stderr).toContain('s***@halden.example');
	watching.child.kill('SIGTERM');
	const {code, stderr, stdout} = await watching.ended;
	expect([code, stdout]).toEqual([0, '']);
	const lines = stderr
		.trim()
		.split('\n')
		.map(line => JSON.parse(line) as {text: string; run?: string; kind?: string});
	expect(lines.filter(({kind, run}) => kind !== undefined && !/^\d{8}-\d{6}-/.test(run ?? ''))).toEqual([]);
	expect(lines.some(({kind}) => kind === 'run-ended')).toBe(true);
	expect(stderr).not.toContain('same@');
	for (const name of ['USHER_CLIENT_SECRET', 'USHER_BITWARDEN_CLIENT_SECRET'])
		expect(stderr).not.toContain(place.environment[name] ?? 'missing');
	expect(stderr).not.toMatch(/eyJ|Bearer/);
});
