import type {Change, Plan, Refusal} from '../../core/changes.ts';
import {newGroups} from '../../core/told.ts';
import {count, number} from '../../core/words.ts';
import {changeLines, type Room} from './changes.ts';
import {problemLines} from './problems.ts';
import {refusalLines} from './refusals.ts';
import {indented, pad, widthOf, wrap} from './width.ts';

/** The first characters of a fingerprint: enough to tell two plans apart by eye. */
const shortFingerprint = (fingerprint: string): string => fingerprint.slice(0, 8);

const memberships = (changes: readonly Change[], side: 'added' | 'removed'): number =>
	changes.reduce((sum, change) => (change.kind === 'set-group-members' ? sum + change[side].length : sum), 0);

const seatWords = ({seats, mails, counts}: Plan): string => {
	const words: string[] = [];
	if (seats !== undefined && counts.invite + counts.restore > 0) {
		const bought = seats.toBuy > 0 ? `, ${number(seats.toBuy)} will be bought` : '';
		words.push(`${count(seats.needed, 'seat')} needed, ${number(seats.free)} free${bought}`);
	}
	if (counts.invite > 0) words.push(mails === 0 ? 'no mail goes out' : `${count(mails, 'mail goes', 'mails go')} out`);
	return words.join('; ');
};

/** Number, what, and what to know about it. */
const summaryRows = (plan: Plan): [value: string, what: string, note: string][] => {
	const {counts, changes} = plan;
	const created = newGroups(plan);
	const members = changes.filter(change => change.kind === 'set-group-members');
	const ofNew = members.filter(change => created.has(change.group.externalId));
	const ofOld = members.filter(change => !created.has(change.group.externalId));
	const rows: [number, string, string][] = [
		[counts.invite, 'to invite', seatWords(plan)],
		[counts.restore, 'to restore', 'revoked before, and back now'],
		[counts.revoke, 'to revoke', 'access ends and they leave their groups; can be restored'],
		[counts.remove, 'to remove', 'they leave the organisation; cannot be undone'],
		[counts['adopt-member'], 'to link', 'members already there; nothing changes for them'],
		[
			created.size,
			'groups to create',
			ofNew.length === 0 ? '' : `with ${count(memberships(ofNew, 'added'), 'membership')}`,
		],
		[counts['rename-group'], 'groups to rename', ''],
		[counts['adopt-group'], 'groups to take over', 'made by hand; their collections stay'],
		[
			ofOld.length,
			'groups with other members',
			`${number(memberships(ofOld, 'added'))} join, ${number(memberships(ofOld, 'removed'))} leave`,
		],
		[counts['empty-group'], 'groups to empty', 'access through them ends; collections stay mapped'],
		[counts['delete-group'], 'groups to delete', 'cannot be undone'],
	];
	return rows.filter(([value]) => value > 0).map(([value, what, note]) => [number(value), what, note]);
};

/** The heading and the numbers of a plan. */
export const planSummary = (plan: Plan, room: Room & {readonly state: string}): string[] => {
	const {paint, columns} = room;
	const title = `Plan ${shortFingerprint(plan.fingerprint)}`;
	const state = room.state === '' ? '' : paint.dim(pad(room.state, columns - widthOf(title), 'left'));
	const lines = [paint.bold(title) + state, ''];
	if (plan.changes.length === 0) return [...lines, 'Nothing to do: the organisation is in step with the directory.'];
	const rows = summaryRows(plan);
	const values = Math.max(...rows.map(row => row[0].length));
	const whats = Math.max(...rows.map(row => row[1].length));
	return [
		...lines,
		...rows.flatMap(([value, what, note]) => {
			const start = `  ${pad(value, values, 'left')}  ${pad(what, whats)}   `;
			return indented(note, columns, ' '.repeat(start.length), start).map(line => line.trimEnd());
		}),
	];
};

/** A whole plan as a person reads it before it is applied: numbers, changes, problems, what the guard says. */
export const planLines = (
	plan: Plan,
	refusals: readonly Refusal[],
	room: Room & {
		readonly command: string;
		readonly given?: readonly string[];
		/** Beside the heading: where the plan stands. */
		readonly state?: string;
	},
): string[] => {
	const lines = planSummary(plan, {...room, state: room.state ?? 'nothing has been sent'});
	if (plan.basis === 'last-applied') {
		lines.push(
			'',
			...wrap(
				'This server reads nothing back, so the plan is made against what Usher applied last, not against the organisation as it is.',
				room.columns,
			),
		);
	}
	lines.push(...changeLines(plan, room));
	if (plan.problems.length > 0) lines.push('', ...problemLines(plan.problems, room));
	if (refusals.length > 0) lines.push('', ...refusalLines(refusals, room));
	return lines;
};
