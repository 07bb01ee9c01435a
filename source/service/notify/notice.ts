// What an unattended Usher tells a person, and when. Pure: a run's end goes in, notices come out.
import type {Problem} from '../../core/changes.ts';
import {credentialWarningDays, daysUntil, endWords} from '../../core/days-left.ts';
import {problemKey} from '../../core/problems.ts';
import type {RunReport} from '../../core/run.ts';
import {isPassing} from '../../core/watch/schedule.ts';
import type {UnattendedState} from '../../core/watch/unattended-state.ts';

export type NoticeKind = 'failure' | 'recovery' | 'refused' | 'problems' | 'credential-ends';

export type Notice = {
	readonly kind: NoticeKind;
	readonly profile: string;
	readonly at: string;
	/** One line. */
	readonly title: string;
	/** What is so, then what to do. */
	readonly text: string;
	readonly run?: string;
	readonly requestId?: string;
};

/** What was told, and when, by what it was about: kept on disk, so that a restart repeats nothing. */
export type NoticeMemory = {readonly told: Readonly<Record<string, string>>};

export type NoticeInput = {
	readonly profile: string;
	/** How a person calls a command of this profile: `usher --profile fabrikam`. */
	readonly usher: string;
	/** How it goes, after the run. */
	readonly unattended: Pick<UnattendedState, 'mode' | 'failing' | 'failures' | 'sameSince'>;
	/** It is tried less often now. */
	readonly slower: boolean;
	readonly report: RunReport;
	/** Keys of problems that a person has acknowledged. */
	readonly acknowledged: ReadonlySet<string>;
	/** When the credential ends, when that is known. */
	readonly credentialEnds?: Date | undefined;
	readonly now: Date;
	readonly repeatHours: number;
};

const hour = 3_600_000;

type Draft = Pick<Notice, 'kind' | 'title' | 'text'> & {
	readonly about: string;
	readonly requestId?: string | undefined;
};

/** How often, once it is more than once. A time of the world's, because who reads it may be anywhere. */
const inARow = ({failures, sameSince}: NoticeInput['unattended'], what: string): string => {
	if (failures < 2) return '';
	const since = sameSince === undefined ? '' : `, since ${sameSince.slice(0, 16).replace('T', ' ')} UTC`;
	return ` ${what} ${failures} times in a row${since}.`;
};

const failure = ({report, unattended, slower}: NoticeInput): Draft[] => {
	if (report.error === undefined || unattended.failing === undefined) return [];
	// A passing fault is worth a message only when it stays.
	if (unattended.mode === 'backing-off' && isPassing(report)) return [];
	const again = inARow(unattended, 'It has failed');
	return [
		{
			kind: 'failure',
			about: `failure:${unattended.failing}`,
			title: `The sync fails: ${report.error.message}`,
			text: `${report.error.advice}${again}${slower ? ' It is tried less often now.' : ''}`,
			requestId: report.error.requestId,
		},
	];
};

const refused = ({report, unattended, usher}: NoticeInput): Draft[] => {
	if (report.outcome !== 'refused') return [];
	const why = report.refusals.map(refusal => refusal.message).join(' ');
	const again = inARow(unattended, 'A plan was refused');
	return [
		{
			kind: 'refused',
			about: `refused:${report.plan?.fingerprint ?? ''}`,
			title: 'A plan waits for a person',
			text: `${why} Nothing was changed.${again} Look at it with \`${usher} plan\`, which says how to let it pass.`,
		},
	];
};

const problems = ({report, acknowledged, usher}: NoticeInput): Draft[] => {
	const open = report.problems.filter(
		(problem: Problem) => problem.severity === 'needs-person' && !acknowledged.has(problemKey(problem)),
	);
	return open.map(problem => ({
		kind: 'problems' as const,
		about: `problem:${problemKey(problem)}`,
		title: 'Something needs a person',
		text: `${problem.message} \`${usher} problems\` lists what is open.`,
	}));
};

const credential = ({credentialEnds, now, usher}: NoticeInput): Draft[] => {
	if (credentialEnds === undefined || daysUntil(credentialEnds, now) > credentialWarningDays) return [];
	return [
		{
			kind: 'credential-ends',
			about: 'credential-ends',
			title: `The credential of the app registration ${endWords(credentialEnds, now)}`,
			text: `It ${credentialEnds <= now ? 'ended' : 'ends'} on ${credentialEnds.toISOString().slice(0, 10)}; without a new one the sync stops. \`${usher} credentials renew\` makes it.`,
		},
	];
};

