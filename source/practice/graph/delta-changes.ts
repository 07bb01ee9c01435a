// The change log between two positions, one entry an object, as a delta round has to report it.
import {groupProperties} from '../company/model.ts';
import type {GraphContext} from './context.ts';
import type {Round} from './round.ts';

/** What happened to one object. */
export type Changed = {
	/** Came into being, or came back: it is reported whole. */
	whole: boolean;
	readonly properties: Set<string>;
	/** By the member's handle, the last thing that happened. */
	readonly members: Map<number, 'added' | 'removed'>;
};

/** Properties of a user that are tracked without a selection. */
const userDefaults = new Set(['displayName', 'givenName', 'surname', 'mail', 'userPrincipalName', 'jobTitle']);

/** Whether a group's members are part of a round. */
export const wantsMembers = (select: readonly string[] | undefined): boolean => select?.includes('members') ?? true;

const tracked = (round: Round): ReadonlySet<string> => {
	if (round.select !== undefined) return new Set(round.select);
	return round.kind === 'user' ? userDefaults : new Set(groupProperties);
};

const cache = new WeakMap<GraphContext, Map<string, ReadonlyMap<number, Changed>>>();

/** By handle, in the order of the first change. Changes to properties that were not selected do not count. */
export const changedSince = (context: GraphContext, round: Round): ReadonlyMap<number, Changed> => {
	const key = JSON.stringify([round.kind, round.from, round.to, round.select]);
	const rounds = cache.get(context) ?? new Map<string, ReadonlyMap<number, Changed>>();
	cache.set(context, rounds);
	const known = rounds.get(key);
	if (known !== undefined) return known;
	const found = collect(context, round);
	// A few rounds may be read at the same time; older ones are made again when asked for.
	if (rounds.size >= 8) rounds.delete(rounds.keys().next().value ?? '');
	rounds.set(key, found);
	return found;
};

const collect = (context: GraphContext, round: Round): Map<number, Changed> => {
	const {log} = context.company.store;
	const wanted = tracked(round);
	const members = round.kind === 'group' && wantsMembers(round.select);
	const found = new Map<number, Changed>();
	const at = (handle: number): Changed => {
		let entry = found.get(handle);
		if (entry === undefined) {
			entry = {whole: false, properties: new Set(), members: new Map()};
			found.set(handle, entry);
		}
		return entry;
	};
	for (let index = Math.max(0, round.from); index < round.to; index++) {
		const change = log[index];
		if (change === undefined || change.of !== round.kind) continue;
		switch (change.what) {
			case 'created':
			case 'restored':
				at(change.handle).whole = true;
				break;
			case 'deleted':
			case 'purged':
				// Whether it is gone is said by its state when the page is made.
				at(change.handle);
				break;
			case 'changed':
				for (const name of change.properties ?? []) if (wanted.has(name)) at(change.handle).properties.add(name);
				break;
			case 'member-added':
			case 'member-removed':
				if (members && change.member !== undefined) {
					at(change.handle).members.set(change.member, change.what === 'member-added' ? 'added' : 'removed');
				}
				break;
		}
	}
	return found;
};
