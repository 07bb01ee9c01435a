// Whether the crontab line works: tried as cron would start it, and said in a sentence for each thing that is missing.
import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {createSecrets} from '../platform/secrets/secrets.ts';
import type {Paths} from '../platform/settings/paths.ts';
import {openSettings} from '../platform/settings/store.ts';
import {cleanText} from '../platform/text/clean.ts';
import type {Account} from '../service/cron/account.ts';
import {blockIn} from '../service/cron/block.ts';
import {blockOwner} from '../service/cron/install.ts';
import {insteadOfSync, partsOf} from '../service/cron/line.ts';
import {readCrontab} from '../service/cron/program.ts';
import {nextStartOf} from '../service/cron/schedule.ts';
import {canMail, isCronRunning, runAsCron, settingsAbove, type Tried} from '../service/cron/try.ts';
import {commandLine} from './command-line.ts';
import {withMemory} from './memory.ts';
import type {Shell} from './shell.ts';
import {marks} from './text/paint.ts';
import {indented, loadWidthsFor} from './text/width.ts';
import {moment} from './text/words.ts';

/** Something that the line needs under cron and has not, or that somebody should know. */
type Found = {readonly bad: boolean; readonly fact: string; readonly advice: string};
export type Check = {readonly exitCode: ExitCode; readonly found: readonly Found[]; readonly nextRun: Date | undefined};

type Doctor = {
	readonly exitCode?: ExitCode;
	readonly checks?: readonly {
		readonly name: string;
		readonly state: string;
		readonly fact: string;
		readonly advice?: readonly string[];
	}[];
};

const doctorOf = (text: string): Doctor | undefined => {
	try {
		return JSON.parse(text) as Doctor;
	} catch {
		return undefined;
	}
};

/** What doctor found where the shell's environment is not; or why it did not even start. */
const doctorSays = ({code, stdout, stderr}: Tried): Pick<Check, 'exitCode' | 'found'> => {
	const doctor = doctorOf(stdout);
	if (doctor?.checks === undefined) {
		const said = cleanText(
			stderr
				.split('\n')
				.find(line => line.trim() !== '')
				?.trim() ?? '',
			300,
		);
		const fact = `Usher does not start as cron starts it: ${said || `exit code ${code}`}`;
		const advice =
			code === 126 || code === 127
				? 'The account must be able to run the program that the line names. Was Node.js or Usher moved? Then install again.'
				: 'Mend what it says, and install again.';
		return {exitCode: exitCodes.unexpected, found: [{bad: true, fact, advice}]};
	}
	const bad = doctor.checks.filter(({state}) => state === 'bad');
	const found = bad.map(({name, fact, advice = []}) => ({
		bad: true,
		fact: cleanText(`${name}: ${fact}`, 1000),
		advice: cleanText(advice.join(' '), 1000),
	}));
	// What one check found, others that rest on it may have met again.
	const once = found.filter(
		(one, at) =>
			!found.slice(0, at).some(({fact}) => fact.slice(fact.indexOf(': ')) === one.fact.slice(one.fact.indexOf(': '))),
	);
	return {exitCode: doctor.exitCode ?? exitCodes.unexpected, found: once};
};

export const notRunning: Found = {
	bad: true,
	fact: 'Cron itself does not run on this machine, so nothing will start the line.',
	advice: 'systemctl enable --now cron (crond on some systems), or service cron start, as root.',
};

/** Where what a run prints goes to: a failure that nobody hears of is worse than one. */
const mailWords = (above: Readonly<Record<string, string>>, path: string): Found | undefined => {
	if (above.MAILTO === '') {
		return {
			bad: false,
			fact: 'The crontab sets MAILTO to nothing, so what a run prints reaches nobody.',
			advice: 'Put an address there, or let notices go out: usher secret set webhook, or the setting notify.command.',
		};
	}
	if (canMail(path)) return undefined;
	return {
		bad: false,
		fact: 'Cron mails what a run prints, and this machine has no program that takes mail (sendmail).',
		advice: 'Install one, or let notices go out: usher secret set webhook, or the setting notify.command.',
	};
};

/** Nothing has been sent yet: the guard stops a first run that no person has seen. */
const firstWords = async (shell: Shell): Promise<Found | undefined> => {
	const done = await withMemory(shell, state =>
		state
			.runs(500)
			.some(
				run =>
					run.mode === 'sync' &&
					run.exitCode !== undefined &&
					run.exitCode <= exitCodes.needsPerson &&
					run.exitCode !== exitCodes.refusedByGuard &&
					run.outcome !== 'failed',
			),
	);
	if (done === true) return undefined;
	return {
		bad: false,
		fact: 'No sync has been done yet, and the first one waits for a person.',
		advice: `${commandLine(shell, 'plan')} shows it, and how to let it pass.`,
	};
};

/** Runs doctor the way that cron runs the line, and looks at what cron itself needs. */
export const checkLine = async (shell: Shell, account: Account, paths: Paths): Promise<Check> => {
	const crontab = await readCrontab(account);
	const line = blockIn(crontab, blockOwner(paths))?.line ?? '';
	const command = insteadOfSync(line, ['--json', 'doctor']);
	if (command === undefined) {
		throw new UsherError({
			code: 'crontab-not-kept',
			exitCode: exitCodes.unexpected,
			message: 'The line is not in the crontab as it was written.',
			advice: 'Look at it with crontab -l: perhaps somebody edited it at the same moment. Then install again.',
		});
	}
	const above = settingsAbove(crontab, line);
	shell.progress.show('Running doctor as cron would');
	const tried = doctorSays(await runAsCron(account, command, above, shell.signal));
	shell.progress.clear();
	const {settings} = openSettings({paths, environment: shell.environment});
	const {from} = createSecrets({paths, settings, environment: shell.environment}).where('webhook');
	// Whoever gets the notices needs no mail.
	const isTold = from !== undefined || settings.notify.command !== undefined;
	const found = [
		...tried.found,
		...(isCronRunning() === false ? [notRunning] : []),
		isTold ? undefined : mailWords(above, shell.environment.PATH ?? ''),
		await firstWords(shell),
	].filter(one => one !== undefined);
	const exitCode =
		tried.exitCode === exitCodes.done && found.some(({bad}) => bad) ? exitCodes.unexpected : tried.exitCode;
	return {exitCode, found, nextRun: nextStartOf(partsOf(line).schedule, shell.now())};
};

/** The check in words. */
export const sayCheck = async (shell: Shell, {found, nextRun}: Check): Promise<void> => {
	await loadWidthsFor(found.flatMap(({fact, advice}) => [fact, advice]));
	const {columns, paint} = shell;
	const works = !found.some(({bad}) => bad);
	shell.print(
		'',
		works
			? `It works: started as cron starts it, Usher has everything that a sync needs.${nextRun === undefined ? '' : ` Cron starts the next one at ${moment(nextRun.toISOString())}.`}`
			: 'The line is there, and would not work yet:',
		...found.flatMap(({bad, fact, advice}) => [
			...indented(fact, columns, '   ', ` ${bad ? paint.bad(marks.bad) : paint.warn(marks.warn)} `),
			...(advice === '' ? [] : indented(advice, columns, '   ')),
		]),
	);
};
