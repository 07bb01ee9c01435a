// What an unattended Usher tells a person, and when. Pure: a run's end goes in, notices come out.
import type {Problem} from '../../core/changes.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {problemKey} from '../../core/problems.ts';
import type {RunReport} from '../../core/run.ts';
import type {WatchState} from '../../core/watch/schedule.ts';

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
	readonly before: WatchState;
	readonly after: WatchState;
	readonly report: RunReport;
	/** Keys of problems that a person has acknowledged. */
	readonly acknowledged: ReadonlySet<string>;
	/** When the credential ends, when that is known. */
	readonly credentialEnds?: Date | undefined;
	readonly now: Date;
	readonly repeatHours: number;
};

const hour = 3_600_000;
const day = 24 * hour;
/** Days before its end from which a credential is spoken of. */
export const credentialWarningDays = 30;

type Draft = Pick<Notice, 'kind' | 'title' | 'text'> & {
	readonly about: string;
	readonly requestId?: string | undefined;
};

const failure = ({report, after}: NoticeInput): Draft[] => {
	if (report.error === undefined || after.failing === undefined) return [];
	// A passing fault is worth a message only when it stays.
	if (after.mode === 'backing-off' && isPassing(report)) return [];
	const slower =
		after.mode === 'quarantine' ? ` It has failed ${after.failures} times in a row and is tried less often now.` : '';
	return [
		{
			kind: 'failure',
			about: `failure:${after.failing}`,
			title: `The sync fails: ${report.error.message}`,
			text: `${report.error.advice}${slower}`,
			requestId: report.error.requestId,
		},
	];
};

const isPassing = (report: RunReport): boolean =>
	report.exitCode === exitCodes.unavailable || report.exitCode === exitCodes.locked;

const refused = ({report, usher}: NoticeInput): Draft[] => {
	if (report.outcome !== 'refused') return [];
	const why = report.refusals.map(refusal => refusal.message).join(' ');
	return [
		{
			kind: 'refused',
			about: `refused:${report.plan?.fingerprint ?? ''}`,
			title: 'A plan waits for a person',
			text: `${why} Nothing was changed. Look at it with \`${usher} plan\`, which says how to let it pass.`,
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
	if (credentialEnds === undefined) return [];
	const days = Math.ceil((credentialEnds.getTime() - now.getTime()) / day);
	if (days > credentialWarningDays) return [];
	const when = days <= 0 ? 'has ended' : `ends in ${days} ${days === 1 ? 'day' : 'days'}`;
	return [
		{
			kind: 'credential-ends',
			about: 'credential-ends',
			title: `The credential of the app registration ${when}`,
			text: `It ends on ${credentialEnds.toISOString().slice(0, 10)}; without a new one the sync stops. \`${usher} credentials renew\` makes it.`,
		},
	];
};

/** Only what somebody was told about is worth the word that it is over. */
const recovery = ({before, after}: NoticeInput, memory: NoticeMemory): Draft[] =>
	before.failing !== undefined && after.failing === undefined && toldOf(memory, 'failure:', 'refused:')
		? [{kind: 'recovery', about: 'recovery', title: 'The sync works again', text: 'Nothing to do.'}]
		: [];

const toldOf = (memory: NoticeMemory, ...starts: readonly string[]): boolean =>
	Object.keys(memory.told).some(about => starts.some(start => about.startsWith(start)));

/**
 * What to tell after a run, and what to remember of it. The same thing is not told again within `repeatHours`;
 * problems of one run are told together.
 */
export const noticesAfter = (
	input: NoticeInput,
	memory: NoticeMemory,
): {readonly notices: readonly Notice[]; readonly memory: NoticeMemory} => {
	const {now, profile, report, after, repeatHours} = input;
	const at = now.toISOString();
	const quiet = now.getTime() - repeatHours * hour;
	const isNews = ({about}: Draft): boolean => {
		const told = memory.told[about];
		return told === undefined || Date.parse(told) <= quiet;
	};
	const news = [
		...recovery(input, memory),
		...failure(input),
		...refused(input),
		...problems(input),
		...credential(input),
	].filter(isNews);
	// What is over may be told again the next time it happens; everything else is forgotten with time.
	const over = after.failing === undefined ? ['failure:', 'refused:', 'recovery'] : [];
	const kept = Object.entries(memory.told).filter(
		([about, told]) => Date.parse(told) > quiet && !over.some(start => about.startsWith(start)),
	);
	const fresh = news.filter(({kind}) => kind !== 'recovery').map(({about}) => [about, at] as const);
	return {
		notices: together(news).map(({about: _, requestId, ...draft}) => ({
			...draft,
			profile,
			at,
			run: report.run,
			...(requestId === undefined ? {} : {requestId}),
		})),
		memory: {told: Object.fromEntries([...kept, ...fresh])},
	};
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
