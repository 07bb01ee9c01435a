import type {PeoplePlan} from './plan/draft.ts';
import type {Draft} from './plan/input.ts';
import {adoptGroupSteps, groupSteps} from './steps/group-steps.ts';
import {peopleSteps} from './steps/people-steps.ts';
import {type Cut, firstBatch, type PeopleChange, type PlannedStep} from './steps/planned-step.ts';

/** As the first request of a run is cut. */
export const firstCut: Cut = {batch: firstBatch, linkSingly: new Set()};

/** The changes of a draft that concern people. */
export const peopleChanges = (draft: PeoplePlan): PeopleChange[] =>
	draft.people.filter((change): change is PeopleChange => 'person' in change);

/**
 * All requests of a draft in their order, as if every one succeeded: offboard, adopt, restore, invite, groups. The
 * run reads the members again before the groups, so what it sends for them can be less.
 */
export const makeSteps = (draft: Draft & PeoplePlan, cut: Cut = firstCut): PlannedStep[] => [
	...peopleSteps(draft, peopleChanges(draft), cut),
	...adoptGroupSteps(draft, draft.groups),
	...groupSteps(draft, draft.groups, draft.organisation.members, cut),
];
