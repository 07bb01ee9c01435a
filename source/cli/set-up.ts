// `usher setup`, and `usher` the first time: the guided set-up, and where it leads.

import type {Shell} from '../commands/shell.ts';
import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {profileFlag} from '../profile/profile-flag.ts';
import {dashboard, demoScreen, environmentOf, hasScreen} from './screens.ts';

/** Shows the set-up, then the demo or the dashboard when that was chosen in it. */
export const setUp = async (shell: Shell): Promise<ExitCode> => {
	if (!hasScreen(shell)) {
		throw new UsherError({
			code: 'not-a-terminal',
			exitCode: exitCodes.usage,
			message: 'The guided set-up needs a terminal, and input or output is not one.',
			advice:
				'With SSH add -t. Without a terminal: usher setup --register for Entra, usher config set and usher secret set for Bitwarden, then usher doctor.',
		});
	}
	const {openSetUp} = await import('../ui/open-set-up.tsx');
	const end = await openSetUp({profile: shell.profile, environment: environmentOf(shell)});
	if (end.next === 'practise') {
		const {demo} = await import('../commands/demo.ts');
		return demo(shell, {text: false}, demoScreen);
	}
	if (end.next === 'dashboard') return dashboard(shell);
	const flag = profileFlag(shell.profile);
	shell.tell(
		end.at === undefined
			? `Set up. usher${flag} plan shows what a sync would change, usher${flag} sync does it, usher${flag} service install keeps it running.`
			: `Kept. usher${flag} setup goes on at ${end.at}.`,
	);
	if (end.at !== undefined)
		shell.print(...(await import('../commands/unfinished-registration.ts')).unfinishedLines(shell));
	return end.code;
};
