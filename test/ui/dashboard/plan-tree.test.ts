import {expect, test} from 'vitest';
import type {Change} from '../../../source/core/changes.ts';
import type {EntraId} from '../../../source/core/ports.ts';
import {planTree} from '../../../source/ui/dashboard/plan/model.ts';
import {samplePlan} from '../../helpers/sample-plan.ts';

const group = (name: string) => ({externalId: name as EntraId, name});
const person = (name: string) => ({externalId: name as EntraId, email: `${name}@fabrikam.example`, name});
const changes: readonly Change[] = [
	{kind: 'create-group', group: group('new'), because: 'In: every group.', memberships: 0},
	{kind: 'create-group', group: group('empty'), because: 'In: every group.', memberships: 0},
	{kind: 'set-group-members', group: group('old'), added: [person('ann')], removed: []},
	{kind: 'set-group-members', group: group('new'), added: [person('ann'), person('bob')], removed: []},
];
const plan = samplePlan(changes);

test('the people of a group that is created stand below it, and a search for one of them finds it', () => {
	const tree = planTree(plan, '');
	const created =
		Array.from(tree.roots)
			.flatMap(root => Array.from(tree.children(root)))
			.find(node => tree.foldable(node)) ?? -1;
	expect(tree.nodeAt(created)).toMatchObject({kind: 'change', change: {kind: 'create-group'}});
	expect(Array.from(tree.children(created)).map(node => tree.nodeAt(node))).toMatchObject([
		{kind: 'person', person: {name: 'ann'}, joins: true},
		{kind: 'person', person: {name: 'bob'}, joins: true},
	]);
	const found = planTree(plan, 'bob');
	expect(
		Array.from(found.roots)
			.flatMap(root => Array.from(found.children(root)))
			.map(node => found.nodeAt(node)),
	).toMatchObject([{kind: 'change', change: {kind: 'create-group', group: {name: 'new'}}}]);
});
