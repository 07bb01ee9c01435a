import type {Decision, Problem, Verdict} from '../../core/changes.ts';
import type {Roster} from '../../core/model.ts';

export type Tallies = Readonly<Record<Verdict, number>>;
/** What `test --json` prints; scripts rely on it. */
export type VerdictsDocument = {
	readonly version: 1;
	readonly tenant: string;
	readonly readAt: string;
	readonly fullReadAt: string;
	readonly counts: {readonly people: Tallies; readonly groups: Tallies};
	readonly people: readonly {
		readonly id: string;
		readonly name: string;
		readonly email: string;
		readonly verdict: Verdict;
		readonly code: Decision['code'];
		readonly reason: string;
		readonly path: readonly string[];
	}[];
	readonly groups: readonly {
		readonly id: string;
		readonly name: string;
		readonly verdict: Verdict;
		readonly code: Decision['code'];
		readonly reason: string;
		/** Everyone in it, nested groups flattened, whatever their verdict. */
		readonly members: number;
	}[];
	readonly problems: readonly Problem[];
};

/** How many of each verdict, from the roster's columns: 0 out, 1 hold, 2 in. */
export const tally = (verdicts: Uint8Array): Tallies => {
	const counts = [0, 0, 0];
	for (const verdict of verdicts) counts[verdict] = (counts[verdict] ?? 0) + 1;
	return {in: counts[2] ?? 0, hold: counts[1] ?? 0, out: counts[0] ?? 0};
};

/** Everyone and every group of the directory with its verdict. */
export const verdictsDocument = (roster: Roster): VerdictsDocument => {
	const {snapshot} = roster;
	return {
		version: 1,
		tenant: snapshot.tenant,
		readAt: snapshot.readAt,
		fullReadAt: snapshot.fullReadAt,
		counts: {people: tally(roster.users), groups: tally(roster.groups)},
		people: snapshot.users.map((user, at) => {
			const {verdict, code, reason, path} = roster.explainUser(at);
			return {id: user.id, name: user.name, email: roster.emails[at] ?? '', verdict, code, reason, path};
		}),
		groups: snapshot.groups.map((group, at) => {
			const {verdict, code, reason} = roster.explainGroup(at);
			return {id: group.id, name: group.name, verdict, code, reason, members: roster.members(at).length};
		}),
		problems: roster.problems,
	};
};
