// Delta queries of users and groups ("Use delta query to track changes", user: delta, group: delta): the rounds and their tokens.
import type {PracticeObject} from '../company/model.ts';
import type {PracticeReply} from '../exchange.ts';
import {need, readGroups, readUsers} from './access.ts';
import type {GraphContext, GraphRequest} from './context.ts';
import {changedSince} from './delta-changes.ts';
import {fillPage, type Place} from './delta-page.ts';
import {checkSelection, selection} from './objects.ts';
import {openPageToken, openToken, writeToken} from './page-token.ts';
import {badRequest, GraphRefusal, unsupported} from './refusal.ts';
import type {DeltaKind, Round} from './round.ts';

type NextToken = {readonly t: 'next'; readonly round: Round; readonly place: Place};
type DeltaToken = {
	readonly t: 'delta';
	readonly kind: DeltaKind;
	readonly select?: readonly string[];
	readonly ids?: readonly string[];
	readonly seq: number;
};

/** GET /users/delta and /groups/delta. @throws GraphRefusal */
export const getDelta = (context: GraphContext, request: GraphRequest, kind: DeltaKind): PracticeReply => {
	need(request.caller, ...(kind === 'user' ? readUsers : readGroups));
	const {query} = request;
	const skip = query.get('$skiptoken');
	if (skip !== null) {
		checkAlone(query);
		const opened = openPageToken<NextToken>(context, skip);
		if (opened.t !== 'next' || opened.round.kind !== kind)
			throw badRequest('The specified page token value is not valid.');
		return page(context, request, opened.round, opened.place);
	}
	const token = query.get('$deltatoken');
	if (token === null || token === '') return page(context, request, firstRound(context, request, kind, -1), start);
	if (token.toLowerCase() === 'latest') {
		const round = firstRound(context, request, kind, context.company.store.visibleChanges());
		return reply(context, round, [], undefined);
	}
	checkAlone(query);
	const opened = openToken<DeltaToken>(context, token);
	if (opened.t !== 'delta' || opened.kind !== kind) throw badRequest('The specified delta token value is not valid.');
	const old = context.clock() - opened.at > context.knobs.deltaTokenMs;
	if (old || opened.at < context.dead.deltasBefore) throw deadToken(context, kind);
	const minimal = (request.headers.prefer ?? '').toLowerCase().replaceAll(' ', '').includes('return=minimal');
	const {select, ids, seq} = opened;
	const round: Round = {
		kind,
		from: seq,
		to: context.company.store.visibleChanges(),
		...(select === undefined ? {} : {select}),
		...(ids === undefined ? {} : {ids}),
		...(minimal ? {minimal} : {}),
	};
	return page(context, request, round, start);
};

/** Options belong to the first request; beside a token they are refused. */
const checkAlone = (query: URLSearchParams): void => {
	for (const name of ['$select', '$filter', '$expand', '$top', '$orderby']) {
		if (query.has(name))
			throw unsupported(`The query parameter '${name}' is not supported together with a state token.`);
	}
};

const start: Place = {at: 0, link: 0, page: 0};

const firstRound = (context: GraphContext, request: GraphRequest, kind: DeltaKind, from: number): Round => {
	const {query} = request;
	if (query.has('$orderby')) throw unsupported('$orderby is not supported for delta queries.');
	if (query.has('$search')) throw unsupported('$search is not supported for delta queries.');
	const expand = query.get('$expand');
	// The old way to ask for the members of groups, before $select could.
	if (expand !== null && !(kind === 'group' && /^members\b/.test(expand))) {
		throw unsupported('$expand is not supported for delta queries.');
	}
	const select = selection(query);
	checkSelection(select, kind, true);
	const filter = query.get('$filter');
	return {
		kind,
		from,
		to: context.company.store.visibleChanges(),
		...(select === undefined ? {} : {select}),
		...(filter === null ? {} : {ids: idsOf(filter)}),
	};
};

const idsOf = (filter: string): string[] => {
	const clauses = filter.split(/\s+or\s+/i);
	if (clauses.length > 50) throw unsupported('At most 50 ids can be filtered on.');
	return clauses.map(clause => {
		const id = /^\s*id\s+eq\s+'([0-9a-f-]{36})'\s*$/i.exec(clause)?.[1];
		if (id === undefined) throw unsupported('Only a filter on id is supported for delta queries.');
		return id.toLowerCase();
	});
};

const page = (context: GraphContext, request: GraphRequest, round: Round, place: Place): PracticeReply => {
	const empty = context.knobs.emptyPageEvery;
	if (empty > 0 && place.page % (empty + 1) === empty) {
		return reply(context, round, [], {...place, page: place.page + 1});
	}
	const {items, next} = fillPage(context, request.caller, round, place, objectsOf(context, round));
	return reply(context, round, items, next);
};

/** The handles that a round walks through, in an order that does not change while it lasts. */
const objectsOf = (context: GraphContext, round: Round): readonly number[] => {
	const {store} = context.company;
	const all =
		round.from < 0 ? (round.kind === 'user' ? store.users : store.groups) : [...changedSince(context, round).keys()];
	if (round.ids === undefined) return all;
	const ids = new Set(round.ids);
	return all.filter(handle => ids.has((store.objects[handle] as PracticeObject).id));
};

const reply = (
	context: GraphContext,
	round: Round,
	items: readonly string[],
	next: Place | undefined,
): PracticeReply => {
	const base = `${context.graphUrl()}/v1.0/`;
	const {kind, select, ids} = round;
	let link: string;
	if (next === undefined) {
		const token: DeltaToken = {
			t: 'delta',
			kind,
			seq: round.to,
			...(select === undefined ? {} : {select}),
			...(ids === undefined ? {} : {ids}),
		};
		link = `"@odata.deltaLink":${JSON.stringify(`${base}${kind}s/delta?$deltatoken=${writeToken(context, token)}`)}`;
	} else {
		const token: NextToken = {t: 'next', round, place: next};
		link = `"@odata.nextLink":${JSON.stringify(`${base}${kind}s/delta?$skiptoken=${writeToken(context, token)}`)}`;
	}
	const shape = `${kind}s${select === undefined ? '' : `(${select.join(',')})`}`;
	const head = `{"@odata.context":${JSON.stringify(`${base}$metadata#${shape}/$delta`)}`;
	return {status: 200, body: `${head},${link},"value":[${items.join(',')}]}`};
};

/** The ways in which a token that is too old is refused. */
const deadToken = (context: GraphContext, kind: DeltaKind): GraphRefusal => {
	switch (context.knobs.deadToken) {
		case 'gone':
			return new GraphRefusal(
				410,
				'resyncRequired',
				"Resync required. Replace any local items with the server's version.",
				{
					headers: {location: `${context.graphUrl()}/v1.0/${kind}s/delta?$deltatoken=`},
				},
			);
		case 'sync-state-not-found':
			return new GraphRefusal(
				400,
				'syncStateNotFound',
				'The sync state generation is not found; continue with a full synchronization.',
			);
		case 'resync-required':
			return new GraphRefusal(404, 'ResyncRequired', 'Resync is required: the provided token is no longer valid.');
		case 'too-old':
			return unsupported('DeltaLink older than 30 days is not supported.');
	}
};
