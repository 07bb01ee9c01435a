import type {Problem} from '../changes.ts';
import {UsherError} from '../errors.ts';
import {exitCodes} from '../exit-codes.ts';
import type {Step, StepOutcome} from '../ports.ts';
import type {PlannedStep} from '../steps/planned-step.ts';

export type Refused = Extract<StepOutcome, {kind: 'refused'}>;
export type Unanswered = Extract<StepOutcome, {kind: 'unknown'}>;

export type Named = {readonly id: string; readonly label: string; readonly words: string};

/**
 * Whom a refused import is about: fields named `Members[3].Email` or `Groups[0].Name`
 * (Bitwarden server, ErrorResponseModel of the public API).
 */
export const namedBy = (step: Extract<Step, {kind: 'import'}>, outcome: Refused): Named[] => {
	const named = new Map<string, Named>();
	for (const [field, words] of Object.entries(outcome.fields)) {
		const found = /^(members|groups)\[(\d+)\]/i.exec(field);
		if (found === null) continue;
		const position = Number(found[2]);
		const one =
			found[1]?.toLowerCase() === 'members'
				? step.members[position] && {id: step.members[position].externalId, label: step.members[position].email}
				: step.groups[position] && {id: step.groups[position].externalId, label: step.groups[position].name};
		if (one) named.set(one.id, {...one, words: words.join(' ') || outcome.message});
	}
	return [...named.values()];
};

/**
 * Whether a refused import of several sorts is to be sent in its parts: nobody is named, so some of it may have been
 * done. Bitwarden says that there are no seats, or no groups, after it has changed members; Vaultwarden stops at the
 * first mail that fails.
 */
export const fallsApart = ({joint, step}: PlannedStep, outcome: Refused): boolean =>
	joint === true && step.kind === 'import' && !endsRun(outcome) && namedBy(step, outcome).length === 0;

/**
 * Whether a refused request may have done a part of its work on a server that cannot be asked: Vaultwarden imports one
 * person after the other, without a transaction, and stops at the first mail that fails (Vaultwarden, public.rs).
 */
export const perhapsHalfDone = ({step}: PlannedStep, outcome: Refused): boolean =>
	outcome.status === 400 && step.kind === 'import' && namedBy(step, outcome).length === 0;

/**
 * The same import without these people and groups; undefined when nothing is left of it. Who is not sent is in no
 * group of it either.
 */
export const without = (planned: PlannedStep, held: ReadonlySet<string>): PlannedStep | undefined => {
	const {step} = planned;
	if (step.kind !== 'import') return undefined;
	const members = step.members.filter(member => !held.has(member.externalId));
	const groups = step.groups
		.filter(group => !held.has(group.externalId))
		.map(group => ({...group, memberExternalIds: group.memberExternalIds.filter(id => !held.has(id))}));
	if (members.length + groups.length === 0) return undefined;
	return {
		...planned,
		step: {...step, members, groups},
		keys: planned.keys.filter(key => !held.has(key.slice(key.indexOf(':') + 1))),
		people: planned.people.filter(change => !held.has(change.person.externalId)),
		groups: planned.groups
			.filter(group => !held.has(group.id))
			.map(group =>
				group.record === undefined
					? group
					: {...group, record: {...group.record, members: group.record.members.filter(id => !held.has(id))}},
			),
	};
};

const end = (words: string): string => (/[.!?…]$/.test(words.trim()) ? words.trim() : `${words.trim()}.`);

/** One person or group that the server would not have. */
export const refusedProblem = ({id, label, words}: Named, advice: string | undefined): Problem => ({
	code: 'refused-by-server',
	message: `The organisation's server refused ${label}: ${end(words)} ${advice ?? 'Everything else goes on; the next run tries again.'}`,
	subject: [id, label],
	severity: 'needs-person',
});

/** Accepted, and still not so when the members were read again. */
export const notSeen = (what: 'invited' | 'removed' | 'linked', id: string, email: string): Problem => ({
	code: `not-${what}`,
	message: `The server accepted that ${email} is ${what}, but its list of members does not show it. The next run tries again; if this stays, look at the member in Bitwarden.`,
	subject: [id, email],
	severity: 'needs-person',
});

/** The server would not have a whole request. */
export const refusedError = (outcome: Refused): UsherError =>
	new UsherError({
		code: 'organisation-refused',
		exitCode: outcome.status === 401 ? exitCodes.signInFailed : exitCodes.organisationRefused,
		message: `The organisation's server said no (${outcome.status}): ${end(outcome.message)}`,
		advice: outcome.advice ?? 'Look at the plan and at the organisation in Bitwarden. The next run does what is left.',
		requestId: outcome.requestId,
		raw: outcome.message,
	});

/** Nothing more can be sent: access is refused, or the subscription has ended. */
export const endsRun = (outcome: Refused): boolean => [401, 402, 403].includes(outcome.status);

/** Requests were left without an answer, again and again; what is known of the last one. */
export const unansweredError = (last: Unanswered | undefined, canRead: boolean): UsherError =>
	new UsherError({
		code: 'organisation-unanswered',
		exitCode: exitCodes.unavailable,
		message: `A request to the organisation's server was left without a clear answer: ${end(last?.message ?? 'it ran out of time, or the server failed')}`,
		advice: canRead
			? 'Look whether the server is well, then run it again: it reads what arrived and does what is left.'
			: 'This server cannot be asked what arrived. Look whether it is well, then run it again: sending the same twice does no harm there.',
		requestId: last?.requestId,
		raw: last?.message,
	});
