// Automatic syncs with their countdown: a whole minute, the least that can be set.
import {expect, test} from 'vitest';
import {realDashboard} from '../helpers/real-dashboard.ts';
import {until} from '../helpers/until.ts';

test('automatic counts down to the next sync and waits with what the guard holds back', async () => {
	const place = await realDashboard({users: 40, groups: 8}, {USHER_INTERVAL: '1'});
	const screen = await place.open();
	screen.type('a');
	const left = (): number => Number(/next \d\d:\d\d, in 0:(\d\d)/.exec(screen.text())?.[1]);
	await until(() => left() > 0, screen.text);
	const first = left();
	await until(() => left() < first, screen.text);
	await screen.waitFor(/refused|declined|waits|held back|left as it is/i);
	expect(place.practice.bitwarden.store.members.size).toBe(1);
	screen.type('a');
	await screen.waitFor('automatic off');
});
