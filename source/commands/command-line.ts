import type {Shell} from './shell.ts';

/** A word as a shell takes it, quoted when it must be. */
export const quoted = (word: string): string =>
	/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** How the person at this shell calls a command: `usher --profile fabrikam sync`. */
export const commandLine = (shell: Pick<Shell, 'profile'>, ...words: readonly string[]): string =>
	['usher', ...(shell.profile === 'default' ? [] : ['--profile', shell.profile]), ...words].map(quoted).join(' ');
