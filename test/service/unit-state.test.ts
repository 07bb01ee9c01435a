import {expect, test} from 'vitest';
import {nextStart, unitStates, unitWords} from '../../source/service/unit-state.ts';

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

test.each([
	['[{"next":1763860800000000,"left":1,"unit":"usher-fabrikam.timer"}]', '2025-11-23T01:20:00.000Z'],
	['[{"next":1763860800000000,"unit":"usher-other.timer"}]', undefined],
	// While it runs.
	['[{"next":0,"unit":"usher-fabrikam.timer"}]', undefined],
	['[{"next":null,"unit":"usher-fabrikam.timer"}]', undefined],
	['[]', undefined],
	['{}', undefined],
	['Failed to connect to bus', undefined],
])('%s: the timer starts the next sync at %s', async (listed, at) => {
	expect((await nextStart('fabrikam', () => Promise.resolve(listed)))?.toISOString()).toBe(at);
});
