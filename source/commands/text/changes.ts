import type {Change, ChangeKind, PersonRef, Plan} from '../../core/changes.ts';
import {isToldWithItsGroup, newGroups} from '../../core/told.ts';
import {count, few, number} from '../../core/words.ts';
import {marks, type Paint} from './paint.ts';
import {withoutVerdict} from './reasons.ts';
import {columnWidths} from './table.ts';
import {indented, pad, widthOf} from './width.ts';

export type Room = {readonly paint: Paint; readonly columns: number; readonly all: boolean};

/** How many of a kind are listed without `--all`. */
const firstFew = 12;

/** Headings, and the order in which a plan is read: what ends first, then what begins. */
const headings: Readonly<Record<ChangeKind, (value: number) => string>> = {
	remove: value => `Remove ${count(value, 'person', 'people')} from the organisation`,
	revoke: value => `Revoke ${count(value, 'person', 'people')}`,
	'adopt-member': value => `Link ${count(value, 'member')} already there`,
	restore: value => `Restore ${count(value, 'person', 'people')}`,
	invite: value => `Invite ${count(value, 'person', 'people')}`,
	'delete-group': value => `Delete ${count(value, 'group')}`,
	'empty-group': value => `Empty ${count(value, 'group')}`,
	'create-group': value => `Create ${count(value, 'group')}`,
	'adopt-group': value => `Take over ${count(value, 'group')} of the same name`,
	'rename-group': value => `Rename ${count(value, 'group')}`,
	'set-group-members': value => `Change the members of ${count(value, 'group')}`,
};

const colours: Readonly<Partial<Record<ChangeKind, 'good' | 'bad' | 'warn'>>> = {
	remove: 'bad',
	revoke: 'bad',
	'delete-group': 'bad',
	'empty-group': 'bad',
	restore: 'good',
	invite: 'good',
	'create-group': 'good',
};

const markOf = (kind: ChangeKind): string => {
	const colour = colours[kind];
	return colour === 'bad' ? marks.remove : colour === 'good' ? marks.add : marks.change;
};

/** Who or what; what is said beside it; and why, which those that share it are listed under. */
type Line = {readonly what: string; readonly beside: string; readonly why?: string};

type GroupChange = Extract<Change, {readonly memberships: number}>;

const personLine = (person: PersonRef): string => person.email || person.name || person.externalId;
const nameBeside = (person: PersonRef): string => (person.name === personLine(person) ? '' : person.name);

const names = (people: readonly PersonRef[], all: boolean): string =>
	few(people.map(personLine), all ? people.length : 3);

const besideGroup = ({kind, memberships}: GroupChange): string => {
	if (kind === 'create-group') return memberships === 0 ? 'nobody in it yet' : count(memberships, 'person', 'people');
	return memberships === 0 ? '' : count(memberships, 'membership ends', 'memberships end');
};

const lineOf = (change: Change, all: boolean): Line => {
	switch (change.kind) {
		case 'invite':
		case 'restore':
		case 'revoke':
		case 'remove':
			return {
				what: personLine(change.person),
				beside: nameBeside(change.person),
				why: withoutVerdict(change.because.reason),
			};
		case 'adopt-member':
			return {
				what: personLine(change.person),
				beside: nameBeside(change.person),
				why:
					change.how === 'recreated'
						? 'Made anew in Entra under the same e-mail. The member stays as it is.'
						: 'Added by hand before. The member stays as it is.',
			};
		case 'rename-group':
			return {what: change.was, beside: `becomes ${change.group.name}`};
		case 'set-group-members': {
			const parts: string[] = [];
			if (change.added.length > 0) parts.push(`${marks.add}${number(change.added.length)} ${names(change.added, all)}`);
			if (change.removed.length > 0)
				parts.push(`${marks.remove}${number(change.removed.length)} ${names(change.removed, all)}`);
			return {what: change.group.name, beside: parts.join('\n')};
		}
		default:
			return {
				what: change.group.name,
				beside: besideGroup(change),
				why: withoutVerdict(change.because),
			};
	}
};

const section = (kind: ChangeKind, changes: readonly Change[], room: Room): string[] => {
	const {paint, columns, all} = room;
	const colour = colours[kind];
	const heading = headings[kind](changes.length);
	const shown = all ? changes : changes.slice(0, firstFew);
	const lines = shown.map(change => lineOf(change, all));
	const [width = 0] = columnWidths(
		lines.map(line => [line.what]),
		[{least: 20}],
		Math.max(20, Math.floor((columns - 6) * 0.6)),
	);
	const row = ({what, beside}: Line): string[] => {
		const start = `  ${markOf(kind)} `;
		if (beside === '') return [start + what];
		// An address too long for its column is shown whole, on a line of its own: it is what the reader checks.
		return widthOf(what) > width
			? [start + what, ...indented(beside, columns, ' '.repeat(width + 6))]
			: indented(beside, columns, ' '.repeat(width + 6), `${start}${pad(what, width)}  `);
	};
	const rest = changes.length - shown.length;
	return [
		'',
		colour ? paint[colour](paint.bold(heading)) : paint.bold(heading),
		...[...Map.groupBy(lines, line => line.why)].flatMap(([why, those]) => [
			...(why ? indented(why, columns, '  ').map(line => paint.dim(line)) : []),
			...those.flatMap(row),
		]),
		...(rest > 0 ? [paint.dim(`    and ${number(rest)} more; --all lists every one`)] : []),
	];
};

/** The changes of a plan, by kind, each with who or what and why. */
export const changeLines = (plan: Plan, room: Room): string[] => {
	const kinds = Object.keys(headings) as ChangeKind[];
	const created = newGroups(plan);
	const said = plan.changes.flatMap((change): Change[] => {
		if (change.kind === 'create-group') {
			const memberships = created.get(change.group.externalId)?.added.length ?? 0;
			return [{...change, memberships}];
		}
		return isToldWithItsGroup(plan, change) ? [] : [change];
	});
	const byKind = Map.groupBy(said, change => change.kind);
	return kinds.flatMap(kind => {
		const changes = byKind.get(kind);
		return changes === undefined ? [] : section(kind, changes, room);
	});
};
