import type {Decision, DecisionCode} from '../changes.ts';
import {hold} from '../model.ts';
import type {EntraId} from '../ports.ts';
import {type EmailFlaw, emailFlaw} from './email.ts';
import {type Case, judgeUser} from './judge.ts';
import type {Reach} from './reach.ts';
import {outside, type PeopleRules, perhaps, takes} from './scope.ts';
import {verdicts} from './verdicts.ts';
import {groupNamed, personNamed, wayOf} from './words.ts';

/** The clause of the user filter that takes a user, as a sentence without its end; undefined when none does. */
const taken = (
	at: Case,
	rules: PeopleRules,
	user: number,
	verb: 'lets in' | 'leaves out',
): {readonly words: string; readonly groups: readonly number[]} | undefined => {
	const email = at.emails[user]!;
	const whom = email === '' ? 'them' : email;
	const exact = rules.addressed.get(user);
	if (exact !== undefined) return {words: `${exact} ${verb} ${whom}`, groups: []};
	const pattern = email === '' ? undefined : rules.patterns.find(({fits}) => fits(email));
	if (pattern !== undefined) return {words: `${pattern.label} ${verb} ${whom}`, groups: []};
	const way = wayOf(at, rules.reach, user);
	return way && {words: `${way.words}, which ${rules.groups.get(way.groups[0]!)} ${verb}`, groups: way.groups};
};

/** How the group filter lets a user in. */
const selectedBy = (at: Case, user: number) => {
	const way = wayOf(at, at.scope.selected, user);
	if (way === undefined) return undefined;
	const label = at.scope.includeGroups.groups.get(way.groups[0]!);
	const why = label === undefined ? 'which the group filter does not leave out' : `which ${label} lets in`;
	return {words: `${way.words}, ${why}`, groups: way.groups};
};

const letIn = (at: Case, user: number): {readonly words: string; readonly groups: readonly number[]} => {
	const {includePeople, excludePeople} = at.scope;
	const ways = [taken(at, includePeople, user, 'lets in'), selectedBy(at, user)].filter(way => way !== undefined);
	if (ways.length > 0) {
		const groups = ways.find(way => way.groups.length > 0)?.groups ?? [];
		// "In: member of …" on its own, "…, and they are a member of …" after another reason.
		const words = ways.map((way, place) => (place > 0 ? way.words.replace(/^member/, 'they are a member') : way.words));
		return {words: words.join(', and '), groups};
	}
	const words = excludePeople.any ? 'nothing in the user filter leaves them out' : 'no filter leaves them out';
	return {words, groups: []};
};

/** Why the filters leave a user out. */
const leftOut = (at: Case, user: number): string => {
	const {scope} = at;
	const excluded = taken(at, scope.excludePeople, user, 'leaves out');
	if (excluded !== undefined) return excluded.words;
	const included = scope.includePeople.any && takes(scope.includePeople, user, at.emails[user]!) === outside;
	return included ? 'no clause of the user filter lets them in' : 'in no group that the group filter lets in';
};

/** Which hidden members leave it open whether the filters let a user in. */
const openBecause = (at: Case, user: number): string => {
	const {includePeople, excludePeople, selected} = at.scope;
	const open = (rules: PeopleRules): Reach | undefined =>
		takes(rules, user, at.emails[user]!) === perhaps ? rules.reach : undefined;
	const hidden = open(excludePeople)?.hidden ?? open(includePeople)?.hidden ?? selected!.hidden;
	return `the members of ${groupNamed(at, hidden)} are hidden from Usher, so it cannot tell whether they are let in. Neither invited nor offboarded until then: grant the permission Member.Read.Hidden to Usher`;
};

const flaws: Readonly<Record<EmailFlaw, (address: string) => string>> = {
	none: () => 'no e-mail address in Entra ID',
	external: () => 'no e-mail address of their own in Entra ID, only the sign-in name of an outsider (#EXT#)',
	'too-long': address => `the e-mail address has ${address.length} characters, and at most 256 can be sent`,
	malformed: address => `the e-mail address "${address.slice(0, 80)}" is malformed`,
};

const disabledWords = ({settings, canRevoke}: Case): string => {
	switch (settings.disabled) {
		case 'revoke':
			return canRevoke
				? 'revoked if a member already'
				: 'a member already stays, as the server of the organisation cannot undo a revocation';
		case 'offboard':
			return 'offboarded if a member already (setting sync.disabled)';
		case 'keep':
			return 'a member already stays (setting sync.disabled)';
	}
};

/** The one who is in with the e-mail of somebody disabled. */
const successorOf = (at: Case, user: number): string => {
	const other = at.insideWith(at.emails[user]!);
	return other === undefined
		? ''
		: ` ${personNamed(at, other)} has the same e-mail and is enabled, which counts for more.`;
};

const otherTwins = (at: Case, user: number): string => {
	const others = at.twins.get(user)!.filter(other => other !== user);
	const more = others.length - 3;
	const names = others.slice(0, 3).map(other => personNamed(at, other));
	return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(' and ');
};

const reasonOf = (at: Case, user: number, verdict: 0 | 1 | 2, code: DecisionCode): string => {
	const start = verdict === hold ? 'On hold' : 'Out';
	const kept = verdict === hold ? '; whoever leaves the scope is kept (setting sync.leavers)' : '';
	switch (code) {
		case 'guest':
			return `${start}: a guest, and guests are left out (setting sync.guests)${kept}.`;
		case 'filtered':
			return `${start}: ${leftOut(at, user)}${kept}.`;
		case 'disabled':
			return `${start}: disabled in Entra ID, so never invited; ${disabledWords(at)}.${successorOf(at, user)}`;
		case 'no-email':
		case 'bad-email': {
			const {flaw, address} = emailFlaw(at.directory.snapshot.users[user]!, at.settings.email)!;
			return `Out: ${flaws[flaw](address)}. Correct it in Entra ID.`;
		}
		case 'twin':
			return `On hold: ${at.emails[user]} is also the e-mail of ${otherTwins(at, user)}. Correct one of them in Entra ID.`;
		case 'hidden-members':
			return `On hold: ${openBecause(at, user)}.`;
		case 'held':
			return `On hold: an undo restored them, and they are left alone until ${at.held.get(user)}.`;
		default:
			return `In: ${letIn(at, user).words}.`;
	}
};

/** The verdict of the user at a position, with its sentence and, for who is in through groups, the way there. */
export const explainUser = (at: Case, position: number): Decision => {
	const user = at.directory.snapshot.users[position]!;
	const judged = judgeUser(at, position);
	const bad =
		judged.code === 'no-email' && ['too-long', 'malformed'].includes(emailFlaw(user, at.settings.email)!.flaw);
	const groups = judged.code === 'through-group' ? letIn(at, position).groups : [];
	const path: readonly EntraId[] = groups.map(group => at.directory.snapshot.groups[group]!.id);
	return {
		subject: user.id,
		verdict: verdicts[judged.verdict],
		code: bad ? 'bad-email' : judged.code,
		reason: reasonOf(at, position, judged.verdict, judged.code),
		path,
	};
};
