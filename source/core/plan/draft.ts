import type {Problem} from '../changes.ts';
import type {Ledger} from '../ports.ts';
import {organisationFromLedger} from './from-ledger.ts';
import {matchGroups} from './groups.ts';
import type {Draft, PeoplePlan, PlanInput} from './input.ts';
import {matchPeople} from './match.ts';
import {doubted} from './record.ts';
import {say} from './say.ts';
import {seating} from './seats.ts';
import {sortPeopleChanges} from './sort.ts';
import {isUnheard} from './unheard.ts';

/**
 * Works out what has to change, by position: people first, then the groups as those people will be. Pure; costs
 * about as much as there are memberships.
 */
export const draftOf = (input: PlanInput): Draft & PeoplePlan => {
	const {abilities} = input.organisation;
	const organisation = abilities.canRead
		? input.organisation
		: organisationFromLedger(input.ledger, input.organisation);
	const match = matchPeople(input, organisation);
	const {changes, seats, mails, problems} = seating(input, organisation, match, sortPeopleChanges(match.changes));
	const groups = matchGroups(input, organisation, match);
	const said: Problem[] = [...match.problems, ...problems, ...groups.problems];
	if (!abilities.canRead) {
		said.push(...unheardIn(input.ledger));
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
		...groups,
		problems: said,
	};
};

/** What earlier requests have left in doubt. */
const unheardIn = ({people, groups}: Ledger): Problem[] => {
	const emails = Array.from(people.values(), known => (isUnheard(known) ? known.email : '')).filter(
		email => email !== '',
	);
	const names = Array.from(groups.values(), ({name, members}) => (doubted(members) ? name : '')).filter(
		name => name !== '',
	);
	return emails.length + names.length > 0 ? [say.unheard(emails.sort(), names.sort())] : [];
};
