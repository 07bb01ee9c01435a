import type {Plan, Refusal} from './changes.ts';
import {decide, unitsNamed} from './decide/decide.ts';
import {UsherError} from './errors.ts';
import {exitCodes} from './exit-codes.ts';
import {guard, tollOf} from './guard.ts';
import type {Roster} from './model.ts';
import {noticeOthers} from './others/notice-others.ts';
import {draftOf} from './plan/draft.ts';
import {planOf} from './plan.ts';
import type {Abilities, EntraId, Ledger, OrgGroupId} from './ports.ts';
import {sortProblems} from './problems.ts';
import {apply} from './run/apply.ts';
import {saysSomething, type Uncounted} from './run/bookkeeping.ts';
import type {RunContext} from './run/context.ts';
import {seatsAhead, seatsNotNeeded} from './run/count-seats.ts';
import {begun, during} from './run/during.ts';
import {journalled, started} from './run/journalled.ts';
import {remember} from './run/memory.ts';
import {type ReadAhead, readAhead} from './run/read-ahead.ts';
import {beginReading, readDirectory, whyFull} from './run/read-directory.ts';
import {type Drafter, readOrganisation} from './run/read-organisation.ts';
import type {Story} from './run/report.ts';
import type {OrganisationState, Sync, SyncEvent} from './run.ts';

/** Plans that a person approves while the organisation keeps changing under them. */
const mostApprovals = 5;

/**
 * One run: read, decide, plan, guard, approve, apply. Yields events, the last of them `run-ended` with the report
 * that it also returns; every event but those of reading is journalled before it is told, so a step is on disk before
 * it is sent. What a person, a setting or a service causes ends up in the report, never as an exception.
 */
export const sync: Sync = async function* (request, ports, signal) {
	return yield* journalled(request, ports, signal, go);

	async function* go(story: Story, know: (acknowledged: ReadonlySet<string>) => void): AsyncGenerator<SyncEvent, void> {
		yield started(request, ports);
		// A filter that cannot be read ends the run before anything is asked of anyone.
		const units = unitsNamed(request.settings);
		const testing = request.mode === 'test';
		if (!testing) yield {kind: 'phase', phase: 'sign-in'};

		// Not in this turn: requests that need nothing of it go out first.
		const loading = Promise.resolve().then(() => ports.state.load(ports.now()));
		const known = loading.then(({directory, ledger}) => ({
			previous: directory,
			full: whyFull(directory, ledger, request, ports.now()),
		}));
		const stop = new AbortController();
		const reading = beginReading({ports, signal}, known, units);
		let ahead: ReadAhead | undefined;
		const meet = async function* (): AsyncGenerator<SyncEvent, Abilities> {
			const call = AbortSignal.any([signal, stop.signal]);
			const abilities = yield* during(call => ports.organisation.abilities(call), call);
			// What it holds is asked for at once: neither the memory nor the directory is needed for that.
			if (abilities.canRead && !stop.signal.aborted) ahead = readAhead({ports, signal});
			return abilities;
		};
		try {
			const meeting = testing ? undefined : begun(meet());
			const memory = remember((await loading).ledger, ports.state);
			know(memory.ledger.acknowledged);
			const context: RunContext = {request, ports, signal, memory};
			const abilities = meeting === undefined ? undefined : yield* meeting;
			yield {kind: 'phase', phase: 'directory'};
			const directory = yield* readDirectory(context, reading);
			const {roster, bindings} = decide(directory.snapshot, request.settings, {
				bindings: memory.ledger.bindings,
				canRevoke: abilities === undefined || abilities.canRevoke || !abilities.canRead,
				held: memory.ledger.held,
				now: ports.now(),
			});
			story.problems = [...(request.known ?? []), ...roster.problems];
			ports.show?.({roster});
			if (abilities === undefined) return;
			bind(context, bindings);
			yield* planAndApply(context, story, roster, abilities, ahead);
		} finally {
			stop.abort();
			ahead?.stop();
			// A reader who left in the middle ends the read as well.
			await reading.stop();
		}
	}

	async function* planAndApply(
		context: RunContext,
		story: Story,
		roster: Roster,
		abilities: Abilities,
		ahead: ReadAhead | undefined,
	): AsyncGenerator<SyncEvent, void> {
		const {memory} = context;
		const {settings} = request;
		const draftWith = (
			organisation: OrganisationState,
			refused: ReadonlySet<string>,
			// As they are now: a draft that heard what was done since would take whom it takes out for someone put there by hand.
			groups: Ledger['groups'] = new Map(memory.ledger.groups),
		): ReturnType<typeof draftOf> =>
			draftOf({
				profile: request.profile,
				roster,
				organisation,
				ledger: {...memory.ledger, groups},
				settings,
				now: ports.now(),
				refused,
				...(request.resend === undefined ? {} : {resend: request.resend}),
			});
		const drafted: Drafter = organisation => draftWith(organisation, new Set());

		let approved: string | undefined;
		let touched: OrgGroupId[] = [];
		for (let asked = 0; ; asked++) {
			yield {kind: 'phase', phase: 'organisation'};
			const found = yield* readOrganisation(context, roster, abilities, drafted, touched, ahead);
			yield {kind: 'phase', phase: 'plan'};
			const {organisation, draft = drafted(organisation)} = found;
			const plan = withOthers(withKnown(planOf(draft), context), context, roster, organisation);
			const refusals = guard(plan, memory.ledger, settings, request.allow);
			story.plan = plan;
			story.refusals = refusals;
			story.problems = plan.problems;
			ports.show?.({roster, organisation: draft.organisation, plan});
			yield {kind: 'planned', plan, refusals};
			if (request.mode === 'plan') return;
			story.judged = true;
			if (request.expect !== undefined && plan.fingerprint !== request.expect) throw stale();
			if (plan.changes.length === 0) {
				story.outcome = 'nothing-to-do';
				settleScope(context, plan);
				return;
			}
			if (plan.fingerprint !== approved && (refusals.length > 0 || request.by === 'screen')) {
				if (asked >= mostApprovals) throw restless();
				const answer = yield* ask(context, story, plan, refusals);
				if (answer === undefined) return;
				approved = answer;
				touched = plan.changes.flatMap(change =>
					'group' in change && change.group.group !== undefined ? [change.group.group] : [],
				);
				continue;
			}
			const first = memory.ledger.approvedScope === undefined;
			const {firstRun, acceptScope} = request.allow;
			const read = first ? firstRun === true : acceptScope === true && memory.ledger.approvedScope !== plan.scope;
			const uncounted = uncountedOf(plan, read || (approved !== undefined && refusals.length > 0));
			const time = (): string => ports.now().toISOString();
			memory.save({
				approvedScope: plan.scope,
				...(memory.ledger.refused ? {refused: false} : {}),
				...(uncounted.seats ? {} : seatsAhead(plan, time())),
			});
			yield {kind: 'phase', phase: 'apply'};
			story.outcome = 'applied';
			const end = yield* apply(context, {roster, plan, draft, uncounted, drafted: draftWith}, story.progress);
			story.interrupted = end === 'interrupted';
			const spare = uncounted.seats ? {} : seatsNotNeeded(plan, story.progress, time());
			if (saysSomething(spare)) memory.save(spare);
			return;
		}
	}

	/** Asks whether this plan may be applied; gives the fingerprint that was approved, or undefined for no. */
	async function* ask(
		{memory}: RunContext,
		story: Story,
		plan: Plan,
		refusals: readonly Refusal[],
	): AsyncGenerator<SyncEvent, string | undefined> {
		// What has no way on is not asked.
		const hopeless = refusals.some(refusal => refusal.flag === undefined);
		if (!hopeless) {
			yield {kind: 'phase', phase: 'approval'};
			const answer = await ports.approve(plan, refusals, signal);
			signal.throwIfAborted();
			if (answer !== 'decline' && answer.approve === plan.fingerprint) return answer.approve;
		}
		story.outcome = request.by === 'screen' && !hopeless ? 'declined' : 'refused';
		if (refusals.length > 0) memory.save({refused: true});
		return undefined;
	}

	/** What a person let pass: by approving a plan that the guard had refused, by the word that they have read it, or with a flag that covers it. */
	function uncountedOf(plan: Plan, byPerson: boolean): Uncounted {
		const {allow} = request;
		const toll = tollOf(plan);
		const covered = (count: number, flag: number | undefined): boolean =>
			byPerson || (flag !== undefined && count <= flag);
		return {
			offboarded: covered(toll.offboarded, allow.removals),
			invited: covered(toll.invited, allow.invites),
			membershipsRemoved: covered(toll.membershipsRemoved, allow.membershipRemovals),
			groupsEmptied: covered(toll.groupsEmptied, allow.groupRemovals),
			seats: covered(toll.seats, allow.seats),
		};
	}
};

