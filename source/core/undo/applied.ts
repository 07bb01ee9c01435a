import type {Change, GroupChange, PeopleChange, Plan} from '../changes.ts';
import type {Step, StepOutcome} from '../ports.ts';
import {namedBy, type Refused} from '../run/refusals.ts';
import type {SyncEvent} from '../run.ts';

/** What the steps of a run did, as far as its journal knows: changes that were done, or may have been. */
export type Applied = {readonly plan: Plan | undefined; readonly changes: readonly Change[]};

/** A plan's changes by what a step names: a member's id, a group's id, or an external id. */
const indexed = (plan: Plan): ((name: string) => readonly Change[]) => {
	const found = new Map<string, Change[]>();
	const put = (name: string | undefined, change: Change): void => {
		if (name === undefined) return;
		const there = found.get(name);
		if (there === undefined) found.set(name, [change]);
		else there.push(change);
	};
	for (const change of plan.changes) {
		if ('person' in change) {
			put(`member ${change.person.member ?? ''}`, change);
			put(`person ${change.person.externalId}`, change);
		} else {
			put(`org-group ${change.group.group ?? ''}`, change);
			put(`group ${change.group.externalId}`, change);
		}
	}
	return name => found.get(name) ?? [];
};

const ofPeople = (kinds: readonly PeopleChange['kind'][], changes: readonly Change[]): Change[] =>
	changes.filter(change => 'person' in change && kinds.includes(change.kind));

/** Of those who were to come in, only whom the request named: others had not arrived in the organisation yet. */
const settingMembers = (
	changes: readonly Change[],
	named: (person: PeopleChange['person']) => boolean,
): GroupChange[] =>
	changes.flatMap((change): GroupChange[] => {
		if ('person' in change || change.kind === 'adopt-group' || change.kind === 'delete-group') return [];
		if (change.kind !== 'set-group-members') return [change];
		return [{...change, added: change.added.filter(named)}];
	});

const doneBy = (step: Step, at: (name: string) => readonly Change[]): readonly Change[] => {
	switch (step.kind) {
		case 'revoke':
		case 'restore':
		case 'remove':
			return ofPeople([step.kind], at(`member ${step.member}`));
		case 'relink':
			return ofPeople(['adopt-member'], at(`person ${step.externalId}`));
		case 'delete-group':
			return at(`org-group ${step.group}`).filter(change => change.kind === 'delete-group');
		case 'adopt-group':
			return at(`group ${step.externalId}`).filter(change => change.kind === 'adopt-group');
		case 'set-group-members': {
			const members = new Set<string | undefined>(step.members);
			return settingMembers(at(`org-group ${step.group}`), person => members.has(person.member));
		}
		case 'import': {
			const people = step.members.flatMap(({externalId, deleted}) =>
				ofPeople(deleted ? ['remove', 'revoke'] : ['invite', 'adopt-member', 'restore'], at(`person ${externalId}`)),
			);
			const groups = step.groups.flatMap(({externalId, memberExternalIds}) => {
				const planned = at(`group ${externalId}`);
				if (planned.length === 0) return [];
				const members = new Set<string>(memberExternalIds);
				return settingMembers(planned, person => members.has(person.externalId));
			});
			return [...people, ...groups];
		}
	}
};

/** Tells the changes of one plan apart. */
export const changeName = (change: Change): string =>
	`${change.kind} ${'person' in change ? `${change.person.externalId} ${change.person.member ?? ''}` : change.group.externalId}`;

/**
 * What a refused request may have done: an import that is refused without naming anyone comes to its tombstones before
 * it comes to what the server would not have.
 */
const perhapsDone = (step: Step, outcome: Refused): Step | undefined => {
	if (step.kind !== 'import' || outcome.status !== 400 || namedBy(step, outcome).length > 0) return undefined;
	return {...step, members: step.members.filter(member => member.deleted), groups: []};
};

/**
 * What a run applied, from what its journal holds: the changes of its last plan that a request carried, unless the
 * server refused it. Of a request without an answer, or during which the process died, nobody knows: it counts, and
 * whoever acts on it looks at the organisation first. With `answered` only what the server said is done counts.
 */
export const appliedIn = (told: readonly SyncEvent[], which: 'perhaps' | 'answered' = 'perhaps'): Applied => {
	const outcomes = new Map<number, StepOutcome>();
	let plan: Plan | undefined;
	for (const event of told) {
		if (event.kind === 'planned') plan = event.plan;
		else if (event.kind === 'step-ended') outcomes.set(event.seq, event.outcome);
	}
	if (plan === undefined) return {plan, changes: []};
	const at = indexed(plan);
	const changes = new Map<string, Change>();
	for (const event of told) {
		if (event.kind !== 'step-started') continue;
		const outcome = outcomes.get(event.seq);
		if (which === 'answered' && outcome?.kind !== 'done') continue;
		const step = outcome?.kind === 'refused' ? perhapsDone(event.step, outcome) : event.step;
		if (step === undefined) continue;
		for (const change of doneBy(step, at)) changes.set(changeName(change), change);
	}
	return {plan, changes: [...changes.values()]};
};
