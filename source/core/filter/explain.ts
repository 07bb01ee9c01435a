// What a filter means, in sentences: for the wizard and the details.
import type {Clause, Filter, FilterValue, GroupFilter, UserFilter} from './language.ts';

const shown = (value: FilterValue): string => {
	switch (value.kind) {
		case 'address':
			return value.text;
		case 'address-pattern':
			return `any address like ${value.text}`;
		case 'group-pattern':
			return `any group named like ${value.text}`;
		case 'group-id':
			return `the group with id ${value.text}`;
		case 'unit':
			return `the administrative unit ${value.text}`;
		case 'group-name':
			return `"${value.text}"`;
	}
};

const list = (values: readonly string[]): string =>
	values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} and ${values.at(-1)}`;

const sentence = (place: Filter['place'], clause: Clause<FilterValue>): string => {
	const verb = clause.effect === 'include' ? 'Lets in' : 'Leaves out';
	const values = list(clause.values.map(shown));
	if (clause.keyword.endsWith('administrativeunit')) return `${verb} the groups that belong to ${values}.`;
	if (place === 'group') return `${verb} ${values}.`;
	return clause.keyword.endsWith('Group')
		? `${verb} the members of ${values}, also of groups within.`
		: `${verb} ${values}.`;
};

/** A sentence for each clause; when no clause includes anything, or there is none, a first one says who is let in. */
export const explainFilter = (filter: UserFilter | GroupFilter): readonly string[] => {
	const everyone = filter.place === 'user' ? 'everyone' : 'every group';
	const clauses = (filter.clauses as readonly Clause<FilterValue>[]).map(clause => sentence(filter.place, clause));
	if (filter.clauses.length === 0) return [`No filter: lets in ${everyone}.`];
	if (filter.clauses.some(clause => clause.effect === 'include')) return clauses;
	return [`Lets in ${everyone}, except as said below.`, ...clauses];
};
