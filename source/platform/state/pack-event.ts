// Events as the journal keeps them: packed, and a plan in pieces, because a first one names each person in each of their
// groups and would be tens of megabytes as one text.
import {createUnzip, gzipSync, unzipSync} from 'node:zlib';
import type {Change, Decision, GroupRef, PersonRef} from '../../core/changes.ts';
import type {Concerns, SyncEvent} from '../../core/run.ts';
import {toldWithTheirGroup} from '../../core/told.ts';

const changesEach = 2000;
const membershipsEach = 50_000;

const packed = (value: unknown): Uint8Array => gzipSync(`${JSON.stringify(value)}\n`, {level: 1});

/** A value of modest size. */
export const packValue = (value: unknown): Uint8Array => packed(value);

/**
 * What `read` makes of the lines of a packed value, parsed one by one; undefined for what can no longer be read: one torn
 * event must not cost the rest of the history.
 */
const unpacked = <Value>(data: unknown, read: (lines: Iterator<unknown>) => Value): Value | undefined => {
	if (!(data instanceof Uint8Array)) return undefined;
	try {
		// Of one piece or many, and as older versions deflated it.
		const lines = unzipSync(data).toString('utf8').split('\n');
		return read(
			lines
				.values()
				.filter(line => line !== '')
				.map(line => JSON.parse(line) as unknown),
		);
	} catch {
		return undefined;
	}
};

/** What `packValue` packed, or undefined when it is damaged. */
export const unpackValue = <Value>(data: unknown): Value | undefined =>
	unpacked(data, lines => lines.next().value as Value | undefined);

/** Numbers things in the order in which they come, the same thing once where it can be told cheaply. */
type Numbers<Item> = {
	of(item: Item): number;
	/** What has come since this was last asked. */
	fresh(): Item[];
};
const numbers = <Item>(nameOf: (item: Item) => string, same: (one: Item, other: Item) => boolean): Numbers<Item> => {
	const known = new Map<string, {readonly item: Item; readonly number: number}>();
	let count = 0;
	let waiting: Item[] = [];
	return {
		of: item => {
			const name = nameOf(item);
			const met = known.get(name);
			if (met !== undefined && same(met.item, item)) return met.number;
			known.set(name, {item, number: count});
			waiting.push(item);
			return count++;
		},
		fresh: () => {
			const items = waiting;
			waiting = [];
			return items;
		},
	};
};

type Because = Omit<Decision, 'subject'>;
/** A change with numbers in the place of people and reasons. */
type PackedChange = Readonly<Record<string, unknown>> & {
	readonly person?: number;
	readonly group?: GroupRef;
	/** Not numbered: a sentence, or the reason of somebody who has another id there. */
	readonly because?: number | string | Decision;
	readonly added?: readonly number[];
	readonly removed?: readonly number[];
};
type Piece = {
	readonly people: readonly PersonRef[];
	readonly reasons: readonly Because[];
	readonly changes: readonly PackedChange[];
};

function* piecesOf(changes: readonly Change[]): Generator<Piece> {
	const people = numbers<PersonRef>(
		ref => ref.externalId,
		(one, other) =>
			one === other || (one.email === other.email && one.name === other.name && one.member === other.member),
	);
	const reasons = numbers<Because>(
		why => why.reason,
		(one, other) => one.code === other.code && one.verdict === other.verdict && one.path.join() === other.path.join(),
	);
	const person = (ref: PersonRef): number => people.of(ref);
	let some: PackedChange[] = [];
	let memberships = 0;
	const piece = (): Piece => {
		const because = reasons.fresh().map(({verdict, code, reason, path}): Because => ({verdict, code, reason, path}));
		const made = {people: people.fresh(), reasons: because, changes: some};
		some = [];
		memberships = 0;
		return made;
	};
	for (const change of changes) {
		if ('person' in change) {
			const ref = change.person;
			if ('because' in change && change.because.subject === ref.externalId)
				some.push({kind: change.kind, person: person(ref), because: reasons.of(change.because)});
			else some.push({...change, person: person(ref)});
		} else if (change.kind === 'set-group-members') {
			memberships += change.added.length + change.removed.length;
			some.push({...change, added: change.added.map(person), removed: change.removed.map(person)});
		} else if (change.kind === 'rename-group') some.push(change);
		else {
			const {removed = [], ...rest} = change;
			memberships += removed.length;
			some.push(removed.length === 0 ? rest : {...rest, removed: removed.map(person)});
		}
		if (some.length >= changesEach || memberships >= membershipsEach) yield piece();
	}
	if (some.length > 0) yield piece();
}

