import type {OrganisationState} from '../run.ts';
import type {Match, PlanInput} from './input.ts';
import {matchIds} from './match-ids.ts';
import {matchMembers} from './match-members.ts';
import {matchNewcomers} from './match-newcomers.ts';
import {findWaiting} from './match-waiting.ts';
import {beginMatching} from './matching.ts';

/**
 * Matches people of the roster with members of the organisation, first by id, then by address, and finds what has to
 * change for each: invited, restored, revoked, removed, adopted, or left alone with a problem that says why.
 */
export const matchPeople = (input: PlanInput, organisation: OrganisationState): Match => {
	const at = beginMatching(input, organisation);
	const {gone, managed, seated, shared} = matchIds(at);
	const waiting = findWaiting(at);
	matchMembers(at, gone, waiting);
	matchNewcomers(at, waiting);
	const {memberOf, userOf, fate, changes, problems, held} = at;
	return {memberOf, userOf, fate, changes, problems, managed, seated, importsBlocked: shared, held};
};
