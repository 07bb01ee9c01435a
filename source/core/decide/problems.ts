// What deciding finds that a person should know.
import type {Problem} from '../changes.ts';
import {inside, out} from '../model.ts';
import {few} from '../words.ts';
import {longestName} from './group-name.ts';
import type {Case} from './judge.ts';
import {positionsBy} from './positions-by.ts';
import {groupNamed, personNamed} from './words.ts';

const twinProblem = (at: Case, twins: readonly number[]): Problem => ({
	code: 'twins',
	message:
		`${twins.length} people have the e-mail ${at.emails[twins[0]!]}: ${few(twins.map(twin => personNamed(at, twin)))}. ` +
		'None of them is invited or offboarded until all but one have another e-mail, or are disabled, in Entra ID.',
	subject: twins.map(twin => at.directory.snapshot.users[twin]!.id),
	severity: 'needs-person',
});

/** Groups that are on hold, and those that leave it open who is let in. */
const hiddenProblem = (at: Case, groups: Uint8Array): Problem | undefined => {
	const {snapshot, hidden, rank} = at.directory;
	if (hidden === undefined) return undefined;
	const {includePeople, excludePeople, selected} = at.scope;
	const reaches = [includePeople.reach, excludePeople.reach, selected];
	const within = snapshot.groups
		.map((_, position) => position)
		.filter(
			position =>
				snapshot.groups[position]!.membersHidden &&
				(groups[position] !== out || reaches.some(reach => (reach?.groupVia[position] ?? -2) !== -2)),
		)
		.sort((a, b) => rank[a]! - rank[b]!);
	if (within.length === 0) return undefined;
	return {
		code: 'hidden-members',
		message:
			`The members of ${few(within.map(position => groupNamed(at, position)))} are hidden from Usher: what depends on them ` +
			'is on hold. Grant the application permission Member.Read.Hidden, with consent, or leave these groups out.',
		subject: within.map(position => snapshot.groups[position]!.id),
		severity: 'needs-person',
	};
};

/** Groups in scope that are told apart in Entra ID and no more once their names are shortened. */
const nameProblems = (at: Case, groups: Uint8Array, names: readonly string[]): readonly Problem[] => {
	const {snapshot, rank} = at.directory;
	const same = positionsBy(names.map((name, position) => (groups[position] === inside ? name : '')));
	const problems: Problem[] = [];
	for (const [name, positions] of same) {
		const shortened = positions.some(position => snapshot.groups[position]!.name.trim() !== name);
		if (positions.length < 2 || !shortened) continue;
		const ids = positions.toSorted((a, b) => rank[a]! - rank[b]!).map(position => snapshot.groups[position]!.id);
		problems.push({
			code: 'group-names-collide',
			message:
				`${ids.length} groups have the same name once shortened to ${longestName} characters: "${name}" (${few(ids)}). ` +
				'They stay apart by their ids; give them shorter names in Entra ID to tell them apart.',
			subject: ids,
			severity: 'warning',
		});
	}
	return problems;
};

const order = (problem: Problem): string => JSON.stringify([problem.code, problem.subject]);

/** Everything worth saying, in an order that does not depend on the snapshot's. */
export const problemsOf = (
	at: Case,
	found: {
		readonly groups: Uint8Array;
		readonly groupNames: readonly string[];
		readonly twins: readonly (readonly number[])[];
	},
): readonly Problem[] => {
	const hidden = hiddenProblem(at, found.groups);
	return [
		...at.scope.problems,
		...found.twins.map(twins => twinProblem(at, twins)),
		...(hidden === undefined ? [] : [hidden]),
		...nameProblems(at, found.groups, found.groupNames),
	].sort((a, b) => (order(a) < order(b) ? -1 : 1));
};
