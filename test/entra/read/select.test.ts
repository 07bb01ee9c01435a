// A stored delta link is bound to what was asked for: whatever that is, it has to be part of the shape that is compared.
import {expect, test} from 'vitest';
import {paths, shapeOf} from '../../../source/entra/read/select.ts';

const selected = (path: string): readonly string[] =>
	(new URLSearchParams(path.slice(path.indexOf('?'))).get('$select') ?? '').split(',');

test('each property that is followed is part of the shape', () => {
	const shape = shapeOf('tenant', 'https://graph.microsoft.com/v1.0', false);
	const words = shape.split(/[ ,]/);
	const followed = [...selected(paths.usersLatest), ...selected(paths.groupsLatest)].filter(name => name !== 'members');
	expect(followed.length).toBeGreaterThan(5);
	expect(words).toEqual(expect.arrayContaining(followed));
	// The full list gives what the delta follows, or the two would tell different things of the same person.
	expect(selected(paths.users)).toEqual(selected(paths.usersLatest));
	expect([...selected(paths.groups), 'members']).toEqual(selected(paths.groupsLatest));
});

test('another tenant, Graph or right to see hidden members is another shape', () => {
	const shapes = [
		shapeOf('tenant', 'https://graph.microsoft.com/v1.0', false),
		shapeOf('other', 'https://graph.microsoft.com/v1.0', false),
		shapeOf('tenant', 'https://graph.microsoft.us/v1.0', false),
		shapeOf('tenant', 'https://graph.microsoft.com/v1.0', true),
	];
	expect(new Set(shapes).size).toBe(shapes.length);
});
