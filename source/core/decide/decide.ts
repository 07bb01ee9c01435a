import {parseGroupFilter, parseUserFilter} from '../filter/parse.ts';
import {inside, type Roster} from '../model.ts';
import type {EntraId, Snapshot} from '../ports.ts';
import type {SyncSettings} from '../settings.ts';
import type {DecideContext, Decided} from './context.ts';
import {indexDirectory} from './directory.ts';
import {emailOf} from './email.ts';
import {explainGroup} from './explain-group.ts';
import {explainUser} from './explain-user.ts';
import {createFlatten} from './flatten.ts';
import {groupNameOf} from './group-name.ts';
import {type Case, findTwins, judgeGroup, judgeUser} from './judge.ts';
import {positionsBy} from './positions-by.ts';
import {problemsOf} from './problems.ts';
import {scopeOf} from './scope.ts';

/** Positions of people held at `now`, with the time that ends it. */
const heldNow = (context: DecideContext, userAt: ReadonlyMap<EntraId, number>): Map<number, string> => {
	const held = new Map<number, string>();
	for (const [id, until] of context.held) {
		const position = userAt.get(id);
		if (position !== undefined && Date.parse(until) > context.now.getTime()) held.set(position, until);
	}
	return held;
};

/**
 * Who is in, on hold or out, with a reason for everyone: the snapshot seen through the settings.
 * Throws UsherError `filter-invalid`, `filter-unknown` or `filter-ambiguous` (exit code 10), pointing at the character.
 * The roster's snapshot is the given one, without objects that came twice.
 */
export const decide = (given: Snapshot, settings: SyncSettings, context: DecideContext): Decided => {
	const filters = {
		user: parseUserFilter(settings.userFilter),
		group: parseGroupFilter(settings.groupFilter),
		people: settings.people,
	};
	const directory = indexDirectory(given);
	const {snapshot, userAt, groupAt} = directory;
	const emails = snapshot.users.map(user => emailOf(user, settings.email));
	const scope = scopeOf(directory, emails, filters, context.bindings);
	const held = heldNow(context, userAt);
	const users = new Uint8Array(snapshot.users.length);
	let byEmail: ReadonlyMap<string, readonly number[]> | undefined;
	/** Made when first asked for; no two who are in have one e-mail. */
	const insideWith = (email: string): number | undefined => {
		byEmail ??= positionsBy(emails.map((text, user) => (users[user] === inside ? text : '')));
		return byEmail.get(email)?.[0];
	};
	const before = {directory, settings, scope, emails, canRevoke: context.canRevoke, held, insideWith};
	const twins = findTwins(before);
	const at: Case = {...before, twins: new Map(twins.flatMap(group => group.map(user => [user, group])))};

	for (let user = 0; user < users.length; user++) users[user] = judgeUser(at, user).verdict;
	const groups = new Uint8Array(snapshot.groups.length);
	for (let group = 0; group < groups.length; group++) groups[group] = judgeGroup(at, group).verdict;
	const groupNames = snapshot.groups.map(groupNameOf);

	const roster: Roster = {
		snapshot,
		users,
		groups,
		emails,
		groupNames,
		members: createFlatten(snapshot),
		explainUser: user => explainUser(at, user),
		explainGroup: group => explainGroup(at, group),
		userAt: id => userAt.get(id),
		groupAt: id => groupAt.get(id),
		problems: problemsOf(at, {groups, groupNames, twins}),
	};
	return {roster, bindings: scope.bindings};
};

/**
 * The administrative units that the filters name, for the directory to read, each once. Reads both filters, so that one that cannot
 * be read ends a run before anything is asked of anyone: throws UsherError `filter-invalid` (exit code 10).
 */
export const unitsNamed = (settings: Pick<SyncSettings, 'userFilter' | 'groupFilter'>): EntraId[] => {
	parseUserFilter(settings.userFilter);
	const values = parseGroupFilter(settings.groupFilter).clauses.flatMap(clause => clause.values);
	return [...new Set(values.flatMap(value => (value.kind === 'unit' ? [value.text] : [])))];
};
