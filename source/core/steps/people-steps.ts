import type {PeopleChange} from '../changes.ts';
import type {Draft} from '../plan/input.ts';
import type {ImportedMember, Step} from '../ports.ts';
import {batches, type Cut, changeKey, type PlannedStep} from './planned-step.ts';

const one = (step: Step, change: PeopleChange): PlannedStep => ({
	step,
	keys: [changeKey(change)],
	label: change.person.email,
	people: [change],
	groups: [],
});

/**
 * The requests for people, in order: offboard, which frees seats, then adopt, restore and invite.
 *
 * The fewest requests that do exactly that. Removing and linking go through imports of many, removing because an
 * import also never removes an owner; a single removal is a DELETE, whose answer is exact. Revoking and restoring
 * exist one by one only. An import carries nobody whose external id a member holds already, except to remove them:
 * it would change nothing, and a race over them makes two members with one id. While two members share an id the
 * server answers every import with 500, so then people are removed and linked one by one.
 * A server that reads nothing back knows imports only: a tombstone revokes there, and whoever is sent is restored.
 */
export const peopleSteps = (draft: Draft, changes: readonly PeopleChange[], cut: Cut): PlannedStep[] => {
	const {settings} = draft.input;
	const {abilities} = draft.organisation;
	const invite = settings.invite === 'staged' && abilities.canStage ? 'staged' : 'mail';
	const imports = (some: readonly PeopleChange[], deleted: boolean): PlannedStep[] =>
		batches(some, cut.batch).map(batch => ({
			step: {
				kind: 'import',
				members: batch.map(
					({person}): ImportedMember => ({email: person.email, externalId: person.externalId, deleted}),
				),
				groups: [],
				invite,
			},
			keys: batch.map(changeKey),
			people: batch,
			groups: [],
		}));
	const of = (kind: PeopleChange['kind']): PeopleChange[] => changes.filter(change => change.kind === kind);

	if (!abilities.canRead)
		return [
			...imports([...of('revoke'), ...of('remove')], true),
			...imports(of('adopt-member'), false),
			...imports(of('restore'), false),
			...imports(of('invite'), false),
		];

	const singly = (kind: 'revoke' | 'restore' | 'remove'): PlannedStep[] =>
		of(kind).map(change => one({kind, member: change.person.member!}, change));
	const blocked = draft.match.importsBlocked;
	const removals = of('remove');
	const linked: PeopleChange[] = [];
	const imported: PeopleChange[] = [];
	for (const change of of('adopt-member')) {
		const byImport =
			change.kind === 'adopt-member' &&
			change.how === 'no-external-id' &&
			!blocked &&
			!cut.linkSingly.has(change.person.externalId);
		(byImport ? imported : linked).push(change);
	}
	return [
		...singly('revoke'),
		...(blocked || removals.length === 1 ? singly('remove') : imports(removals, true)),
		...imports(imported, false),
		...linked.map(change =>
			one({kind: 'relink', member: change.person.member!, externalId: change.person.externalId}, change),
		),
		...singly('restore'),
		...imports(of('invite'), false),
	];
};
