import {expect, test} from 'vitest';
import {doneWords, isToldWithItsGroup, newGroups, toldCounts, toldTotal} from '../../source/core/told.ts';
import {planOfNewGroups} from '../helpers/sample-plan.ts';

const plan = planOfNewGroups;

test('a group that is created is told once, with its people', () => {
	expect([...newGroups(plan)].map(([id, members]) => [id, members?.added.length])).toEqual([
		['new', 2],
		['empty', undefined],
	]);
	expect(plan.changes.map(change => isToldWithItsGroup(plan, change))).toEqual([false, false, false, true]);
	expect(toldTotal(plan)).toBe(3);
	expect(toldCounts(plan)).toMatchObject({'create-group': 2, 'set-group-members': 1});
	expect(doneWords({applied: plan.counts, plan})).toEqual(['2 groups created', '1 group with other members']);
	// Without the plan nobody knows which of them belong together.
	expect(doneWords({applied: plan.counts})).toEqual(['2 groups created', '2 groups with other members']);
	// Where the plan stands without its changes, as in the journal, it carries how many they are.
	expect(toldCounts({...plan, changes: [], toldWithGroups: 1})['set-group-members']).toBe(1);
});
