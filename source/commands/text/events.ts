import type {FullReadReason, Step, Waiting} from '../../core/ports.ts';
import type {RunPhase, SyncEvent} from '../../core/run.ts';
import {outcomeWords, toldTotal} from '../../core/told.ts';
import {count, number} from '../../core/words.ts';
import type {LogLevel} from '../shell.ts';

const services: Readonly<Record<Waiting['service'], string>> = {
	login: 'The sign-in service',
	graph: 'Microsoft Graph',
	bitwarden: 'Bitwarden',
};

/** Why nothing moves: throttled, down, or Usher's own pace. */
export const waitingWords = ({service, seconds, because}: Waiting): string => {
	const time = `${number(Math.ceil(seconds))} s`;
	if (because === 'throttled') return `${services[service]} asks to wait ${time}`;
	if (because === 'unavailable') return `${services[service]} does not answer; trying again in ${time}`;
	return `Keeping to half of what ${services[service]} allows; going on in ${time}`;
};

export const phaseWords: Readonly<Record<RunPhase, string>> = {
	'sign-in': 'Signing in',
	directory: 'Reading the directory',
	organisation: 'Reading the organisation',
	plan: 'Planning',
	approval: 'Waiting for approval',
	apply: 'Applying',
};

/** Why the whole directory is read. */
export const fullReadWords: Readonly<Record<FullReadReason, string>> = {
	first: 'the first time',
	aged: 'the last full read is too long ago',
	asked: 'as asked',
	'cursor-dead': 'Microsoft Graph no longer knows where we left off',
	'shape-changed': 'what is read has changed',
	confirm: 'to confirm the first read',
	'user-restored': 'somebody was restored',
	'group-restored': 'a group was restored',
	'many-newcomers': 'very many people or groups are new',
	'after-refusal': 'the guard stopped the run before',
};

/** What a step does, without ids. */
export const stepWords = (step: Step): string => {
	switch (step.kind) {
		case 'import': {
			const gone = step.members.filter(member => member.deleted).length;
			const parts = [
				...(step.members.length > gone ? [count(step.members.length - gone, 'person', 'people')] : []),
				...(gone > 0 ? [count(gone, 'leaver')] : []),
				...(step.groups.length > 0 ? [count(step.groups.length, 'group')] : []),
			];
			return `import ${parts.join(' and ')}`;
		}
		case 'revoke':
		case 'restore':
		case 'remove':
			return `${step.kind} member ${step.member}`;
		case 'relink':
			return `link member ${step.member}`;
		case 'adopt-group':
			return `take over group ${step.group}`;
		case 'set-group-members':
			return `set the ${count(step.members.length, 'member')} of group ${step.group}`;
		case 'delete-group':
			return `delete group ${step.group}`;
	}
};

type Words = {readonly level: LogLevel; readonly text: string; readonly requestId?: string | undefined};

/** An event as a log line, or nothing for those that only move a progress line. */
export const eventWords = (event: SyncEvent): Words | undefined => {
	switch (event.kind) {
		case 'run-started':
			return {level: 'info', text: `${event.mode} ${event.run} started`};
		case 'phase':
			return {level: 'info', text: phaseWords[event.phase]};
		case 'read-started':
			return {
				level: 'info',
				text:
					event.mode === 'delta'
						? 'Reading what has changed in the directory'
						: `Reading the whole directory${event.why ? `: ${fullReadWords[event.why]}` : ''}`,
			};
		case 'users-read':
			return {level: 'debug', text: `${count(event.done, 'person', 'people')} read`};
		case 'groups-read':
			return {level: 'debug', text: `${count(event.done, 'group')} read`};
		case 'members-read':
			return undefined;
		case 'waiting':
			return {level: event.because === 'paced' ? 'info' : 'warn', text: waitingWords(event)};
		case 'organisation-read':
			return event.done === event.total
				? {level: 'debug', text: `members of ${count(event.total, 'group')} of the organisation read`}
				: undefined;
		case 'planned':
			return {
				level: 'info',
				text: `${count(toldTotal(event.plan), 'change')} planned${event.refusals.length > 0 ? '; the guard stops them' : ''}`,
			};
		case 'apply-started':
			return {level: 'info', text: `${count(event.steps, 'step')} to apply`};
		case 'step-started':
			return {level: 'debug', text: `step ${event.seq}: ${stepWords(event.step)}`};
		case 'step-ended': {
			const {outcome, seq} = event;
			if (outcome.kind === 'done') return {level: 'debug', text: `step ${seq} done`, requestId: outcome.requestId};
			if (outcome.kind === 'refused')
				return {
					level: 'error',
					text: `step ${seq} refused (${outcome.status}): ${[outcome.message, outcome.advice].filter(Boolean).join(' ')}`,
					requestId: outcome.requestId,
				};
			return {
				level: 'warn',
				text: `step ${seq} ended unknown: ${outcome.message}; reading before anything is sent again`,
				requestId: outcome.requestId,
			};
		}
		case 'problem':
			return {level: event.problem.severity === 'needs-person' ? 'warn' : 'info', text: event.problem.message};
		case 'run-ended':
			return {
				// What went wrong is said in full after the run.
				level: 'info',
				text: `${outcomeWords[event.report.outcome]}, exit code ${event.report.exitCode}`,
				requestId: event.report.error?.requestId,
			};
	}
};
