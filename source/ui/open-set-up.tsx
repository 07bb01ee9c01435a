// The guided set-up on a terminal of its own.
import type {ExitCode} from '../core/exit-codes.ts';
import type {Environment} from '../platform/environment.ts';
import {startScreen} from './start.tsx';
import {notATerminal} from './terminal/not-a-terminal.ts';
import {isTerminal} from './terminal/open-terminal.tsx';
import {realServices} from './wizard/checks/real-services.ts';
import type {WizardEnd} from './wizard/core.ts';
import {createWizard} from './wizard/create-wizard.ts';
import {SetUpScreen} from './wizard/set-up-screen.tsx';
import {stepNumber, stepTitles} from './wizard/steps.ts';

export type SetUpEnd = WizardEnd & {
	/** Where it goes on, in words; undefined when it is over. */
	readonly at: string | undefined;
	/** `interrupted` after a signal, or when the terminal is gone. */
	readonly code: ExitCode;
};

/**
 * Shows the set-up of a profile, where it was left, until the person leaves it.
 * @throws UsherError `not-a-terminal`, and those of damaged settings
 */
export const openSetUp = async ({
	profile,
	environment,
}: {
	readonly profile: string;
	readonly environment: Environment;
}): Promise<SetUpEnd> => {
	if (!isTerminal()) throw notATerminal('The set-up');
	let end: WizardEnd = {next: 'nothing', finished: false};
	let leave = (): void => {};
	const wizard = createWizard({
		profile,
		environment,
		services: settings => realServices({profile, environment, settings}),
		onLeave: how => {
			end = how;
			leave();
		},
	});
	let code: ExitCode;
	try {
		code = await startScreen(
			'The set-up',
			<SetUpScreen
				wizard={wizard}
				environment={environment}
				lend={how => {
					leave = how;
				}}
			/>,
			{environment, stop: () => wizard.keep().finally(wizard.close)},
		);
	} finally {
		await wizard.close();
	}
	const {step} = wizard.get();
	return {...end, code, at: end.finished ? undefined : `step ${stepNumber(step)}, ${stepTitles[step]}`};
};
