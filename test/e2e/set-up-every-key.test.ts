// The whole set-up, and after every key the whole screen: as if drawn anew, and no frame on the way less than whole.
import {expect, test} from 'vitest';
import {expectRight, expectWhole} from '../helpers/real-dashboard.ts';
import {framesSince} from '../helpers/same-anew.ts';
import {type SetUpPlace, setUpPlace} from '../helpers/set-up.ts';
import {step} from '../helpers/set-up-steps.ts';
import {keys} from '../helpers/terminal.ts';

/** Longer than a field waits for the next letter before it is tried; what is tried is waited for by what it finds. */
const triedMs = 600;

/** Keys, and what the screen says when all of them have had their effect. */
type Pressed = readonly [key: string, content: string | RegExp];

/** These only move, or open and close: the screen rests when it is drawn. After others something is tried in its own time. */
const moves: readonly string[] = [keys.up, keys.down, keys.pageUp, keys.pageDown, keys.enter, keys.escape, '?'];
const quietAfter = (key: string): number | undefined => (moves.includes(key) ? undefined : triedMs);

const walk = ({practice}: SetUpPlace): readonly Pressed[] => [
	[keys.down, '› ○ Practise'],
	[keys.down, '› ○ Bring over'],
	[keys.enter, 'data.json'],
	['x', /x *│/],
	[keys.backspace, 'data.json'],
	[keys.up, '› ● Bring over'],
	[keys.up, '› ○ Practise'],
	[keys.up, '› ○ Connect'],
	['?', 'Esc closes'],
	[keys.down, 'Esc closes'],
	[keys.escape, '› ○ Connect'],
	[keys.pageDown, step(1)],
	[keys.pageUp, '› ○ Connect'],
	[keys.enter, step(2)],
	[keys.down, /› ○ bitwarden\.eu/],
	[keys.down, '› ○ Our own server'],
	[keys.enter, '● Our own server'],
	['http://x', /has to be\s|https/],
	[keys.ctrl('u') + practice.urls.bitwarden, 'answers'],
	[keys.enter, 'client_id'],
	[practice.bitwarden.clientId, practice.bitwarden.clientId.slice(0, 20)],
	[keys.enter, 'client_secret'],
	['not the right one', '*****'],
	[keys.enter, /does not say/],
	[keys.ctrl('u'), 'client_secret'],
	[practice.bitwarden.secret() + keys.enter, step(3)],
	[practice.company.domains.main, 'Found the tenant'],
	[keys.ctrl('g'), 'Esc closes'],
	[keys.escape, 'Found the tenant'],
	[keys.enter, 'Let Usher create it'],
	[keys.down, '› ○ In the portal'],
	[keys.enter, 'First page of two'],
	[keys.pageDown, step(4)],
	[keys.pageUp, 'First page of two'],
	[`${practice.environment.USHER_CLIENT_ID}${keys.enter}`, 'Second page of two'],
	[keys.escape, 'First page of two'],
	[keys.enter, 'Second page of two'],
	[keys.enter, step(5)],
	['abcdefghijklmnopqrstuvwxyz0123', /client_secret/],
	[keys.ctrl('u') + practice.environment.USHER_CLIENT_SECRET, '*****'],
	[keys.enter, 'Signed in'],
	['2020-01-01', '2020-01-01'],
	[keys.enter, /has\s+passed/],
	[`${keys.ctrl('u')}24 months${keys.enter}`, 'Everything that is needed'],
	[keys.enter, /\d+ people and \d+ groups in/],
	['include:All', /does not\s|does not have/],
	[' staff', /people and 1 group in/],
	[keys.down, /people and 1 group in/],
	[keys.down, '› People come in'],
	[keys.down, '› Guests'],
	[keys.right, /[‹●] come in too/],
	[keys.left, /[‹●] stay out/],
	[keys.enter, /1 of \d+ groups/],
	[keys.right, step(8)],
	[keys.down, step(8)],
	['/', '/ '],
	['ada', '/ ada'],
	[keys.escape, step(8)],
	['d', step(8)],
	['d', step(8)],
	[keys.enter, 'All saved'],
	[keys.down, 'All saved'],
	[keys.escape, step(8)],
	[keys.escape, step(7)],
];

test.each([
	[80, 24],
	[120, 40],
])('at %d×%d', async (columns, rows) => {
	const place = await setUpPlace();
	const screen = place.open({columns, rows});
	await screen.waitFor('Connect');
	await expectRight(screen);
	const from = screen.raw().length;
	const keysPressed = walk(place);
	for (const [key, content] of keysPressed) {
		screen.type(key);
		await screen.waitFor(content);
		await expectRight(screen, quietAfter(key));
	}
	const frames = await framesSince(screen, from);
	expect(frames.length).toBeGreaterThan(keysPressed.length);
	for (const frame of frames) expectWhole(frame);
	// Nothing but Ctrl+L wipes the screen.
	expect(screen.raw().split('\x1b[2J').length - 1).toBe(keysPressed.length + 1);
});
