import type {Decision, DecisionCode, Verdict} from '../../core/changes.ts';
import type {Roster} from '../../core/model.ts';
import {count, number} from '../../core/words.ts';
import {tally} from '../json/verdicts.ts';
import type {Room} from './changes.ts';
import {marks, type Paint} from './paint.ts';
import {problemLines} from './problems.ts';
import {withoutVerdict} from './reasons.ts';
import {table} from './table.ts';
import {clip, indented, pad, widthOf} from './width.ts';
import {list} from './words.ts';

const few = 8;

const codeWords: Readonly<Record<DecisionCode, string>> = {
	selected: 'chosen',
	'through-group': 'through a group',
	guest: 'guests',
	disabled: 'disabled in Entra',
	'no-email': 'no e-mail address',
	'bad-email': 'e-mail address that cannot be used',
	twin: 'e-mail address shared by two people',
	filtered: 'left out by the filters',
	deleted: 'deleted in Entra',
	stranger: 'not of this tenant',
	'hidden-members': 'members hidden from Usher',
	'email-changed': 'e-mail address changed in Entra',
	protected: 'protected',
	held: 'left alone for now',
};

const verdictWords: Readonly<Record<Verdict, string>> = {in: 'In', hold: 'On hold', out: 'Out'};
const markOf: Readonly<Record<Verdict, string>> = {in: marks.add, hold: marks.hold, out: marks.remove};
const paintOf = (verdict: Verdict, paint: Paint): ((text: string) => string) =>
	verdict === 'in' ? paint.good : verdict === 'hold' ? paint.warn : paint.dim;

type Entry = {readonly decision: Decision; readonly label: string; readonly name: string};

const person = (roster: Roster, at: number): Entry => {
	const user = roster.snapshot.users[at]!;
	return {decision: roster.explainUser(at), label: roster.emails[at] || user.upn || user.id, name: user.name};
};

const group = (roster: Roster, at: number): Entry => {
	const entry = roster.snapshot.groups[at]!;
	const people = count(roster.members(at).length, 'person', 'people');
	return {decision: roster.explainGroup(at), label: roster.groupNames[at] || entry.name, name: people};
};

const codeSection = (code: DecisionCode, entries: readonly Entry[], room: Room): string[] => {
	const {paint, columns, all} = room;
	const shown = all ? entries : entries.slice(0, few);
	const rest = entries.length - shown.length;
	const label = Math.min(36, Math.max(...shown.map(entry => widthOf(entry.label))));
	const reasonOf = (entry: Entry): string => withoutVerdict(entry.decision.reason);
	const reasons = new Set(entries.map(reasonOf));
	const same = reasons.size === 1;
	const heading = `  ${codeWords[code]} (${number(entries.length)})`;
	return [
		heading,
		...(same ? indented([...reasons][0] ?? '', columns, '    ').map(line => paint.dim(line)) : []),
		...shown.flatMap(entry => {
			const start = `    ${markOf[entry.decision.verdict]} `;
			const who = `${start}${pad(clip(entry.label, label), label)}  ${clip(entry.name, columns - label - 8)}`.trimEnd();
			return same ? [who] : [who, ...indented(reasonOf(entry), columns, '        ').map(line => paint.dim(line))];
		}),
		...(rest > 0 ? [paint.dim(`      and ${number(rest)} more; --all lists every one`)] : []),
	];
};

const section = (title: readonly [one: string, many: string], entries: readonly Entry[], room: Room): string[] => {
	const byVerdict = Map.groupBy(entries, entry => entry.decision.verdict);
	return (['out', 'hold', 'in'] as const).flatMap(verdict => {
		const those = byVerdict.get(verdict);
		if (those === undefined) return [];
		const heading = `${verdictWords[verdict]}: ${count(those.length, ...title)}`;
		const byCode = Map.groupBy(those, entry => entry.decision.code);
		return [
			'',
			paintOf(verdict, room.paint)(room.paint.bold(heading)),
			...[...byCode].flatMap(([code, some]) => codeSection(code, some, room)),
		];
	});
};

