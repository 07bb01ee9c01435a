import type {SyncEvent} from '../../core/run.ts';
import {count, number} from '../../core/words.ts';
import {phaseWords, waitingWords} from './events.ts';

export type ProgressState = {
	readonly people: number;
	readonly groups: number;
	readonly withMembers: number;
	readonly steps: number;
	readonly ended: number;
};

export const startProgress: ProgressState = {people: 0, groups: 0, withMembers: 0, steps: 0, ended: 0};

const reading = ({people, groups, withMembers}: ProgressState): string => {
	const parts = [
		...(people > 0 ? [count(people, 'person', 'people')] : []),
		...(groups > 0
			? [withMembers > 0 ? `members of ${number(withMembers)} of ${count(groups, 'group')}` : count(groups, 'group')]
			: []),
	];
	return parts.length === 0 ? 'Reading the directory' : `Reading the directory: ${parts.join(', ')}`;
};

const bar = (done: number, total: number): string => {
	const filled = total === 0 ? 0 : Math.min(20, Math.round((done / total) * 20));
	return '█'.repeat(filled) + '░'.repeat(20 - filled);
};

/** The progress line after an event, when it says something new. */
export const progressWords = (state: ProgressState, event: SyncEvent): readonly [ProgressState, string | undefined] => {
	switch (event.kind) {
		case 'phase':
			return [state, phaseWords[event.phase]];
		case 'users-read': {
			const next = {...state, people: event.done};
			return [next, reading(next)];
		}
		case 'groups-read': {
			const next = {...state, groups: event.done};
			return [next, reading(next)];
		}
		case 'members-read': {
			const next = {...state, withMembers: event.done};
			return [next, reading(next)];
		}
		case 'waiting':
			return [state, waitingWords(event)];
		case 'organisation-read':
			return [
				state,
				`${bar(event.done, event.total)} reading the members of ${number(event.done)} of ${count(event.total, 'group')}`,
			];
		case 'apply-started': {
			const next = {...state, steps: event.steps, ended: 0};
			return [next, `${bar(0, event.steps)} applying ${count(event.steps, 'step')}`];
		}
		case 'step-ended': {
			const next = {...state, ended: state.ended + 1};
			const total = Math.max(next.steps, next.ended);
			return [next, `${bar(next.ended, total)} applied ${number(next.ended)} of ${count(total, 'step')}`];
		}
		default:
			return [state, undefined];
	}
};
