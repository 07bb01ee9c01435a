import type {Change, PersonRef, Plan} from '../changes.ts';
import type {Concerns, Past} from '../run.ts';
import {appliedIn} from '../undo/applied.ts';

/** One thing that was set: a membership, whether someone is in, a group's name. */
type Wish = {readonly what: string; readonly to: string; readonly person: string; readonly label: string};

const named = (person: PersonRef): string => person.externalId || (person.member ?? person.email);

const wishesOf = function* (change: Change): Generator<Wish> {
	if ('person' in change) {
		const {kind, person} = change;
		if (kind === 'adopt-member') return;
		const to = kind === 'invite' || kind === 'restore' ? 'in' : 'out';
		yield {what: `person ${named(person)}`, to, person: named(person), label: person.email};
		return;
	}
	const {group} = change;
	if (change.kind === 'rename-group') {
		yield {what: `name ${group.externalId}`, to: group.name, person: '', label: `the name of "${group.name}"`};
		return;
	}
	const membership = (person: PersonRef, to: string): Wish => ({
		what: `membership ${group.externalId} ${named(person)}`,
		to,
		person: named(person),
		label: `${person.email} in "${group.name}"`,
	});
	if (change.kind === 'set-group-members') for (const person of change.added) yield membership(person, 'in');
	for (const person of change.removed ?? []) yield membership(person, 'out');
};

/** Asked of what earlier runs did: whom and what this plan names. Found out when first asked, as there may be no runs. */
const concernsOf = ({changes}: Pick<Plan, 'changes'>): Concerns => {
	let people: Set<string> | undefined;
	const groups = new Set<string>();
	const look = (): Set<string> => {
		const found = new Set<string>();
		for (const change of changes) {
			if ('person' in change) found.add(named(change.person));
			else {
				groups.add(change.group.externalId);
				if (change.kind === 'rename-group') continue;
				if (change.kind === 'set-group-members') for (const person of change.added) found.add(named(person));
				for (const person of change.removed ?? []) found.add(named(person));
			}
		}
		return found;
	};
	return ({person, group}) => {
		people ??= look();
		return (person !== undefined && people.has(named(person))) || (group !== undefined && groups.has(group.externalId));
	};
};

export type ChangedBack = {
	/** What a person calls it: `ada@fabrikam.example in "Sales"`. */
	readonly label: string;
	/** Stable, for the problem's key. */
	readonly what: string;
	/** How often in a row Usher has set it already, and found it changed back. */
	readonly times: number;
};

/**
 * What this plan sets that Usher has set before in the same way without having meant the opposite in between: somebody
 * else has changed it back. Only what a server answered to counts. Who leaves the organisation leaves their groups by
 * that, so a membership that comes after is a new one.
 */
export const changedBack = (plan: Pick<Plan, 'changes'>, past: Past): ChangedBack[] => {
	const concerns = concernsOf(plan);
	const last = new Map<string, {to: string; times: number}>();
	const ofPerson = new Map<string, Set<string>>();
	for (const {told} of past(concerns)) {
		for (const change of appliedIn(told, 'answered').changes) {
			if (!concerns(change)) continue;
			for (const wish of wishesOf(change)) {
				const before = last.get(wish.what);
				if (before?.to === wish.to) before.times++;
				else last.set(wish.what, {to: wish.to, times: 1});
				if (wish.what.startsWith('membership')) {
					const theirs = ofPerson.get(wish.person);
					if (theirs === undefined) ofPerson.set(wish.person, new Set([wish.what]));
					else theirs.add(wish.what);
				} else if (wish.to === 'out' && wish.what.startsWith('person'))
					for (const what of ofPerson.get(wish.person) ?? []) last.delete(what);
			}
		}
	}
	const found: ChangedBack[] = [];
	// Before a first sync: its plan may name a million memberships.
	if (last.size === 0) return found;
	for (const change of plan.changes) {
		for (const {what, to, label} of wishesOf(change)) {
			const before = last.get(what);
			if (before?.to === to) found.push({what, label, times: before.times});
		}
	}
	return found;
};
