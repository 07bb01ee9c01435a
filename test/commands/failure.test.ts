import {expect, test} from 'vitest';
import {describeBug, reportError} from '../../source/commands/failure.ts';
import {UsherError} from '../../source/core/errors.ts';
import {testShell} from '../helpers/shell.ts';

const error = new UsherError({
	code: 'permission-missing',
	exitCode: 12,
	message: 'GroupMember.Read.All is missing.',
	advice: 'Grant it in Entra.',
	requestId: 'abc-123',
	raw: 'Insufficient privileges',
});

test('what a person can mend is said with what to do, and never with a stack', () => {
	const shell = testShell({});
	expect(reportError(shell, error)).toBe(12);
	expect(shell.stdout()).toBe('');
	expect(shell.stderr()).toBe(
		'GroupMember.Read.All is missing.\nGrant it in Entra.\nThe server said: Insufficient privileges\nRequest id abc-123\n',
	);
});

test('with --json it is a document too', () => {
	const shell = testShell({}, {json: true});
	reportError(shell, error);
	expect(shell.answer()).toEqual({
		exitCode: 12,
		error: {
			code: 'permission-missing',
			message: 'GroupMember.Read.All is missing.',
			advice: 'Grant it in Entra.',
			requestId: 'abc-123',
		},
	});
});

test('a bug is a short sentence; its stack is for those who ask', () => {
	const calm = testShell({});
	expect(describeBug(calm, new TypeError('x is not a function'))).toBe(1);
	expect(calm.stderr()).toContain('TypeError: x is not a function');
	expect(calm.stderr()).not.toContain('failure.test.ts');

	const curious = testShell({}, {logLevel: 'debug'});
	describeBug(curious, new TypeError('x is not a function'));
	expect(curious.stderr()).toContain('failure.test.ts');

	const machine = testShell({}, {json: true});
	describeBug(machine, 'thrown text');
	expect(machine.answer()).toMatchObject({exitCode: 1, error: {code: 'unexpected', message: 'thrown text'}});
});
