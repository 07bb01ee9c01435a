// Two Ushers with different ideas on one organisation: each notices the other. The built program.
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {openPlace, startUsher} from '../helpers/usher.ts';

const flags = [
	'sync',
	'--first-run',
	'--accept-scope',
	'--verify',
	...['removals', 'invites', 'membership-removals', 'group-removals', 'seats'].flatMap(name => [
		`--allow-${name}`,
		'9999',
	]),
];
type Report = {exitCode: number; problems: {code: string; severity: string; message: string}[]};

test('a second Usher that wants something else is noticed, and one that wants the same is not', async () => {
	const place = await openPlace({users: 24, groups: 5, oddities: false});
	const [group] = place.practice.company.groups();
	const other = join(place.home, 'other');
	mkdirSync(other);
	const run = async (environment: Readonly<Record<string, string>>): Promise<string[]> => {
		const {stdout, stderr} = await startUsher([...flags, '--json'], environment).ended;
		const report = JSON.parse(stdout) as Report;
		expect([0, 14], stderr).toContain(report.exitCode);
		return report.problems.map(problem => problem.code);
	};
	const same = {...place.environment, USHER_HOME: other};
	for (let turn = 0; turn < 2; turn++)
		for (const environment of [place.environment, same]) expect(await run(environment)).not.toContain('another-hand');

	// It leaves one group out, and so it empties what the first one fills.
	const against = {...same, USHER_GROUP_FILTER: `exclude:${group!.id}`, USHER_PEOPLE: 'all'};
	const said: string[][] = [];
	for (let turn = 0; turn < 3; turn++) {
		await run(against);
		said.push(await run(place.environment));
	}
	expect(said.map(codes => codes.includes('another-hand'))).toEqual([false, true, true]);
	const problems = await startUsher(['problems'], place.environment).ended;
	expect(problems.stdout.replaceAll(/\s+/g, ' ')).toContain('a second Usher');
});
