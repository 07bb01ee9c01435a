import type {HandOver} from './hand-over.ts';

/** Quotes one word for sh, and `%`, which crontab takes for a line end (crontab(5)). */
const word = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`.replaceAll('%', '\\%');

/** A schedule that comes as near as cron can to every so many minutes. */
export const cronSchedule = (minutes: number): string => {
	if (minutes < 60) return `*/${Math.max(1, minutes)} * * * *`;
	const hours = Math.round(minutes / 60);
	return hours < 24 ? `7 */${hours} * * *` : '7 3 * * *';
};

/**
 * Lines for the crontab of the account that owns the profile. Cron mails what is printed, so a run that went well
 * prints nothing; secrets come from the encrypted file, since cron has no credentials of its own.
 */
export const crontabText = (given: HandOver): string => {
	const variables = Object.entries(given.environment).map(([name, value]) => `${name}=${word(value)}`);
	const command = [
		...given.program,
		'--profile',
		given.profile,
		'--log-level',
		'warn',
		'sync',
		'--unattended',
		'--quiet',
		'--ok-with-problems',
	];
	return `# Usher, profile ${given.profile}. What is printed is mailed: failures, and a plan that waits for a person. Problems that
# need a person are told by \`usher problems\`.
${cronSchedule(given.intervalMinutes)} ${[...variables, ...command.map(word)].join(' ')}
`;
};
