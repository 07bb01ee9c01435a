// One page of a delta round: at most 200 objects and 500 links to members, large groups in slices.
import type {PracticeGroup, PracticeObject} from '../company/model.ts';
import {holds} from './access.ts';
import type {Caller, GraphContext} from './context.ts';
import {type Changed, changedSince, wantsMembers} from './delta-changes.ts';
import {deltaProperties, property} from './objects.ts';
import type {Round} from './round.ts';

/** Where a page begins: the object in the round, the link within it, and how many pages came before. */
export type Place = {readonly at: number; readonly link: number; readonly page: number};

type Page = {readonly items: string[]; readonly next: Place | undefined};

/** Fills a page from `place` on. */
export const fillPage = (
	context: GraphContext,
	caller: Caller,
	round: Round,
	place: Place,
	handles: readonly number[],
): Page => {
	const {knobs} = context;
	const items: string[] = [];
	const changes = round.from < 0 ? undefined : changedSince(context, round);
	let links = 0;
	let {at, link} = place;
	while (at < handles.length && items.length < knobs.deltaObjects && links < knobs.deltaLinks) {
		const object = context.company.store.objects[handles[at] as number] as PracticeObject;
		const change = changes?.get(object.handle);
		const said = say(context, caller, round, object, change, link, knobs.deltaLinks - links);
		if (said !== undefined) {
			items.push(said.text);
			links += said.links;
			if (said.more) {
				link += said.links;
				continue;
			}
		}
		at++;
		link = 0;
	}
	repeat(context, items);
	const more = at < handles.length && (round.from >= 0 || handles.slice(at).some(handle => shows(context, handle)));
	return {items, next: more ? {at, link, page: place.page + 1} : undefined};
};

/** Whether the first round has anything to say of an object. */
const shows = (context: GraphContext, handle: number): boolean => {
	const object = context.company.store.objects[handle] as PracticeObject;
	return object.state === 'here' ? !isTooNew(context, object) : context.knobs.oldTombstones;
};

const isTooNew = (context: GraphContext, object: PracticeObject): boolean => {
	const {lag} = context.company.store;
	const created = object.kind === 'user' || object.kind === 'group' ? object.created : 0;
	return lag.deltaMs > 0 && created > context.clock() - lag.deltaMs;
};

/** Replays, as the documentation warns of: the same objects once more, anywhere on the page. */
const repeat = (context: GraphContext, items: string[]): void => {
	const {duplicates} = context.knobs;
	if (duplicates <= 0) return;
	for (const item of [...items]) {
		if (context.chance() < duplicates) items.splice(Math.floor(context.chance() * (items.length + 1)), 0, item);
	}
};

type Said = {readonly text: string; readonly links: number; readonly more: boolean};

const say = (
	context: GraphContext,
	caller: Caller,
	round: Round,
	object: PracticeObject,
	change: Changed | undefined,
	from: number,
	room: number,
): Said | undefined => {
	if (object.state !== 'here') {
		if (round.from < 0 && !context.knobs.oldTombstones) return undefined;
		return tombstone(object);
	}
	if (round.from < 0 && isTooNew(context, object)) return undefined;
	const whole = change === undefined || change.whole;
	let text = `{"id":"${object.id}"${propertiesOf(round, object, whole ? undefined : change)}`;
	if (object.kind !== 'group' || !wantsMembers(round.select)) return {text: `${text}}`, links: 0, more: false};
	const hidden = object.visibility === 'HiddenMembership' && !holds(caller, 'Member.Read.Hidden');
	const links = hidden ? [] : linksOf(context, object, whole ? undefined : change);
	const slice = links.slice(from, from + room);
	if (slice.length > 0) text += `,"members@delta":[${slice.join(',')}]`;
	return {text: `${text}}`, links: slice.length, more: from + slice.length < links.length};
};

const tombstone = (object: PracticeObject): Said => {
	const reason = object.state === 'deleted' ? 'changed' : 'deleted';
	return {text: `{"id":"${object.id}","@removed":{"reason":"${reason}"}}`, links: 0, more: false};
};

/** Selected properties with a value; one that has become null is said to be null. */
const propertiesOf = (round: Round, object: PracticeObject, change: Changed | undefined): string => {
	let text = '';
	for (const name of deltaProperties(round.kind, round.select)) {
		const changed = change?.properties.has(name) ?? false;
		if (round.minimal && change !== undefined && !changed) continue;
		const value = property(object, name);
		if ((value === null || value === undefined) && !changed) continue;
		text += `,"${name}":${JSON.stringify(value)}`;
	}
	return text;
};

/** Members as links: all of them, or those that came and went. Soft-deleted people are not spoken of. */
const linksOf = (context: GraphContext, group: PracticeGroup, change: Changed | undefined): string[] => {
	const {objects} = context.company.store;
	const link = (handle: number, end: string): string => {
		const member = objects[handle] as PracticeObject;
		return `{"@odata.type":"#microsoft.graph.${member.kind}","id":"${member.id}"${end}}`;
	};
	if (change === undefined) {
		return group.members.filter(handle => objects[handle]?.state === 'here').map(handle => link(handle, ''));
	}
	const links: string[] = [];
	for (const [handle, what] of change.members) {
		if (what === 'removed') links.push(link(handle, ',"@removed":{"reason":"deleted"}'));
		else if (objects[handle]?.state === 'here') links.push(link(handle, ''));
	}
	return links;
};