/** The directory as read, with everyone's verdict: groups, people, then the numbers, which stay in sight. */
export const verdictLines = (roster: Roster, room: Room): string[] => {
	const {snapshot} = roster;
	const people = tally(roster.users);
	const groups = tally(roster.groups);
	return [
		room.paint.bold(
			`The directory has ${count(snapshot.users.length, 'person', 'people')} and ${count(snapshot.groups.length, 'group')}.`,
		),
		...section(
			['group', 'groups'],
			snapshot.groups.map((_, at) => group(roster, at)),
			room,
		),
		...section(
			['person', 'people'],
			snapshot.users.map((_, at) => person(roster, at)),
			room,
		),
		...(roster.problems.length > 0 ? ['', ...problemLines(roster.problems, room)] : []),
		'',
		...table(
			[
				['people', number(people.in), number(people.hold), number(people.out)],
				['groups', number(groups.in), number(groups.hold), number(groups.out)],
			],
			[{head: ''}, {head: 'in', align: 'right'}, {head: 'on hold', align: 'right'}, {head: 'out', align: 'right'}],
			room.columns - 2,
		).map(line => `  ${line}`),
	];
};

const groupNamesOf = (roster: Roster, at: number): string[] =>
	roster.snapshot.groups.filter(entry => entry.users.includes(at)).map(entry => entry.name);

/** One person or a few, or groups, that a search finds: the verdict, the reason, and the groups they are in. */
export const searchLines = (roster: Roster, who: string, room: Room): string[] => {
	const {paint, columns} = room;
	const wanted = who.trim().toLowerCase();
	const {users, groups} = roster.snapshot;
	const people = users.keys().filter(at => {
		const user = users[at]!;
		return [roster.emails[at], user.upn, user.name, user.id].some(text => text?.toLowerCase().includes(wanted));
	});
	const teams = groups.keys().filter(at => {
		const entry = groups[at]!;
		return entry.id === wanted || entry.name.toLowerCase().includes(wanted);
	});
	const describe = (decision: Decision, title: string, facts: readonly string[]): string[] => [
		'',
		paint.bold(title),
		...indented(decision.reason, columns, '    ', `  ${paintOf(decision.verdict, paint)(markOf[decision.verdict])} `),
		...facts.flatMap(fact => indented(fact, columns, '    ')),
	];
	const most = room.all ? Number.POSITIVE_INFINITY : few;
	const foundPeople = [...people];
	const foundTeams = [...teams];
	const lines = [
		...foundPeople.slice(0, most).flatMap(at => {
			const user = users[at]!;
			const direct = groupNamesOf(roster, at);
			return describe(roster.explainUser(at), `${user.name} <${roster.emails[at] || user.upn}>`, [
				direct.length > 0 ? `Directly in ${list(direct)}.` : 'Directly in no group.',
				`Id ${user.id}`,
			]);
		}),
		...foundTeams.slice(0, most).flatMap(at => {
			const entry = groups[at]!;
			const nested = entry.groups.length > 0 ? `, and ${count(entry.groups.length, 'group')} nested in it` : '';
			return describe(roster.explainGroup(at), `Group ${entry.name}`, [
				`${count(entry.users.length, 'person', 'people')} directly in it${nested}; ${number(roster.members(at).length)} in all.`,
				`Id ${entry.id}`,
			]);
		}),
	];
	const found = foundPeople.length + foundTeams.length;
	if (found === 0) return [`Nobody and no group of the directory matches "${who}".`];
	const rest = Math.max(0, foundPeople.length - most) + Math.max(0, foundTeams.length - most);
	return [...lines.slice(1), ...(rest > 0 ? ['', paint.dim(`and ${number(rest)} more; --all shows every one`)] : [])];
};
