import {expect, test} from 'vitest';
import {openPlace} from '../helpers/usher.ts';

test('watch that waits for a person goes on as soon as one has let the plan pass in another shell', async () => {
	const place = await openPlace({users: 30, groups: 5, oddities: false});
	const watching = place.start('watch', '--log-level', 'info');
	await expect.poll(watching.stderr).toContain('A plan waits for a person. Looking again at ');
	// A look at the plan lets nothing pass.
	expect((await place.usher('plan')).code).toBe(0);
	expect((await place.usher('sync', '--first-run', '--allow-invites', '100')).code).toBe(0);
	await expect.poll(watching.stderr).toContain('Next sync at ');
	watching.child.kill('SIGTERM');
	const {code, stderr} = await watching.ended;
	expect(code).toBe(0);
	expect(stderr.match(/went well: syncing at once\./g)).toHaveLength(1);
	expect(stderr).toContain('Nothing to do');
});
