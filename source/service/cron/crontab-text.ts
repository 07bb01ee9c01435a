import {shellWord} from '../../platform/text/shell-word.ts';
import type {HandOver} from '../hand-over.ts';
import {cronWords} from '../scheduled-words.ts';
import {escaped} from './line.ts';
import {scheduleOf} from './schedule.ts';

/** A proxy's password, which everyone on the machine could read in the arguments of the shell that cron starts. */
const hasPassword = ([name, value]: readonly [string, string]): boolean => /_proxy$/i.test(name) && value.includes('@');

/** Lines for a crontab that an administrator keeps by hand; `usher service install --cron` has its own. */
export const crontabText = (given: HandOver): string => {
	const all = Object.entries(given.environment);
	const variables = all.filter(one => !hasPassword(one)).map(([name, value]) => `${name}=${shellWord(value)}`);
	const left = all
		.filter(hasPassword)
		.map(([name]) => `# ${name} holds a password, which does not belong on this line.\n`);
	const command = [...given.program, '--profile', given.profile, ...cronWords];
	return `# Usher, profile ${given.profile}. What is printed is mailed, and that is what is new: failures, a plan that waits for a
# person, problems. The same again after notify.repeatHours.
${left.join('')}${scheduleOf(given.intervalMinutes)} ${escaped([...variables, ...command.map(shellWord)].join(' '))}
`;
};
