import {expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import {exitCodes} from '../../../source/core/exit-codes.ts';
import {createSession} from '../../../source/ui/session/create-session.ts';
import {mostLogLines} from '../../../source/ui/session/state.ts';
import {fakeProfile} from '../../helpers/fake-profile.ts';

test('a session that is closed starts nothing, whatever was typed ahead', async () => {
	const profile = fakeProfile();
	const session = createSession({profile});
	const closing = session.close();
	session.start({mode: 'sync'});
	expect(session.get().run).toBeUndefined();
	await closing;
	expect(profile.wishes).toEqual([]);
});

test('what cannot be acknowledged stays open, and why is in the log', async () => {
	const full = new UsherError({
		code: 'disk-full',
		exitCode: exitCodes.unexpected,
		message: 'The disk is full.',
		advice: 'Make room.',
	});
	const profile = {
		...fakeProfile(),
		acknowledge: () => {
			throw full;
		},
	};
	const session = createSession({profile});
	const {acknowledged} = session.get();
	session.acknowledge({code: 'seats', message: 'm', subject: [], severity: 'needs-person'} as never, true);
	expect(session.get().acknowledged).toBe(acknowledged);
	expect(session.get().log.map(({text}) => text)).toEqual(['The disk is full.', 'Make room.']);
	await session.close();
});

test('the log keeps its last lines, also of notes', async () => {
	const session = createSession({profile: fakeProfile()});
	for (let line = 0; line <= mostLogLines; line++) session.note('info', String(line));
	expect(session.get().log).toHaveLength(mostLogLines);
	expect(session.get().log.at(-1)?.text).toBe(String(mostLogLines));
	await session.close();
});
