// Who would be in with these settings, from a directory that has been read already. Pure.
import type {DecisionCode} from '../../../core/changes.ts';
import {decide, unitsNamed} from '../../../core/decide/decide.ts';
import {hold, inside, type Roster} from '../../../core/model.ts';
import type {Snapshot} from '../../../core/ports.ts';
import type {SyncSettings} from '../../../core/settings.ts';
import {failureOf} from '../checks/check.ts';
import type {Counts} from '../state.ts';

const words: Readonly<Partial<Record<DecisionCode, string>>> = {
	guest: 'guests',
	disabled: 'disabled',
	filtered: 'outside the filters',
	'no-email': 'without an address',
	'bad-email': 'with an unusable address',
	twin: 'sharing an address',
	'hidden-members': 'in a group that hides them',
	held: 'on hold',
	'email-changed': 'with a changed address',
	deleted: 'deleted',
};

const countOf = (column: Uint8Array, value: number): number => {
	let sum = 0;
	for (const one of column) if (one === value) sum++;
	return sum;
};

/** Reasons are asked of so many people at most: a sentence each takes time in a large tenant. */
const mostAsked = 5000;

/** So many examples of each kind are enough to see whether it is meant so. */
const mostShown = 8;

const whyOut = (roster: Roster): {why: (readonly [string, number])[]; sampleOut: (readonly [string, string])[]} => {
	const reasons = new Map<string, number>();
	const samples = new Map<string, [string, string][]>();
	let asked = 0;
	for (let user = 0; user < roster.users.length && asked < mostAsked; user++) {
		if (roster.users[user] === inside) continue;
		asked++;
		const reason = words[roster.explainUser(user).code] ?? 'for another reason';
		reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
		const shown = samples.get(reason) ?? [];
		samples.set(reason, shown);
		const {name, upn} = roster.snapshot.users[user]!;
		if (shown.length < mostShown) shown.push([name === '' ? upn : name, reason]);
	}
	const why = [...reasons].sort((a, b) => b[1] - a[1]);
	// One of each reason before a second of any.
	const kinds = why.map(([reason]) => samples.get(reason) ?? []);
	const sampleOut = Array.from({length: mostShown}, (_, nth) => kinds.flatMap(kind => kind.slice(nth, nth + 1)));
	return {why, sampleOut: sampleOut.flat().slice(0, mostShown)};
};

const reasonsOf = new WeakMap<Roster, ReturnType<typeof whyOut>>();

/** Why people are not in, most first: asked once of a roster, however often the screen is drawn. */
export const reasonsOut = (roster: Roster): readonly (readonly [reason: string, count: number])[] => {
	const known = reasonsOf.get(roster) ?? whyOut(roster);
	reasonsOf.set(roster, known);
	return known.why;
};

/** Decides with these settings; what is wrong with a filter is the answer, not an error. */
export const countScope = (snapshot: Snapshot, settings: SyncSettings, canRevoke: boolean, now: Date): Counts => {
	try {
		if (unitsNamed(settings).some(unit => !snapshot.units.has(unit))) return {kind: 'unit-unread'};
		const {roster} = decide(snapshot, settings, {bindings: new Map(), held: new Map(), canRevoke, now});
		const sample: string[] = [];
		for (let user = 0; user < roster.users.length && sample.length < mostShown; user++) {
			if (roster.users[user] === inside) sample.push(roster.emails[user] ?? '');
		}
		return {
			kind: 'counted',
			people: {
				inside: countOf(roster.users, inside),
				hold: countOf(roster.users, hold),
				out: countOf(roster.users, 0),
			},
			groups: {inside: countOf(roster.groups, inside), out: roster.groups.length - countOf(roster.groups, inside)},
			...whyOut(roster),
			sample,
		};
	} catch (error) {
		const failure = failureOf(error);
		const [, named] = /(user|group) filter/i.exec(failure.message) ?? [];
		const place = named === undefined ? 'other' : named.toLowerCase() === 'user' ? 'user' : 'group';
		return {kind: 'wrong', place, failure};
	}
};
