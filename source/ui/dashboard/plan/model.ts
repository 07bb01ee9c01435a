// A plan as a tree: kinds of change, changes, and the people that join or leave a group. Pure.
import type {Change, ChangeKind, PersonRef, Plan} from '../../../core/changes.ts';
import {isToldWithItsGroup, newGroups} from '../../../core/told.ts';
import type {TreeModel} from '../../tree/rows.ts';
import {changeOrder} from '../../words.ts';

const problemsSection = -100;
const mostOpened = 12;

export type PlanNode =
	| {readonly kind: 'section'; readonly change: ChangeKind; readonly count: number}
	| {readonly kind: 'problems'; readonly count: number}
	| {readonly kind: 'change'; readonly change: Change}
	| {readonly kind: 'problem'; readonly index: number}
	| {readonly kind: 'person'; readonly person: PersonRef; readonly joins: boolean};

export type PlanTree = TreeModel & {readonly plan: Plan; nodeAt(node: number): PlanNode};

/** The text that a search looks through. */
const textOf = (change: Change): string => {
	if ('person' in change) return `${change.person.name} ${change.person.email}`.toLowerCase();
	const people = change.kind === 'set-group-members' ? [...change.added, ...change.removed] : [];
	return `${change.group.name} ${people.map(person => `${person.name} ${person.email}`).join(' ')}`.toLowerCase();
};

const sortKey = (change: Change): string =>
	('person' in change ? change.person.name || change.person.email : change.group.name).toLowerCase();

/** The tree of a plan, narrowed to what a search finds; problems stand last, or first where they matter most. */
export const planTree = (plan: Plan, search: string, problemsFirst = false): PlanTree => {
	const wanted = search.trim().toLowerCase();
	const {changes, problems} = plan;
	const sections = new Map<ChangeKind, number[]>();
	for (const [index, change] of changes.entries()) {
		if (isToldWithItsGroup(plan, change)) continue;
		const members = change.kind === 'create-group' ? newGroups(plan).get(change.group.externalId) : undefined;
		if (wanted !== '' && !textOf(change).includes(wanted) && !(members && textOf(members).includes(wanted))) continue;
		const known = sections.get(change.kind);
		if (known === undefined) sections.set(change.kind, [index]);
		else known.push(index);
	}
	for (const indexes of sections.values()) {
		const keys = new Map(indexes.map(index => [index, sortKey(changes[index]!)]));
		indexes.sort((a, b) => (keys.get(a)! < keys.get(b)! ? -1 : keys.get(a)! > keys.get(b)! ? 1 : a - b));
	}
	const shownProblems = problems.flatMap((problem, index) =>
		wanted === '' || `${problem.message} ${problem.subject.join(' ')}`.toLowerCase().includes(wanted) ? [index] : [],
	);
	// Numbers: changes, then problems, then the people of each change of members.
	const firstProblem = changes.length;
	const firstPerson = firstProblem + problems.length;
	const personStart = new Map<number, number>();
	// The people of a group that is created stand below it.
	const createdAt = new Map<string, number>();
	for (const [index, change] of changes.entries())
		if (change.kind === 'create-group') createdAt.set(change.group.externalId, index);
	const membersAt = new Map<number, Extract<Change, {kind: 'set-group-members'}>>();
	const starts: number[] = [];
	const startChanges: number[] = [];
	let next = firstPerson;
	for (const [index, change] of changes.entries()) {
		if (change.kind !== 'set-group-members') continue;
		const shownAt = createdAt.get(change.group.externalId) ?? index;
		personStart.set(shownAt, next);
		membersAt.set(shownAt, change);
		starts.push(next);
		startChanges.push(index);
		next += change.added.length + change.removed.length;
	}
	const personAt = (node: number): PlanNode => {
		let low = 0;
		let high = starts.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (starts[middle]! <= node) low = middle;
			else high = middle - 1;
		}
		const change = changes[startChanges[low]!] as Extract<Change, {kind: 'set-group-members'}>;
		const offset = node - starts[low]!;
		return offset < change.added.length
			? {kind: 'person', person: change.added[offset]!, joins: true}
			: {kind: 'person', person: change.removed[offset - change.added.length]!, joins: false};
	};
	const kinds = changeOrder.filter(kind => sections.has(kind));
	const kindRoots = kinds.map(kind => -changeOrder.indexOf(kind) - 1);
	const problemRoots = shownProblems.length > 0 ? [problemsSection] : [];
	const nodeAt = (node: number): PlanNode => {
		if (node === problemsSection) return {kind: 'problems', count: shownProblems.length};
		if (node < 0) {
			const kind = changeOrder[-node - 1]!;
			return {kind: 'section', change: kind, count: sections.get(kind)?.length ?? 0};
		}
		if (node < firstProblem) return {kind: 'change', change: changes[node]!};
		if (node < firstPerson) return {kind: 'problem', index: node - firstProblem};
		return personAt(node);
	};
	return {
		plan,
		nodeAt,
		roots: problemsFirst ? [...problemRoots, ...kindRoots] : [...kindRoots, ...problemRoots],
		foldable: node => node < 0 || personStart.has(node),
		children: node => {
			if (node === problemsSection) return shownProblems.map(index => firstProblem + index);
			if (node < 0) return sections.get(changeOrder[-node - 1]!) ?? [];
			const start = personStart.get(node);
			const change = membersAt.get(node);
			if (start === undefined || change === undefined) return [];
			return Array.from({length: change.added.length + change.removed.length}, (_, offset) => start + offset);
		},
		id: node => (node < 0 ? `section${-node}` : String(node)),
		// What is short is open from the start.
		opened: node =>
			node < 0 &&
			(wanted !== '' ||
				(node === problemsSection ? shownProblems : (sections.get(changeOrder[-node - 1]!) ?? [])).length <=
					mostOpened),
	};
};
