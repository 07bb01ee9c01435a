// What an undo cannot give back: what is so, then what to do.

import type {Change, ChangeKind, GroupRef, Problem} from '../changes.ts';
import {count, few} from '../words.ts';

const warning = (code: string, message: string, ...subject: readonly string[]): Problem => ({
	code,
	message,
	subject,
	severity: 'warning',
});

const givenWords: readonly (readonly [ChangeKind, string, string])[] = [
	['invite', 'invitation', 'invitations'],
	['restore', 'restored person', 'restored people'],
	['adopt-member', 'linked member', 'linked members'],
	['create-group', 'created group', 'created groups'],
	['adopt-group', 'group taken over', 'groups taken over'],
	['rename-group', 'renamed group', 'renamed groups'],
];

export const sayUndo = {
	/** Ids or addresses with the address to show. */
	gone: (people: readonly (readonly [string, string])[]): Problem =>
		warning(
			'undo-gone',
			`${count(people.length, 'person is', 'people are')} no longer in the organisation and cannot be restored: ${few(people.map(([, email]) => email).toSorted())}. Put them back in scope in Entra, and the next run invites them again.`,
			...people.map(([id]) => id).sort(),
		),
	revokedByOthers: (people: readonly (readonly [string, string])[]): Problem =>
		warning(
			'undo-revoked-by-others',
			`${count(people.length, 'person has', 'people have')} been revoked by someone else since and ${people.length === 1 ? 'stays' : 'stay'} so: ${few(people.map(([, email]) => email).toSorted())}. Restore them in Bitwarden if that is wrong.`,
			...people.map(([id]) => id).sort(),
		),
	groupsGone: (names: readonly string[]): Problem =>
		warning(
			'undo-groups-gone',
			`${count(names.length, 'group is', 'groups are')} no longer in the organisation, so nobody can be put back there: ${few(names.toSorted())}.`,
			...names.toSorted(),
		),
	groupsDeleted: (groups: readonly GroupRef[]): Problem =>
		warning(
			'undo-groups-deleted',
			`${count(groups.length, 'group was', 'groups were')} deleted, with the rights on collections, and cannot be brought back: ${few(groups.map(group => group.name).toSorted())}. Make them in Bitwarden by hand if they are needed.`,
			...groups.map(group => group.externalId).sort(),
		),
	/** What the run gave rather than took: an undo takes nothing from anyone. */
	given: (applied: readonly Change[]): Problem | undefined => {
		const given = new Map<ChangeKind, number>();
		let joined = 0;
		for (const change of applied) {
			given.set(change.kind, (given.get(change.kind) ?? 0) + 1);
			if (change.kind === 'set-group-members') joined += change.added.length;
		}
		const words = givenWords.flatMap(([kind, one, more]) => {
			const there = given.get(kind) ?? 0;
			return there === 0 ? [] : [count(there, one, more)];
		});
		if (joined > 0) words.push(count(joined, 'new membership', 'new memberships'));
		if (words.length === 0) return undefined;
		return warning(
			'undo-stays',
			`An undo takes nothing from anyone, so this stays as that run made it: ${words.join(', ')}. Change it in Entra, and the next run follows.`,
			'undo-stays',
		);
	},
};
