import {expect, test} from 'vitest';
import {createProgram} from '../../source/cli/program.ts';

const namesFor = (...words: string[]): string[] =>
	createProgram(async () => {}, words).commands.map(command => command.name());
const all = createProgram(async () => {}).commands.map(command => command.name());

test('every command is there for its own name, and for help', () => {
	expect(all.length).toBeGreaterThan(15);
	for (const name of all) expect(namesFor(name)).toContain(name);
	for (const help of ['help', '--help', '-h']) expect(namesFor(help)).toEqual(all);
	expect(namesFor('plan', '--help')).toEqual(all);
});

test('a slip meets all of them, so that the right one can be named', () => {
	expect(namesFor('plam')).toEqual(all);
	expect(namesFor('--profile', 'fabrikam')).toEqual(all);
});

test('a command is made with its own group only, and the dashboard with none', () => {
	expect(namesFor('status')).toContain('doctor');
	expect(namesFor('status')).not.toContain('sync');
	expect(namesFor()).toEqual([]);
	expect(namesFor('--no-color')).toEqual([]);
	expect(namesFor('--profile', 'plan', 'status')).toEqual(expect.arrayContaining(['status', 'plan']));
});