/** The plan with the problems that were known before the run. */
const withKnown = (plan: Plan, {request: {known = []}}: RunContext): Plan =>
	known.length === 0 ? plan : {...plan, problems: sortProblems([...plan.problems, ...known])};

/** The plan with what it says about others who work on the same organisation. */
const withOthers = (plan: Plan, {memory, ports}: RunContext, roster: Roster, {members}: OrganisationState): Plan => {
	const {past} = ports;
	if (past === undefined) return plan;
	const knows = (id: EntraId): boolean => roster.userAt(id) !== undefined || roster.snapshot.gone.has(id);
	const found = noticeOthers({plan, members, ledger: memory.ledger, knows, past});
	return found.length === 0 ? plan : {...plan, problems: sortProblems([...plan.problems, ...found])};
};

/** Names that filters bound, and those that they no longer hold. */
const bind = ({memory}: RunContext, bindings: ReadonlyMap<string, EntraId>): void => {
	const changed = new Map<string, EntraId | undefined>();
	for (const [name, id] of bindings) if (memory.ledger.bindings.get(name) !== id) changed.set(name, id);
	for (const name of memory.ledger.bindings.keys()) if (!bindings.has(name)) changed.set(name, undefined);
	if (changed.size > 0) memory.save({bindings: changed});
};

/**
 * An organisation that is exactly as these settings want it gives a person nothing to approve: whatever comes later
 * is held against the limits. Where the organisation cannot be read, an empty plan proves nothing.
 */
const settleScope = ({memory}: RunContext, plan: Plan): void => {
	const settled = plan.basis === 'organisation' && memory.ledger.approvedScope !== plan.scope;
	if (settled || memory.ledger.refused)
		memory.save({...(settled ? {approvedScope: plan.scope} : {}), ...(memory.ledger.refused ? {refused: false} : {})});
};

const stale = (): UsherError =>
	new UsherError({
		code: 'plan-stale',
		exitCode: exitCodes.planFileStale,
		message: 'The plan that was reviewed is not what would be done now: the directory or the organisation has changed.',
		advice: 'Nothing was applied. Make a new plan, review it, and apply that one.',
	});

const restless = (): UsherError =>
	new UsherError({
		code: 'organisation-changing',
		exitCode: exitCodes.unavailable,
		message: 'The organisation changed each time after a plan was approved.',
		advice: 'Nothing was applied. See who else is changing it, another tool or another Usher, and run it again.',
	});
