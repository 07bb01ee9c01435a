// What the screens call things. Pure; one place, so that a list, a log line and a plan say the same.
import type {ChangeKind, Plan, Refusal} from '../core/changes.ts';
import type {FullReadReason, Step, Waiting} from '../core/ports.ts';
import type {Outcome, RunMode, RunPhase, RunReport} from '../core/run.ts';
import {doneWords, outcomeWords, toldCounts} from '../core/told.ts';
import {count, many} from './text/numbers.ts';

/** What a run is doing, for the header. */
export const phaseWords: Readonly<Record<RunPhase, string>> = {
	'sign-in': 'signing in',
	directory: 'reading the directory',
	organisation: 'reading the organisation',
	plan: 'planning',
	approval: 'waiting for your word',
	apply: 'applying',
};

export const modeWords: Readonly<Record<RunMode, string>> = {
	test: 'Test read',
	plan: 'Plan',
	sync: 'Sync',
	undo: 'Undo',
};

export const outcomeKind: Readonly<Record<Outcome, 'good' | 'warn' | 'bad'>> = {
	'nothing-to-do': 'good',
	applied: 'good',
	'applied-in-part': 'warn',
	planned: 'good',
	refused: 'warn',
	declined: 'good',
	failed: 'bad',
	interrupted: 'warn',
};

const serviceWords: Readonly<Record<Waiting['service'], string>> = {
	login: 'The sign-in service',
	graph: 'Microsoft Graph',
	bitwarden: 'Bitwarden',
};

/** Why nothing moves for the moment: honest about whose wish it is. */
export const waitingText = (waiting: Waiting, seconds = Math.ceil(waiting.seconds)): string => {
	const service = serviceWords[waiting.service];
	if (waiting.because === 'throttled') return `${service} asks us to wait ${seconds} s`;
	if (waiting.because === 'unavailable') return `${service} does not answer, next try in ${seconds} s`;
	return `${service} is asked slowly, to stay within its limits: ${seconds} s`;
};

export const fullReadWords: Readonly<Record<FullReadReason, string>> = {
	first: 'it is the first one',
	aged: 'the last one is old',
	asked: 'as asked',
	'cursor-dead': 'Graph no longer knows where we were',
	'shape-changed': 'what is read has changed',
	confirm: 'to confirm the first one',
	'user-restored': 'someone came back',
	'group-restored': 'a group came back',
	'many-newcomers': 'very many are new',
	'after-refusal': 'the guard stopped the last plan',
};

/** How each kind of change is called: as a heading, and with how many. */
export const changeWords: Readonly<
	Record<ChangeKind, {readonly title: string; readonly count: (value: number) => string}>
> = {
	invite: {title: 'Invite', count: value => `${count(value)} to invite`},
	restore: {title: 'Restore', count: value => `${count(value)} to restore`},
	revoke: {title: 'Revoke', count: value => `${count(value)} to revoke`},
	remove: {title: 'Remove', count: value => `${count(value)} to remove`},
	'adopt-member': {title: 'Link', count: value => `${count(value)} to link`},
	'create-group': {title: 'Create groups', count: value => `${many(value, 'group')} to create`},
	'adopt-group': {title: 'Take over groups', count: value => `${many(value, 'group')} to take over`},
	'rename-group': {title: 'Rename groups', count: value => `${many(value, 'group')} to rename`},
	'set-group-members': {title: 'Group members', count: value => `${many(value, 'group')} with other members`},
	'empty-group': {title: 'Empty groups', count: value => `${many(value, 'group')} to empty`},
	'delete-group': {title: 'Delete groups', count: value => `${many(value, 'group')} to delete`},
};

/** The order in which changes are shown: what takes access away first, then people, then groups. */
export const changeOrder: readonly ChangeKind[] = [
	'remove',
	'revoke',
	'invite',
	'restore',
	'adopt-member',
	'create-group',
	'adopt-group',
	'rename-group',
	'set-group-members',
	'empty-group',
	'delete-group',
];

/** `63 to invite, 4 to revoke, 2 groups to create`, or that there is nothing to do. */
export const planText = (plan: Plan): string => {
	const counts = toldCounts(plan);
	const parts = changeOrder.filter(kind => (counts[kind] ?? 0) > 0).map(kind => changeWords[kind].count(counts[kind]));
	return parts.length === 0 ? 'nothing to do' : parts.join(', ');
};

/** What a request to the organisation does, in the past tense of the log. */
export const stepText = (step: Step): string => {
	switch (step.kind) {
		case 'import': {
			const deleted = step.members.filter(member => member.deleted).length;
			const invited = step.members.length - deleted;
			const parts = [
				...(invited > 0
					? [`${many(invited, 'person', 'people')} ${step.invite === 'staged' ? 'staged' : 'invited'}`]
					: []),
				...(deleted > 0 ? [`${many(deleted, 'person', 'people')} revoked`] : []),
				...(step.groups.length > 0 ? [`${many(step.groups.length, 'group')} sent`] : []),
			];
			return parts.join(', ') || 'import sent';
		}
		case 'revoke':
			return 'one member revoked';
		case 'restore':
			return 'one member restored';
		case 'remove':
			return 'one member removed';
		case 'relink':
			return 'one member linked';
		case 'adopt-group':
			return 'one group taken over';
		case 'set-group-members':
			return `a group set to ${many(step.members.length, 'member')}`;
		case 'delete-group':
			return 'one group deleted';
	}
};

/** What the guard says, without the flag that a command would take: on a screen a person types the number. */
export const refusalText = (refusal: Refusal): string => {
	const {flag} = refusal;
	if (flag === undefined) return refusal.message;
	return refusal.message
		.split(/(?<=\.)\s+/)
		.filter(sentence => !sentence.includes(flag))
		.join(' ');
};

/** The number that a person types to let a refused plan pass: the largest that the guard names; 0 when it names none. */
export const numberToType = (refusals: readonly Refusal[]): number =>
	Math.max(0, ...refusals.map(refusal => ('asked' in refusal ? refusal.asked : 0)));

/** `63 invited, 4 revoked`; empty when nothing was done. */
const appliedText = (report: Pick<RunReport, 'applied' | 'plan'>): string => doneWords(report).join(', ');

/** How a run ended, as a word or two: a test plans nothing, it has read the directory and stops there. */
export const outcomeWord = ({outcome, plan}: Pick<RunReport, 'outcome' | 'plan'>): string =>
	outcome === 'planned' && plan === undefined ? 'directory read' : outcomeWords[outcome];

/** How a run ended, as one line. */
export const reportText = (report: RunReport): string => {
	if (report.error !== undefined) return report.error.message;
	// A test plans nothing: it has read the directory, and stops there.
	if (report.outcome === 'planned' && report.plan === undefined) return 'directory read, nothing planned';
	const applied = appliedText(report);
	const tail = applied === '' ? '' : `: ${applied}`;
	return outcomeWords[report.outcome] + tail;
};
