// Automatic syncs with their countdown: a whole minute, the least that can be set.
import {expect, test} from 'vitest';
import {realDashboard} from '../helpers/real-dashboard.ts';

test('automatic counts down to the next sync and waits with what the guard holds back', {
	timeout: 150_000,
}, async () => {
	const place = await realDashboard({users: 40, groups: 8}, {USHER_INTERVAL: '1'});
	const screen = await place.open();
	screen.type('a');
	await screen.waitFor(/next \d\d:\d\d, in 0:5\d/);
	await screen.waitFor(/next \d\d:\d\d, in 0:4\d/, 30_000);
	await expect
		.poll(() => screen.text(), {timeout: 90_000, interval: 200})
		.toMatch(/refused|declined|waits|held back|left as it is/i);
	expect(place.practice.bitwarden.store.members.size).toBe(1);
	screen.type('a');
	await screen.waitFor('automatic off');
});
