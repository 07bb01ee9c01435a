// The requests of an undo.
import type {PeopleChange} from '../changes.ts';
import {answered, byHand} from '../plan/record.ts';
import type {EntraId, Ledger} from '../ports.ts';
import {batches, changeKey, firstBatch, type PlannedStep} from '../steps/planned-step.ts';
import type {UndoPlan} from './plan-undo.ts';

/** The requests that restore people. */
export const peopleSteps = ({plan, organisation}: UndoPlan): PlannedStep[] => {
	const restores = plan.changes.filter((change): change is PeopleChange => change.kind === 'restore');
	if (organisation.abilities.canRead)
		return restores.map(change => ({
			step: {kind: 'restore', member: change.person.member!},
			keys: [changeKey(change)],
			label: change.person.email,
			people: [change],
			groups: [],
		}));
	return batches(restores, firstBatch).map(batch => ({
		step: {
			kind: 'import',
			members: batch.map(({person}) => ({email: person.email, externalId: person.externalId, deleted: false})),
			groups: [],
			invite: 'mail',
		},
		keys: batch.map(changeKey),
		people: batch,
		groups: [],
	}));
};

/**
 * One request a group: who is in it now, and who comes back, but whom the server has `refused`. With `keepHand` the
 * ledger goes on to tell those whom Usher did not put there.
 */
export const groupSteps = (
	{plan, organisation}: UndoPlan,
	ledger: Ledger,
	keepHand: boolean,
	refused: ReadonlySet<string>,
): PlannedStep[] =>
	plan.changes.flatMap((change): PlannedStep[] => {
		if (change.kind !== 'set-group-members') return [];
		const {externalId: id, name, group} = change.group;
		const now = organisation.groupMembers.get(group!) ?? [];
		const back = change.added.flatMap(({externalId, member}) => (refused.has(externalId) ? [] : [member!]));
		if (back.length === 0) return [];
		const ours = answered(ledger.groups.get(id)?.members);
		// Who is perhaps in it already is put there once more.
		const all = [...new Set([...now, ...back])];
		const given = new Set(back);
		const record = all.map(one => (keepHand && !given.has(one) && !ours.has(one) ? byHand(one) : one));
		const {canRead} = organisation.abilities;
		return [
			{
				step: canRead
					? {kind: 'set-group-members', group: group!, members: all}
					: {
							kind: 'import',
							members: [],
							groups: [{name, externalId: id, memberExternalIds: all as readonly string[] as readonly EntraId[]}],
							invite: 'mail',
						},
				keys: [changeKey(change)],
				label: `the group "${name}"`,
				people: [],
				groups: [
					{
						id,
						record: {name, members: record, ...(canRead ? {group: group!} : {})},
						ended: 0,
						created: false,
						emptied: false,
					},
				],
			},
		];
	});
