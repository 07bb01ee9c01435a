import {shellWord} from '../platform/text/shell-word.ts';
import {isService} from '../profile/handed-over.ts';
import {defaultProfile} from '../profile/profile-flag.ts';
import type {Shell} from './shell.ts';

/** How the person at this shell calls a command: `usher --profile fabrikam sync`, and as the service when this runs as it. */
export const commandLine = (shell: Pick<Shell, 'profile' | 'environment'>, ...words: readonly string[]): string => {
	const asService = isService(shell.environment);
	return [
		...(asService ? ['sudo', 'usher'] : ['usher']),
		...(shell.profile === defaultProfile ? [] : ['--profile', shell.profile]),
		...(asService ? ['service', 'exec', '--'] : []),
		...words,
	]
		.map(shellWord)
		.join(' ');
};
