// Which commands open a screen, and when. The screens are loaded only then: a headless command never pays for them.
import {join} from 'node:path';
import type {DemoScreen} from '../commands/demo.ts';
import {planDocument} from '../commands/json/plan.ts';
import {writePlanFile} from '../commands/plan-file.ts';
import type {Shell} from '../commands/shell.ts';
import type {ExitCode} from '../core/exit-codes.ts';
import type {PlanWriter} from '../ui/session/port.ts';

/** A person sits at both ends, and text was not asked for. */
export const hasScreen = (shell: Shell): boolean =>
	shell.input.isTTY === true && process.stdout.isTTY === true && !shell.json && shell.environment.TERM !== 'dumb';

/** The environment as a screen is to see it. */
export const environmentOf = (shell: Shell): Shell['environment'] =>
	shell.color ? shell.environment : {...shell.environment, NO_COLOR: '1'};

/** Plan files of the dashboard stand where it was started. */
const planWriter =
	(shell: Shell): PlanWriter =>
	async (plan, refusals) => {
		const path = join(process.cwd(), `usher-plan-${plan.fingerprint.slice(0, 8)}.json`);
		await writePlanFile(path, planDocument(plan, refusals), {
			profile: shell.profile,
			madeAt: shell.now(),
			fingerprint: plan.fingerprint,
		});
		return path;
	};

/** `usher` in a terminal: the dashboard of the profile. */
export const dashboard = async (shell: Shell): Promise<ExitCode> => {
	const {openDashboard} = await import('../ui/open-dashboard.tsx');
	return openDashboard({profile: shell.profile, environment: environmentOf(shell), writePlan: planWriter(shell)});
};

/** `usher demo` in a terminal: the dashboard on a company that lives. */
export const demoScreen: DemoScreen = async (shell, life, setUp) => {
	const {openDashboard} = await import('../ui/open-dashboard.tsx');
	return openDashboard({
		profile: shell.profile,
		environment: environmentOf(shell),
		writePlan: planWriter(shell),
		life,
		first: 'plan',
		setUp,
		notes: [
			'A made-up company on this machine: nothing of it is real, and nothing is kept.',
			'u goes through the guided set-up, with every value filled in.',
		],
	});
};
