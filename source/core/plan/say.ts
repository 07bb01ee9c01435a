// The problems that planning finds: what is so, then what to do.

import type {Decision, Problem} from '../changes.ts';
import type {EntraId, GoneReason, Member, OrgGroup} from '../ports.ts';
import {count, few, number} from '../words.ts';
import {compare} from './sort.ts';

/** Whatever order they were read in, they are named in the same one. */
const byEmail = (members: readonly Member[]): Member[] =>
	members.toSorted((a, b) => compare(a.email, b.email) || compare(a.id, b.id));
const byName = (groups: readonly OrgGroup[]): OrgGroup[] =>
	groups.toSorted((a, b) => compare(a.name, b.name) || compare(a.id, b.id));

const person = (code: string, message: string, ...subject: readonly string[]): Problem => ({
	code,
	message,
	subject,
	severity: 'needs-person',
});
const warning = (code: string, message: string, ...subject: readonly string[]): Problem => ({
	code,
	message,
	subject,
	severity: 'warning',
});

/** Why someone who is no longer in the directory is offboarded. */
export const departed = (subject: EntraId, why: GoneReason | undefined): Decision => ({
	subject,
	verdict: 'out',
	code: 'deleted',
	reason:
		why === 'deleted'
			? 'Deleted in Entra, where it can still be restored for a while.'
			: why === 'purged'
				? 'Deleted in Entra for good.'
				: 'No longer in Entra.',
	path: [],
});

