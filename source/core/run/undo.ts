import type {Plan, Refusal} from '../changes.ts';
import {guard} from '../guard.ts';
import type {Abilities, IsoTime, MemberId, OrgGroupId} from '../ports.ts';
import type {OrganisationState, RunReport, SyncEvent, SyncPorts, UndoRequest} from '../run.ts';
import {appliedIn} from '../undo/applied.ts';
import {groupsConcerned, planUndo, type UndoPlan} from '../undo/plan-undo.ts';
import {groupSteps, peopleSteps} from '../undo/undo-steps.ts';
import type {RunContext} from './context.ts';
import {during} from './during.ts';
import {journalled, started} from './journalled.ts';
import {remember} from './memory.ts';
import {unansweredError} from './refusals.ts';
import type {Story} from './report.ts';
import {send} from './send.ts';
import {readLists} from './settle.ts';

const dayMs = 86_400_000;

/** What an undo sends is a person's own wish: it counts towards no limit. */
const uncounted = {offboarded: true, invited: true, membershipsRemoved: true, groupsEmptied: true, seats: true};

/**
 * Undoes a run: reads the organisation, plans what can be given back, asks, writes down whom the next runs have to
 * leave alone, and sends it. Told, journalled and reported like any other run. The directory is not asked.
 */
export async function* undo(
	request: UndoRequest,
	ports: SyncPorts,
	signal: AbortSignal,
): AsyncGenerator<SyncEvent, RunReport> {
	return yield* journalled(request, ports, signal, go);

	async function* go(story: Story, know: (acknowledged: ReadonlySet<string>) => void): AsyncGenerator<SyncEvent, void> {
		yield {...started(request, ports), of: request.of} as SyncEvent;
		const memory = remember((await ports.state.load(ports.now())).ledger, ports.state);
		know(memory.ledger.acknowledged);
		const context: RunContext = {request, ports, signal, memory};
		yield {kind: 'phase', phase: 'sign-in'};
		const abilities = yield* during(call => ports.organisation.abilities(call), signal);
		const applied = appliedIn(request.told).changes;
		const until: IsoTime = new Date(ports.now().getTime() + request.holdDays * dayMs).toISOString();
		const planned = async function* (): AsyncGenerator<SyncEvent, UndoPlan> {
			yield {kind: 'phase', phase: 'organisation'};
			const organisation = yield* readWhatIsConcerned(context, abilities, applied);
			yield {kind: 'phase', phase: 'plan'};
			const {profile, of: run} = request;
			return planUndo({profile, run, applied, organisation, ledger: memory.ledger, until});
		};

		let undoing = yield* planned();
		// Only seats can be in the way: nobody is offboarded or invited.
		const refusalsOf = (plan: Plan): Refusal[] =>
			guard(plan, memory.ledger, request.settings, request.allow).filter(one => one.limit === 'seats');
		const tell = (): SyncEvent => {
			story.plan = undoing.plan;
			story.problems = undoing.plan.problems;
			story.refusals = refusalsOf(undoing.plan);
			return {kind: 'planned', plan: undoing.plan, refusals: story.refusals};
		};
		yield tell();
		const holding = undoing.hold.some(id => memory.ledger.held.get(id) === undefined);
		if (undoing.plan.changes.length === 0 && !holding) {
			story.outcome = 'nothing-to-do';
			return;
		}
		yield {kind: 'phase', phase: 'approval'};
		const answer = await ports.approve(undoing.plan, story.refusals, signal);
		signal.throwIfAborted();
		if (answer === 'decline' || answer.approve !== undoing.plan.fingerprint) {
			story.outcome = story.refusals.length > 0 ? 'refused' : 'declined';
			return;
		}
		const agreed = undoing.plan.fingerprint;
		undoing = yield* planned();
		if (undoing.plan.fingerprint !== agreed) {
			// Somebody has changed the organisation while the question stood: the new plan is another question.
			yield tell();
			story.outcome = 'declined';
			return;
		}
		// Written down first: killed in the middle, the next run leaves alone whom it has restored already.
		memory.save({held: new Map(undoing.hold.map(id => [id, until]))});
		yield {kind: 'phase', phase: 'apply'};
		const people = peopleSteps(undoing);
		const count = people.length + undoing.plan.counts['set-group-members'];
		yield {kind: 'apply-started', steps: count};
		story.outcome = 'applied';
		const {progress} = story;
		let sent = yield* send(context, progress, people, abilities.canRead, uncounted);
		if (sent === 'sent' && !progress.over)
			sent = yield* send(
				context,
				progress,
				groupSteps(undoing, memory.ledger, request.settings.handAdded === 'keep', progress.refused),
				abilities.canRead,
				uncounted,
			);
		if (sent === 'interrupted') story.interrupted = true;
		if (sent === 'unknown') progress.error ??= unansweredError(progress.unanswered, abilities.canRead);
	}
}

/** Members and groups, and who is in the groups that this undo is about. */
async function* readWhatIsConcerned(
	context: RunContext,
	abilities: Abilities,
	applied: Parameters<typeof groupsConcerned>[0],
): AsyncGenerator<SyncEvent, OrganisationState> {
	const {ports, signal} = context;
	const empty = {abilities, members: [], groups: [], groupMembers: new Map<OrgGroupId, readonly MemberId[]>()};
	// The ledger stands in for it, when the undo is planned.
	if (!abilities.canRead) return empty;
	const lists = yield* readLists(context);
	const wanted = groupsConcerned(applied, {...empty, ...lists}).map(group => group.id);
	const groupMembers = yield* during(async call => {
		const read = new Map<OrgGroupId, readonly MemberId[]>();
		if (wanted.length === 0) return read;
		for await (const [id, members] of ports.organisation.groupMembers(wanted, call)) read.set(id, members);
		return read;
	}, signal);
	return {
		abilities,
		members: lists.members,
		// Left out of the answers: gone since the list was read.
		groups: lists.groups.filter(group => !wanted.includes(group.id) || groupMembers.has(group.id)),
		groupMembers,
	};
}
