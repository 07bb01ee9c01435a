import {describe, expect, test} from 'vitest';
import {chooser} from '../../source/commands/choose-application.ts';
import type {ExistingApplication} from '../../source/entra/registration/events.ts';

const one = (appId: string, known: ExistingApplication['known']): ExistingApplication => ({
	appId,
	known,
	name: 'Usher directory sync',
	notes: '',
});

describe('which application is gone on with', () => {
	test.each([
		['the one that the settings name', [one('a', 'settings'), one('b', 'usher')], {}, {go: 'repair', appId: 'a'}],
		['the one that this profile made', [one('a', 'here'), one('b', 'name')], {}, {go: 'repair', appId: 'a'}],
		['the only one with the note', [one('a', 'usher'), one('b', 'name')], {}, {go: 'repair', appId: 'a'}],
		['the only one there is, when told to', [one('a', 'name')], {existing: 'renew'}, {go: 'renew', appId: 'a'}],
		['the one that is named', [one('a', 'usher'), one('b', 'name')], {application: 'B'}, {go: 'repair', appId: 'b'}],
		['another one', [one('a', 'settings')], {existing: 'new'}, {go: 'new'}],
	] as const)('%s', async (_what, found, flags, choice) => {
		expect(await chooser(flags)(found)).toEqual(choice);
	});

	test.each([
		['somebody’s', [one('a', 'name')], {}, 10],
		['several of other Ushers', [one('a', 'usher'), one('b', 'usher')], {existing: 'repair'}, 10],
		['several of somebody', [one('a', 'name'), one('b', 'name')], {existing: 'repair'}, 10],
		['flags that contradict each other', [one('a', 'name')], {existing: 'new', application: 'a'}, 2],
	] as const)('%s: refused', async (_what, found, flags, exitCode) => {
		await expect(chooser(flags)(found)).rejects.toMatchObject({exitCode});
	});
});
