import {UsherError} from '../errors.ts';
import {exitCodes} from '../exit-codes.ts';
import {inside, type Roster} from '../model.ts';
import {claims} from '../plan/claims.ts';
import type {draftOf} from '../plan/draft.ts';
import type {Draft} from '../plan/input.ts';
import {everyone} from '../plan/record.ts';
import type {
	Abilities,
	EntraId,
	Ledger,
	LedgerGroup,
	Member,
	MemberId,
	OrgGroup,
	OrgGroupId,
	Waiting,
} from '../ports.ts';
import type {OrganisationState, SyncEvent} from '../run.ts';
import {number} from '../words.ts';
import type {RunContext} from './context.ts';
import {during} from './during.ts';
import {observed, somethingMissing, surelyKnown} from './observe.ts';
import type {ReadAhead} from './read-ahead.ts';
import {groupsDue} from './sample.ts';
import {type Lists, readLists, readSettled} from './settle.ts';

/** Groups recorded in one write, so that a long first read loses little when it dies. */
const recordedTogether = 25;

const emptyRead = (known: number): UsherError =>
	new UsherError({
		code: 'organisation-empty',
		exitCode: exitCodes.organisationRefused,
		message: `The organisation answered with no members at all, although Usher knows ${number(known)}.`,
		advice:
			'Nothing was changed. Check that the API key belongs to the right organisation and that its server is well, then run it again.',
	});

/** So many known people, and not one of them there: that is not this organisation. */
const fewest = 3;

const otherOrganisation = (known: number): UsherError =>
	new UsherError({
		code: 'organisation-unknown',
		exitCode: exitCodes.organisationRefused,
		message: `Of ${number(known)} people whom Usher knows in this organisation, not one is a member of the one that answered.`,
		advice:
			'Nothing was changed. Check that the API key belongs to the right organisation; another organisation needs its own profile (--profile). If it is the right one and was emptied on purpose, run it once with --first-run.',
	});

/** A list of members that cannot be: throws, so that it never becomes a plan. */
const judge = ({members}: Lists, {memory, ports, request}: RunContext): void => {
	const {ledger} = memory;
	const isKnown = ({externalId}: Member): boolean =>
		(ledger.people.get(externalId as EntraId)?.by ?? 'removed') !== 'removed';
	if (members.some(isKnown)) return;
	let known = 0;
	for (const {by} of ledger.people.values()) if (by !== 'removed') known++;
	if (members.length === 0 && known > 0) throw emptyRead(known);
	if (request.allow.firstRun) return;
	const sure = surelyKnown(ledger, ports.now());
	if (sure >= fewest) throw otherOrganisation(sure);
};

const stateOf = (abilities: Abilities, lists: Lists, ledger: Ledger): OrganisationState => {
	const groupMembers = new Map<OrgGroupId, readonly MemberId[]>();
	for (const group of lists.groups) {
		const record = ledger.groups.get(group.externalId as EntraId);
		// A record without the server's id was written by the import that made the group.
		if (record !== undefined && (record.group ?? group.id) === group.id)
			groupMembers.set(group.id, everyone(record.members) as readonly MemberId[]);
	}
	return {abilities, ...lists, groupMembers};
};

/** Which groups' members have to be read, before a plan may say anything about them. */
const groupsToRead = (context: RunContext, draft: Draft): OrgGroupId[] => {
	const {request, memory, ports} = context;
	const {roster, settings} = draft.input;
	const {groups} = draft.organisation;
	const claimed = claims(settings);
	const ours = (group: OrgGroup): boolean => {
		if (group.externalId === undefined) return false;
		const id = group.externalId as EntraId;
		const known = roster.groupAt(id);
		if (known !== undefined && roster.groups[known] === inside) return true;
		const gone = known !== undefined || roster.snapshot.gone.has(id) || memory.ledger.groups.has(id);
		return (gone || claimed(id)) && settings.deletedGroups !== 'keep';
	};
	const read = new Set<OrgGroupId>();
	if (request.verify) for (const group of groups) read.add(group.id);
	const managed = groups.filter(ours);
	for (const group of managed) if (!draft.organisation.groupMembers.has(group.id)) read.add(group.id);
	for (const work of draft.groups) if (work.organisation !== undefined) read.add(groups[work.organisation]!.id);
	// Whether a group may be renamed depends on who is in it, and a record may name people who have left since.
	for (const group of managed) {
		const known = roster.groupAt(group.externalId as EntraId);
		if (known !== undefined && roster.groups[known] === inside && roster.groupNames[known] !== group.name)
			read.add(group.id);
	}
	for (const group of groupsDue(managed, memory.ledger, ports.now())) read.add(group.id);
	return [...read];
};

