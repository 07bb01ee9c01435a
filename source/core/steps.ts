import type {Draft, PeoplePlan} from './plan/input.ts';
import {adoptGroupSteps, groupSteps} from './steps/group-steps.ts';
import {carries, jointStep, waitingImports} from './steps/joint-step.ts';
import {peopleSteps} from './steps/people-steps.ts';
import {type Cut, firstBatch, type PlannedStep} from './steps/planned-step.ts';

/** As the first request of a run is cut. */
export const firstCut: Cut = {batch: firstBatch, linkSingly: new Set(), joint: true};

/**
 * All requests of a draft in their order, as if every one succeeded: offboard, adopt, restore, invite, groups. The
 * run reads the members again before it sends what is left of the groups, so that can be less.
 */
export const makeSteps = (draft: Draft & PeoplePlan, cut: Cut = firstCut): PlannedStep[] => {
	const {people} = draft;
	const steps = peopleSteps(draft, people, cut);
	const {first, waiting} = waitingImports(steps);
	const joint = jointStep(draft, {people, waiting, works: draft.groups}, cut);
	const left = joint === undefined ? draft.groups : draft.groups.filter(work => !carries(joint, work));
	return [
		...(joint === undefined ? steps : [...first, joint]),
		...adoptGroupSteps(draft, left),
		...groupSteps(draft, left, draft.organisation.members, cut),
	];
};
