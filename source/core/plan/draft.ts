import type {Problem} from '../changes.ts';
import {organisationFromLedger} from './from-ledger.ts';
import {matchGroups} from './groups.ts';
import type {Draft, PeoplePlan, PlanInput} from './input.ts';
import {matchPeople} from './match.ts';
import {say} from './say.ts';
import {seating} from './seats.ts';
import {sortChanges} from './sort.ts';

/**
 * Works out what has to change, by position: people first, then the groups as those people will be. Pure; costs
 * about as much as there are memberships.
 */
export const draftOf = (input: PlanInput): Draft & PeoplePlan => {
	const {abilities} = input.organisation;
	const organisation = abilities.canRead
		? input.organisation
		: organisationFromLedger(input.ledger, input.organisation, input.resend === true);
	const match = matchPeople(input, organisation);
	const {changes, seats, mails, problems} = seating(input, organisation, match, sortChanges(match.changes));
	const groups = matchGroups(input, organisation, match);
	const said: Problem[] = [...match.problems, ...problems, ...groups.problems];
	if (!abilities.canRead) {
		if (input.settings.offboard === 'remove' && changes.some(change => change.kind === 'revoke'))
			said.push(say.revokesInstead());
		if (input.resend) {
			const again = changes.flatMap(change => (change.kind === 'restore' ? [change.person.email] : []));
			if (again.length > 0) said.push(say.resent(again));
		}
	}
	return {
		input,
		organisation,
		match,
		people: changes,
		seats,
		mails,
		groups: groups.work,
		managedGroups: groups.managedGroups,
		managedMemberships: groups.managedMemberships,
		groupImportsBlocked: groups.groupImportsBlocked,
		problems: said,
		recordOf: groups.recordOf,
		settle: groups.settle,
	};
};