const sameIds = (some: readonly string[] | undefined, others: readonly string[]): boolean => {
	if (some?.length !== others.length) return false;
	const ids = new Set(some);
	return others.every(id => ids.has(id));
};

/** Reads the members of these groups and records them; gives the very state of the draft when they say nothing new. */
async function* readGroupMembers(
	context: RunContext,
	draft: Draft,
	wanted: readonly OrgGroupId[],
): AsyncGenerator<SyncEvent, OrganisationState> {
	const {ports, memory, signal} = context;
	const {organisation} = draft;
	if (wanted.length === 0) return organisation;
	const groupMembers = new Map(organisation.groupMembers);
	const byId = new Map(organisation.groups.map(group => [group.id, group]));
	const left = new Set(wanted);
	let records = new Map<EntraId, LedgerGroup>();
	const record = (): void => {
		if (records.size > 0) memory.save({groups: records});
		records = new Map();
	};
	// One stream, many waits: what it says about waiting comes out between two answers.
	let say: (event: Waiting) => void = () => {};
	const answers = ports.organisation
		.groupMembers(wanted, {signal, waiting: event => say(event)})
		[Symbol.asyncIterator]();
	let news = false;
	let done = 0;
	const total = wanted.length;
	const step = Math.max(1, Math.ceil(total / 100));
	try {
		while (true) {
			const answer = yield* during(call => {
				say = call.waiting;
				return answers.next();
			}, signal);
			if (answer.done) break;
			const [id, members] = answer.value;
			news ||= !sameIds(groupMembers.get(id), members);
			groupMembers.set(id, members);
			left.delete(id);
			const {externalId, name} = byId.get(id)!;
			// Groups made by hand and strangers are not the ledger's.
			const entra = externalId as EntraId | undefined;
			const {roster} = draft.input;
			if (
				entra !== undefined &&
				(roster.groupAt(entra) !== undefined || roster.snapshot.gone.has(entra) || memory.ledger.groups.has(entra))
			) {
				const recorded = draft.recordOf(entra, members);
				news ||= !sameIds(memory.ledger.groups.get(entra)?.members, recorded);
				records.set(entra, {name, group: id, members: recorded, seenAt: ports.now().toISOString()});
			}
			if (records.size >= recordedTogether) record();
			done++;
			if (done % step === 0 && done < total) yield {kind: 'organisation-read', done, total};
		}
	} finally {
		record();
		await answers.return?.(undefined);
	}
	yield {kind: 'organisation-read', done: total, total};
	// Left out of the answers: gone since the list was read.
	if (left.size === 0) return news ? {...organisation, groupMembers} : organisation;
	return {...organisation, groups: organisation.groups.filter(group => !left.has(group.id)), groupMembers};
}

/** How a draft is made of an organisation, in this run. */
export type Drafter = (organisation: OrganisationState) => ReturnType<typeof draftOf>;

export type OrganisationRead = {
	readonly organisation: OrganisationState;
	/** The draft that said what had to be read, when nothing new came of it. */
	readonly draft?: ReturnType<typeof draftOf>;
};

/**
 * Reads the organisation as far as a plan needs it: members and groups always; members of groups never seen, of
 * those that the ledger says differ from the roster, of `also`, and of a share of the rest. What is read is recorded
 * at once.
 * @throws UsherError `organisation-empty`, `organisation-unknown` (exit 15) when nobody is there, or nobody whom the
 * ledger knows.
 */
export async function* readOrganisation(
	context: RunContext,
	roster: Roster,
	abilities: Abilities,
	drafted: Drafter,
	also: readonly OrgGroupId[],
	ahead: ReadAhead | undefined,
): AsyncGenerator<SyncEvent, OrganisationRead> {
	const {memory, ports} = context;
	if (!abilities.canRead) return {organisation: {abilities, members: [], groups: [], groupMembers: new Map()}};
	let lists = yield* readLists(context, ahead);
	judge(lists, context);
	if (somethingMissing(lists, memory.ledger, ports.now()))
		lists = yield* readSettled(context, now => !somethingMissing(now, memory.ledger, ports.now()));
	const learned = observed(lists.members, roster, memory.ledger, ports.now().toISOString());
	if (learned.size > 0) memory.save({people: learned});
	const draft = drafted(stateOf(abilities, lists, memory.ledger));
	const wanted = new Set(groupsToRead(context, draft));
	for (const id of also) if (lists.groups.some(group => group.id === id)) wanted.add(id);
	const organisation = yield* readGroupMembers(context, draft, [...wanted]);
	return organisation === draft.organisation ? {organisation, draft} : {organisation};
}
