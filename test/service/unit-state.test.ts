import {expect, test} from 'vitest';
import {unitStates, unitWords} from '../../source/service/unit-state.ts';

const shown = `Id=usher-fabrikam.service
LoadState=loaded
ActiveState=active
SubState=running
StatusText=A plan waits for a person. Looking again at 2026-11-23T01:11:21.515Z.
ExecMainStatus=0

Id=usher-fabrikam.timer
LoadState=not-found
ActiveState=inactive
SubState=dead
`;

test('what systemd says is read as it says it; a unit that it does not know is none', async () => {
	const units = await unitStates('fabrikam', command => {
		expect(command).toContain('usher-fabrikam.service');
		return Promise.resolve(shown);
	});
	expect(units).toHaveLength(1);
	expect(units.map(unitWords)).toEqual([
		'usher-fabrikam.service: active (running). A plan waits for a person. Looking again at 2026-11-23T01:11:21.515Z.',
	]);
});

test('without systemd there is no unit', async () => {
	expect(await unitStates('fabrikam', () => Promise.reject(new Error('no such program')))).toEqual([]);
});
