import {expect, test} from 'vitest';
import {planTree} from '../../../source/ui/dashboard/plan/model.ts';
import {planOfNewGroups} from '../../helpers/sample-plan.ts';

const plan = planOfNewGroups;

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
