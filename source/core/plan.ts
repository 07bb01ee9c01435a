import type {Change, ChangeKind, Plan} from './changes.ts';
import {planFingerprint, scopeFingerprint} from './fingerprint.ts';
import {inside} from './model.ts';
import {draftOf} from './plan/draft.ts';
import type {Draft, PeoplePlan, PlanInput} from './plan/input.ts';
import {type PeopleByRank, peopleByRank} from './plan/people.ts';
import {sortChanges} from './plan/sort.ts';
import {sortProblems} from './problems.ts';

/** A count of every kind of change: none yet. */
export const noChanges = (): Record<ChangeKind, number> => ({
	invite: 0,
	restore: 0,
	revoke: 0,
	remove: 0,
	'adopt-member': 0,
	'create-group': 0,
	'adopt-group': 0,
	'rename-group': 0,
	'set-group-members': 0,
	'empty-group': 0,
	'delete-group': 0,
});

/** What the groups of a draft need, as changes. People are named only where something changes for them. */
const groupChanges = (draft: Draft, people: PeopleByRank): Change[] => {
	const {input, organisation} = draft;
	const {roster} = input;
	const changes: Change[] = [];
	for (const work of draft.groups) {
		const there = work.organisation === undefined ? undefined : organisation.groups[work.organisation];
		const group =
			there === undefined
				? {externalId: work.id, name: work.name}
				: {externalId: work.id, name: work.name, group: there.id};
		const why = work.roster === undefined ? 'Deleted in Entra.' : roster.explainGroup(work.roster).reason;
		if (work.act === 'empty' || work.act === 'delete') {
			const removed = people.members(work.removed);
			changes.push({
				kind: `${work.act}-group`,
				group,
				because: why,
				memberships: work.before,
				...(removed.length === 0 ? {} : {removed}),
			});
			continue;
		}
		if (work.act === 'create') changes.push({kind: 'create-group', group, because: why, memberships: 0});
		else if (work.act === 'adopt')
			changes.push({
				kind: 'adopt-group',
				group,
				because: 'Made by hand under the same name, and the settings say to take it over.',
				memberships: 0,
			});
		if (work.rename) changes.push({kind: 'rename-group', group, was: there!.name});
		if (work.added.length > 0 || work.removed.length > 0)
			changes.push({
				kind: 'set-group-members',
				group,
				added: people.users(work.added),
				removed: people.members(work.removed),
			});
	}
	return changes;
};

/** The plan of a draft: sorted, counted, with its fingerprint. */
export const planOf = (draft: Draft & PeoplePlan): Plan => {
	const {input} = draft;
	const {roster, settings} = input;
	const named = peopleByRank(draft);
	const changes = sortChanges([...draft.people, ...groupChanges(draft, named)]);
	const counts = noChanges();
	for (const change of changes) counts[change.kind]++;
	let people = 0;
	for (const verdict of roster.users) if (verdict === inside) people++;
	const scope = scopeFingerprint(settings, roster.snapshot.tenant);
	return {
		version: 1,
		fingerprint: planFingerprint(input.profile, scope, changes, named),
		basis: input.organisation.abilities.canRead ? 'organisation' : 'last-applied',
		changes,
		counts,
		people,
		managed: draft.match.managed,
		managedGroups: draft.managedGroups,
		managedMemberships: draft.managedMemberships,
		scope,
		...(draft.seats === undefined ? {} : {seats: draft.seats}),
		mails: draft.mails,
		problems: sortProblems([...roster.problems, ...draft.problems]),
	};
};

/**
 * What turns the organisation into the roster: sorted changes, counts, problems and a fingerprint that is the same
 * whatever order people, groups and members came in. Pure.
 */
export const makePlan = (input: PlanInput): Plan => planOf(draftOf(input));