const isTrouble = (about: string): boolean => about.startsWith('failure:') || about.startsWith('refused:');

/** Only what somebody was told about is worth the word that it is over, whichever process told it. */
const recovery = ({unattended}: NoticeInput, memory: NoticeMemory): Draft[] => {
	const told = Object.keys(memory.told).filter(isTrouble);
	if (unattended.failing !== undefined || told.length === 0) return [];
	const failed = told.some(about => about.startsWith('failure:'));
	const title = failed ? 'The sync works again' : 'The plan that waited is done, and the sync goes on';
	return [{kind: 'recovery', about: 'recovery', title, text: 'Nothing to do.'}];
};

/** Whether it was told within the last hours. A time to come is none that anybody was told at: the clock was wrong then. */
const isFresh = (told: string | undefined, now: Date, hours: number): boolean => {
	const time = Date.parse(told ?? '');
	return time > now.getTime() - hours * hour && time <= now.getTime();
};

/**
 * What to tell after a run, and what to remember of it. The same thing is not told again within `repeatHours`;
 * problems of one run are told together.
 */
export const noticesAfter = (
	input: NoticeInput,
	memory: NoticeMemory,
): {readonly notices: readonly Notice[]; readonly memory: NoticeMemory} => {
	const {now, profile, report, unattended, repeatHours} = input;
	const at = now.toISOString();
	const wasTold = (told: string | undefined): boolean => isFresh(told, now, repeatHours);
	const isDue = ({about}: Draft): boolean => !wasTold(memory.told[about]);
	const due = [
		...recovery(input, memory),
		...failure(input),
		...refused(input),
		...problems(input),
		...credential(input),
	].filter(isDue);
	const fresh = due.filter(({kind}) => kind !== 'recovery').map(({about}) => [about, at] as const);
	// What is over may be told again the next time it happens; everything else is forgotten with time.
	const kept = Object.entries(memory.told).filter(
		([about, told]) => wasTold(told) && !(unattended.failing === undefined && isTrouble(about)),
	);
	// As long as it fails, that somebody was told stays known, or nobody would hear of its end.
	if (unattended.failing !== undefined && ![...kept, ...fresh].some(([about]) => isTrouble(about))) {
		const latest = Object.entries(memory.told)
			.filter(([about]) => isTrouble(about))
			.sort(([, a], [, b]) => a.localeCompare(b))
			.at(-1);
		if (latest !== undefined) kept.push(latest);
	}
	return {
		notices: together(due).map(({about: _, requestId, ...draft}) => ({
			...draft,
			profile,
			at,
			run: report.run,
			...(requestId === undefined ? {} : {requestId}),
		})),
		memory: {told: Object.fromEntries([...kept, ...fresh])},
	};
};

/** Lines that differ in a number, or in when they were said, say the same. */
const aboutLine = (line: string): string => `line:${line.replaceAll(/\d+/g, '#').slice(0, 300)}`;

/** Of lines that were logged, those that were not printed within `repeatHours`, and what to remember of them. */
export const newLinesAmong = (
	lines: readonly string[],
	{now, repeatHours}: Pick<NoticeInput, 'now' | 'repeatHours'>,
	memory: NoticeMemory,
): {readonly lines: readonly string[]; readonly memory: NoticeMemory} => {
	const newLines = lines.filter(line => !isFresh(memory.told[aboutLine(line)], now, repeatHours));
	const fresh = newLines.map(line => [aboutLine(line), now.toISOString()] as const);
	return {lines: newLines, memory: {told: {...memory.told, ...Object.fromEntries(fresh)}}};
};

/** Problems become one notice, however many there are. */
const together = (drafts: readonly Draft[]): readonly Draft[] => {
	const several = drafts.filter(({kind}) => kind === 'problems');
	const [first] = several;
	if (first === undefined || several.length === 1) return drafts;
	const shown = several.slice(0, 5).map(({text}) => `- ${text.replace(/ `[^`]+ problems` lists what is open\.$/, '')}`);
	const more = several.length > shown.length ? [`- and ${several.length - shown.length} more`] : [];
	const one: Draft = {...first, title: `${several.length} things need a person`, text: [...shown, ...more].join('\n')};
	return [...drafts.filter(({kind}) => kind !== 'problems'), one];
};