export const say = {
	emailChanged: (id: EntraId, was: string, now: string): Problem =>
		person(
			'email-changed',
			`${was} is ${now} in Entra now, and Bitwarden cannot be told: the member stays as it is and is not invited again. Ask them to change the address of their Bitwarden account to ${now}; if they have not accepted yet, remove the member and Usher invites the new address.`,
			id,
			was,
			now,
		),
	noEmail: (id: EntraId, email: string, reason: string): Problem =>
		person(
			'member-without-email',
			`${email} stays a member, although there is no usable address for them in Entra any more. ${reason} Set the mail attribute in Entra, or remove the member in Bitwarden.`,
			id,
			email,
		),
	revokedByHand: (id: string, email: string): Problem =>
		person(
			'revoked-by-administrator',
			`${email} should be in, but an administrator revoked them in Bitwarden, so they are left as they are. Restore them there, or take them out of scope in Entra.`,
			id,
			email,
		),
	emailTaken: (id: EntraId, email: string, member: Member): Problem =>
		person(
			'email-taken',
			`${email} should be invited, but a member with that address is linked to another id (${member.externalId ?? 'none'}). Neither is touched. If it is the same person, delete the old account in Entra or claim that id (sync.claim), and Usher links the member; else change one of the addresses.`,
			id,
			member.externalId ?? '',
			email,
		),
	twin: (email: string, ids: readonly string[]): Problem =>
		person(
			'twin',
			`${ids.length} people share the address ${email}, so none of them is invited. Change the address of all but one in Entra.`,
			...ids.toSorted(),
		),
	duplicateMember: (externalId: string, members: readonly Member[]): Problem =>
		person(
			'duplicate-external-id',
			`${members.length} members share one external id (${few(byEmail(members).map(member => member.email))}). Until all but one are removed in Bitwarden, its server refuses every import, so nobody can be invited and no group made.`,
			externalId,
			...byEmail(members).map(member => member.id),
		),
	importsBlocked: (what: 'people' | 'groups', count: number): Problem =>
		person(
			'imports-blocked',
			`${number(count)} ${what} wait until no two members or groups of the organisation share an external id: until then its server refuses every import. Remove the duplicates in Bitwarden; the next run does the rest.`,
			what,
		),
	ownerStays: (id: EntraId, email: string, decision: Decision): Problem => ({
		code: 'owner-stays',
		message: `${email} is out but stays, because owners of the organisation are never offboarded. ${decision.reason} Change their role in Bitwarden first, if they should go.`,
		subject: [id, email],
		severity: decision.code === 'deleted' ? 'needs-person' : 'warning',
	}),
	protectedStays: (id: EntraId, email: string, decision: Decision): Problem =>
		warning(
			'protected-stays',
			`${email} is out but stays, because the address is protected (sync.protect). ${decision.reason}`,
			id,
			email,
		),
	disabledStays: (id: EntraId, email: string): Problem =>
		warning(
			'disabled-stays',
			`${email} is disabled in Entra and stays: this server cannot revoke, and removing could not be undone. Set sync.disabled to offboard if they should be removed.`,
			id,
			email,
		),
	strangers: (members: readonly Member[]): Problem =>
		warning(
			'strangers',
			`${number(members.length)} members carry an external id that this tenant never had (${few(byEmail(members).map(member => member.email))}). They are left alone. To let Usher manage them, put their external ids, or * for all, in sync.claim.`,
			...byEmail(members).map(member => member.externalId ?? ''),
		),
	noSeat: (ids: readonly string[], emails: readonly string[], limit: number): Problem =>
		person(
			'no-seat',
			`${number(ids.length)} people are not invited, because the organisation may not grow over ${number(limit)} seats (${few(emails)}). Raise its seat limit in Bitwarden, or let fewer people in.`,
			...ids,
		),
	cannotStage: (): Problem =>
		warning(
			'cannot-stage',
			'This server cannot invite without a mail, so the invitations of this plan go out by mail although sync.invite says staged.',
			'sync.invite',
		),
	revokesInstead: (): Problem =>
		warning(
			'revokes-instead',
			'This server cannot remove members for us: those who leave are revoked instead, although sync.offboard says remove.',
			'sync.offboard',
		),
	unheard: (emails: readonly string[], groups: readonly string[]): Problem => {
		const people = `${count(emails.length, 'person has', 'people have')} access`;
		const who = emails.length > 0 ? [`whether ${people} (${few(emails)})`] : [];
		const where = groups.length > 0 ? [`who is in ${count(groups.length, 'group')} (${few(groups)})`] : [];
		return warning(
			'unheard',
			`An earlier request was left without an answer, so it is not known ${[...who, ...where].join(', nor ')}. Whoever is in is sent again; whoever is out counts as there and is revoked, and leaves the groups.`,
			...emails,
			...groups,
		);
	},
	resent: (emails: readonly string[]): Problem =>
		warning(
			'resend-restores',
			`Sending everything again restores whoever was revoked by hand, among ${number(emails.length)} people: ${few(emails)}.`,
			...emails,
		),
	duplicateGroup: (externalId: string, groups: readonly OrgGroup[]): Problem =>
		person(
			'duplicate-group-id',
			`${groups.length} groups share one external id (${few(byName(groups).map(group => group.name))}). Until all but one are deleted in Bitwarden, its server refuses every import of groups.`,
			externalId,
			...byName(groups).map(group => group.id),
		),
	strangerGroups: (groups: readonly OrgGroup[]): Problem =>
		warning(
			'stranger-groups',
			`${number(groups.length)} groups carry an external id that this tenant never had (${few(byName(groups).map(group => group.name))}). They are left alone. To let Usher manage them, put their external ids in sync.claim.`,
			...byName(groups).map(group => group.externalId ?? ''),
		),
	sameName: (id: EntraId, name: string, hand: readonly string[], own: boolean): Problem =>
		person(
			'same-name-group',
			own
				? `A group "${name}" made by hand stands beside the one that Usher keeps. Rename or delete the one made by hand; or delete Usher's and put the name in sync.adoptGroups.`
				: `A group "${name}" made by hand is there already, so Usher's own will stand beside it. To let Usher take it over instead, put the name in sync.adoptGroups before this plan is applied.`,
			id,
			...hand.toSorted(),
		),
	adoptAmbiguous: (id: EntraId, name: string, hand: readonly string[]): Problem =>
		person(
			'adopt-ambiguous',
			`${hand.length} groups made by hand are called "${name}", so Usher cannot tell which one to take over, and makes none. Rename all but one in Bitwarden.`,
			id,
			...hand.toSorted(),
		),
	cannotRename: (id: EntraId, was: string, name: string): Problem =>
		warning(
			'cannot-rename',
			`"${was}" is called "${name}" in Entra now; this server keeps the old name. Rename the group there by hand if it matters.`,
			id,
			was,
			name,
		),
	renameWouldDrop: (id: EntraId, was: string, name: string): Problem =>
		warning(
			'rename-would-drop',
			`"${was}" is called "${name}" in Entra now, but renaming it would drop the people whom someone added to it by hand. Rename the group in Bitwarden by hand.`,
			id,
			was,
			name,
		),
	cannotDelete: (groups: readonly {readonly id: string; readonly name: string}[]): Problem =>
		warning(
			'cannot-delete-groups',
			`This server cannot delete groups for us, so they are emptied instead: ${few(groups.map(group => group.name).sort())}.`,
			...groups.map(group => group.id).sort(),
		),
};
