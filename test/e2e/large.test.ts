import {expect, test} from 'vitest';
import type {PlanDocument, ReportDocument} from '../../source/commands/json/plan.ts';
import {openPlace} from '../helpers/usher.ts';

test('5,000 people and 500 groups are planned and applied, and then there is nothing to do', async () => {
	const place = await openPlace({users: 5000, groups: 500});
	const planned = await place.json<PlanDocument>('plan');
	expect(planned.document.counts.invite).toBeGreaterThan(4000);
	expect(planned.document.counts['create-group']).toBeGreaterThan(400);

	const applied = await place.json<ReportDocument>(
		'sync',
		'--first-run',
		'--allow-invites',
		'5000',
		'--allow-seats',
		'5000',
	);
	expect([0, 14], applied.stderr).toContain(applied.code);
	expect(applied.document.applied).toMatchObject({
		invite: planned.document.counts.invite,
		'create-group': planned.document.counts['create-group'],
	});
	const {store} = place.practice.bitwarden;
	expect(store.members.size).toBe(planned.document.counts.invite + 1);
	const joining = planned.document.changes.reduce(
		(sum, change) => sum + (change.kind === 'set-group-members' ? change.added.length : 0),
		0,
	);
	expect(joining).toBeGreaterThan(5000);
	expect([...store.groups.values()].reduce((sum, {members}) => sum + members.size, 0)).toBe(joining);

	const writes = (): number =>
		place.practice.bitwarden.audit.filter(({method, path}) => method !== 'GET' && !path.includes('/connect/token'))
			.length;
	const before = writes();
	const again = await place.usher('sync');
	expect(again.stdout).toContain('Nothing to do');
	expect(writes()).toBe(before);
});
