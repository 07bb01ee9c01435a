// What the filters say of each user and group, before anything else about them counts.
import type {Problem} from '../changes.ts';
import {type Clause, clauseLabel, type FilterValue, type GroupFilter, type UserFilter} from '../filter/language.ts';
import type {EntraId} from '../ports.ts';
import type {SyncSettings} from '../settings.ts';
import type {Directory} from './directory.ts';
import {createFindings} from './findings.ts';
import {type Reach, reachFrom} from './reach.ts';
import {createGroupResolver} from './resolve-groups.ts';
import {createPeopleResolver} from './resolve-people.ts';

/** Perhaps: hidden members, or an e-mail that is missing, decide it. */
export const outside = 0;
export const perhaps = 1;
export const within = 2;

/** What one effect (include or exclude) of the user filter takes. */
export type PeopleRules = {
	/** Whether there is any clause of this effect. */
	readonly any: boolean;
	/** By position: the clause with the address of that person. */
	readonly addressed: ReadonlyMap<number, string>;
	readonly patterns: readonly {readonly label: string; readonly fits: (email: string) => boolean}[];
	/** By position: the clause that names that group. */
	readonly groups: ReadonlyMap<number, string>;
	/** From those groups; undefined when there are none. */
	readonly reach: Reach | undefined;
};
export type GroupRules = {readonly any: boolean; readonly groups: ReadonlyMap<number, string>};

export type Scope = {
	readonly includePeople: PeopleRules;
	readonly excludePeople: PeopleRules;
	readonly includeGroups: GroupRules;
	readonly excludeGroups: GroupRules;
	/** From the groups that the group filter lets in; undefined when people need not be in one. */
	readonly selected: Reach | undefined;
	readonly problems: readonly Problem[];
	readonly bindings: ReadonlyMap<string, EntraId>;
};

const valuesOf = <Value extends FilterValue>(
	filter: {readonly place: 'user' | 'group'; readonly text: string; readonly clauses: readonly Clause<Value>[]},
	effect: Clause<Value>['effect'],
) =>
	filter.clauses
		.filter(clause => clause.effect === effect)
		.flatMap(clause =>
			clause.values.map(value => ({filter, clause, value, label: clauseLabel(clause.keyword, value)})),
		);

/** Resolves both filters against the directory. Throws UsherError `filter-unknown` or `filter-ambiguous` (exit code 10). */
export const scopeOf = (
	directory: Directory,
	emails: readonly string[],
	filters: {readonly user: UserFilter; readonly group: GroupFilter; readonly people: SyncSettings['people']},
	before: ReadonlyMap<string, EntraId>,
): Scope => {
	const findings = createFindings();
	const bindings = new Map<string, EntraId>();
	const groupsOf = createGroupResolver(directory, findings, before, bindings);
	const peopleOf = createPeopleResolver(directory, emails, findings, before, bindings);

	/** The first clause that names a group is the one that is told. */
	const note = (labels: Map<number, string>, positions: readonly number[], label: string): void => {
		for (const position of positions) if (!labels.has(position)) labels.set(position, label);
	};

	const peopleRules = (effect: 'include' | 'exclude'): PeopleRules => {
		const values = valuesOf(filters.user, effect);
		const addressed = new Map<number, string>();
		const patterns: {label: string; fits: (email: string) => boolean}[] = [];
		const groups = new Map<number, string>();
		for (const {filter, clause, value, label} of values) {
			if (value.kind === 'address' || value.kind === 'address-pattern') {
				const found = peopleOf({filter, clause, value});
				if (typeof found === 'function') patterns.push({label, fits: found});
				else note(addressed, found, label);
			} else note(groups, groupsOf({filter, clause, value}), label);
		}
		const reach = groups.size === 0 ? undefined : reachFrom(directory, groups.keys());
		return {any: values.length > 0, addressed, patterns, groups, reach};
	};

	const groupRules = (effect: 'include' | 'exclude'): GroupRules => {
		const values = valuesOf(filters.group, effect);
		const groups = new Map<number, string>();
		for (const {filter, clause, value, label} of values) note(groups, groupsOf({filter, clause, value}), label);
		return {any: values.length > 0, groups};
	};

	const includePeople = peopleRules('include');
	const excludePeople = peopleRules('exclude');
	const includeGroups = groupRules('include');
	const excludeGroups = groupRules('exclude');
	let selected: Reach | undefined;
	if (filters.group.clauses.length > 0 && filters.people === 'in-groups') {
		const roots = directory.snapshot.groups
			.map((_, position) => position)
			.filter(position => groupSelected({includeGroups, excludeGroups}, position));
		selected = reachFrom(directory, roots);
	}
	return {
		includePeople,
		excludePeople,
		includeGroups,
		excludeGroups,
		selected,
		problems: findings.problems,
		bindings,
	};
};

/** Whether the group filter lets a group in. */
export const groupSelected = (scope: Pick<Scope, 'includeGroups' | 'excludeGroups'>, group: number): boolean =>
	(!scope.includeGroups.any || scope.includeGroups.groups.has(group)) && !scope.excludeGroups.groups.has(group);

/** Whether one effect of the user filter takes a user: for sure, perhaps, or not. */
export const takes = (rules: PeopleRules, user: number, email: string): 0 | 1 | 2 => {
	if (rules.addressed.has(user)) return within;
	if (rules.reach !== undefined && rules.reach.userVia[user] !== -1) return within;
	if (email !== '') for (const {fits} of rules.patterns) if (fits(email)) return within;
	const maybe = (rules.reach !== undefined && rules.reach.hidden !== -1) || (email === '' && rules.patterns.length > 0);
	return maybe ? perhaps : outside;
};

/** Whether the user and group filters let a user in: `within`, `outside`, or `perhaps` when hidden members or a missing e-mail decide. */
export const userScope = (scope: Scope, user: number, email: string): 0 | 1 | 2 => {
	const excluded = scope.excludePeople.any ? takes(scope.excludePeople, user, email) : outside;
	if (excluded === within) return outside;
	const included = scope.includePeople.any ? takes(scope.includePeople, user, email) : within;
	if (included === outside) return outside;
	const {selected} = scope;
	const grouped =
		selected === undefined || selected.userVia[user] !== -1 ? within : selected.hidden === -1 ? outside : perhaps;
	if (grouped === outside) return outside;
	return excluded === outside && included === within && grouped === within ? within : perhaps;
};
