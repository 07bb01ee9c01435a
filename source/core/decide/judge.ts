// The verdict of one user or group, as numbers; the sentences are made from the same answer when somebody asks.
import type {DecisionCode} from '../changes.ts';
import {hold, inside, out} from '../model.ts';
import type {SyncSettings} from '../settings.ts';
import type {Directory} from './directory.ts';
import {groupSelected, outside, perhaps, type Scope, userScope} from './scope.ts';

export type Judgement = {readonly verdict: 0 | 1 | 2; readonly code: DecisionCode};

/** All that a verdict rests on. */
export type Case = {
	readonly directory: Directory;
	readonly settings: SyncSettings;
	readonly scope: Scope;
	/** By user; empty when none can be used. */
	readonly emails: readonly string[];
	readonly canRevoke: boolean;
	/** Positions of people whom an undo has restored, with the time until which they are left alone. */
	readonly held: ReadonlyMap<number, string>;
	/** By position: all the enabled people in scope who share an e-mail, the one at that position among them. */
	readonly twins: ReadonlyMap<number, readonly number[]>;
	/** Position of who is in with that e-mail. */
	readonly insideWith: (email: string) => number | undefined;
};

const say = (verdict: 0 | 1 | 2, code: DecisionCode): Judgement => ({verdict, code});
// One object for each answer that there is, as there are many people.
const answers = {
	selected: say(inside, 'selected'),
	throughGroup: say(inside, 'through-group'),
	guest: [say(out, 'guest'), say(hold, 'guest')],
	filtered: [say(out, 'filtered'), say(hold, 'filtered')],
	disabled: [say(out, 'disabled'), say(hold, 'disabled')],
	noEmail: say(out, 'no-email'),
	hidden: say(hold, 'hidden-members'),
	twin: say(hold, 'twin'),
	held: say(hold, 'held'),
} as const;

/** Disabled people are never invited; this is what becomes of those who are members. */
const disabledVerdict = ({settings, canRevoke}: Case): 0 | 1 =>
	settings.disabled === 'keep' || (settings.disabled === 'revoke' && !canRevoke) ? hold : out;

/** Somebody outside: offboarded, or kept by the setting unless being disabled ends it. */
const leaver = (at: Case, enabled: boolean, code: 'guest' | 'filtered'): Judgement => {
	if (at.settings.leavers === 'offboard') return answers[code][out];
	return !enabled && disabledVerdict(at) === out ? answers.disabled[out] : answers[code][hold];
};

/** Whether a group lets the user in: through the user filter, else through the group filter. */
const throughGroup = ({scope}: Case, user: number): boolean =>
	(scope.includePeople.reach?.userVia[user] ?? -1) !== -1 || (scope.selected?.userVia[user] ?? -1) !== -1;

/**
 * The verdict of a user. What cannot be known is hold, never out. `no-email` stands for `bad-email` too: which one it is
 * matters only to the sentence. Who has no usable e-mail is out here; the plan holds those who are members already.
 */
export const judgeUser = (at: Case, position: number): Judgement => {
	const user = at.directory.snapshot.users[position]!;
	if (at.held.has(position)) return answers.held;
	if (user.guest && at.settings.guests === 'out') return leaver(at, user.enabled, 'guest');
	const email = at.emails[position]!;
	const scope = userScope(at.scope, position, email);
	if (scope === outside) return leaver(at, user.enabled, 'filtered');
	if (!user.enabled) return answers.disabled[disabledVerdict(at)];
	if (email === '') return answers.noEmail;
	if (at.twins.has(position)) return answers.twin;
	if (scope === perhaps) return answers.hidden;
	return throughGroup(at, position) ? answers.throughGroup : answers.selected;
};

/** The verdict of a group: on hold when it is let in and not all of its members are known. */
export const judgeGroup = (at: Case, position: number): Judgement => {
	if (!groupSelected(at.scope, position)) return answers.filtered[out];
	return at.directory.hidden?.[position] === 1 ? answers.hidden : answers.selected;
};

/** Enabled people in scope, perhaps in scope or held, by e-mail where two or more have the same: positions, by id. */
export const findTwins = (at: Omit<Case, 'twins'>): readonly (readonly number[])[] => {
	const alone: Case = {...at, held: new Map(), twins: new Map()};
	const {users} = at.directory.snapshot;
	const counts = (position: number): boolean => {
		if (!users[position]!.enabled || at.emails[position] === '') return false;
		const {code} = judgeUser(alone, position);
		return code !== 'guest' && code !== 'filtered';
	};
	const met = new Set<string>();
	const shared = new Map<string, number[]>();
	for (let position = 0; position < users.length; position++) {
		if (!counts(position)) continue;
		const email = at.emails[position]!;
		const before = met.size;
		met.add(email);
		if (met.size === before) shared.set(email, []);
	}
	// Nearly always nobody: who they are is looked up only when there are some.
	if (shared.size === 0) return [];
	for (let position = 0; position < users.length; position++) {
		const positions = shared.get(at.emails[position]!);
		if (positions !== undefined && counts(position)) positions.push(position);
	}
	const byId = (a: number, b: number): number => (users[a]!.id < users[b]!.id ? -1 : 1);
	return [...shared.values()].map(positions => positions.sort(byId));
};
