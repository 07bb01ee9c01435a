import {scheduleOf} from './cron/schedule.ts';
import type {HandOver} from './hand-over.ts';

/** Quotes one word for sh, and `%`, which crontab takes for a line end (crontab(5)). */
const word = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`.replaceAll('%', '\\%');

/**
 * What cron runs of Usher. It mails what is printed, so a run that went well prints nothing; secrets come from the
 * encrypted file, since cron has no credentials of its own.
 */
export const syncWords = ['--log-level', 'warn', 'sync', '--unattended', '--quiet', '--ok-with-problems'] as const;

/** A proxy's password, which everyone on the machine could read in the arguments of the shell that cron starts. */
const hasPassword = ([name, value]: readonly [string, string]): boolean => /_proxy$/i.test(name) && value.includes('@');

/** Lines for a crontab that an administrator keeps by hand; `usher service install --cron` has its own. */
export const crontabText = (given: HandOver): string => {
	const all = Object.entries(given.environment);
	const variables = all.filter(one => !hasPassword(one)).map(([name, value]) => `${name}=${word(value)}`);
	const left = all
		.filter(hasPassword)
		.map(([name]) => `# ${name} holds a password, which does not belong on this line.\n`);
	const command = [...given.program, '--profile', given.profile, ...syncWords];
	return `# Usher, profile ${given.profile}. What is printed is mailed, and that is what is new: failures, a plan that waits for a
# person, problems. The same again after notify.repeatHours.
${left.join('')}${scheduleOf(given.intervalMinutes)} ${[...variables, ...command.map(word)].join(' ')}
`;
};
