// Deciding and planning alone, in processes of its own: 100,000 people, 10,000 groups, 1,000,000 memberships.
import {openHome} from '../tools/program.ts';
import {type Result, type Row, round} from '../tools/table.ts';

const program = new URL('../plan.ts', import.meta.url).pathname;

export const measurePlan = async (): Promise<Result> => {
	const home = openHome();
	try {
		const measured = async (...more: readonly string[]): Promise<readonly (Row & Record<string, number>)[]> => {
			const {stdout} = await home.run(['--expose-gc', program, '100000', '10000', '1000000', '--json', ...more]);
			return (JSON.parse(stdout) as {readonly results: readonly (Row & Record<string, number>)[]}).results;
		};
		// A real first plan is made by a process that has never made one.
		const results = [...(await measured('--first')), ...(await measured())];
		const most = (column: string): number => Math.max(...results.map(result => result[column] ?? 0));
		return {
			line: 'plan',
			rows: results,
			targets: [
				{what: 'decide and plan: the slowest', found: round(most('both ms')), most: 1000, unit: ' ms'},
				{
					what: 'decide and plan: memory added',
					found: Math.max(most('added MB'), most('resident MB')),
					most: 350,
					unit: ' MB',
				},
			],
		};
	} finally {
		home.close();
	}
};