/** An event; a plan's changes follow it piece by piece. */
export const packEvent = (event: SyncEvent): Uint8Array => {
	if (event.kind !== 'planned') return packed(event);
	const toldWithGroups = toldWithTheirGroup(event.plan);
	const pieces = [
		packed({...event, plan: {...event.plan, changes: [], ...(toldWithGroups > 0 ? {toldWithGroups} : {})}}),
	];
	for (const piece of piecesOf(event.plan.changes)) pieces.push(packed(piece));
	return Buffer.concat(pieces);
};

/**
 * Turns pieces back into changes, each once and in their order: people and reasons are named where they come first.
 * With `concerns`, only the changes that it names.
 */
const unpacker = (concerns?: Concerns): ((piece: Piece) => Change[]) => {
	const people: PersonRef[] = [];
	const reasons: Because[] = [];
	return piece => {
		for (const one of piece.people) people.push(one);
		for (const one of piece.reasons) reasons.push(one);
		return piece.changes.flatMap(change => {
			const {person, group, because, added, removed} = change;
			const ref = person === undefined ? undefined : people[person];
			if (concerns !== undefined && !concerns({person: ref, group})) return [];
			return {
				...change,
				...(ref === undefined ? {} : {person: ref}),
				...(typeof because === 'number' ? {because: {subject: ref?.externalId, ...reasons[because]}} : {}),
				...(added === undefined ? {} : {added: added.map(number => people[number])}),
				...(removed === undefined ? {} : {removed: removed.map(number => people[number])}),
			} as unknown as Change;
		});
	};
};

/** What `packEvent` packed, or undefined when it is damaged. With `concerns`, a plan holds only the changes that it names. */
export const unpackEvent = (data: unknown, concerns?: Concerns): SyncEvent | undefined =>
	unpacked(data, lines => {
		const event = lines.next().value as SyncEvent | undefined;
		if (event?.kind !== 'planned') return event;
		const unpack = unpacker(concerns);
		// As older versions packed it, in one.
		const changes = concerns === undefined ? [...event.plan.changes] : event.plan.changes.filter(concerns);
		for (let line = lines.next(); !line.done; line = lines.next())
			for (const change of unpack(line.value as Piece)) changes.push(change);
		const {toldWithGroups: _counted, ...plan} = event.plan;
		return {...event, plan: {...plan, changes}};
	});

async function* streamed(data: Uint8Array): AsyncGenerator<unknown> {
	const stream = createUnzip();
	stream.setEncoding('utf8');
	stream.end(data);
	let rest = '';
	try {
		for await (const chunk of stream) {
			const lines = (rest + String(chunk)).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) yield JSON.parse(line) as unknown;
		}
		if (rest !== '') yield JSON.parse(rest) as unknown;
	} catch {
		// Torn: what came before it is what there is.
	}
}

/**
 * What `packEvent` packed, little by little, so that a screen lives on beside the largest plan: the event, a plan
 * without its changes, and then these by the thousand. Nothing when it is damaged.
 */
export async function* unpackSlowly(data: unknown): AsyncGenerator<SyncEvent | readonly Change[]> {
	if (!(data instanceof Uint8Array)) return;
	const unpack = unpacker();
	let event: SyncEvent | undefined;
	for await (const line of streamed(data)) {
		if (event !== undefined) yield unpack(line as Piece);
		else {
			event = line as SyncEvent;
			// As older versions packed it, in one.
			const whole = event.kind === 'planned' ? event.plan.changes : [];
			yield whole.length === 0 || event.kind !== 'planned' ? event : {...event, plan: {...event.plan, changes: []}};
			if (whole.length > 0) yield whole;
		}
	}
}
