// Collections in pages: $top, $select, $filter, $count, next links.
import type {PracticeReply} from '../exchange.ts';
import type {GraphContext, GraphRequest} from './context.ts';
import {compileFilter, type Predicate} from './filter.ts';
import {selection} from './objects.ts';
import {openPageToken, writeToken} from './page-token.ts';
import {badRequest, unsupported} from './refusal.ts';

/** What a next link carries. */
type Position = {
	readonly path: string;
	readonly from: number;
	readonly top: number;
	readonly select?: readonly string[];
	readonly filter?: string;
	readonly search?: string;
	readonly order?: string;
	/** How many pages came before. */
	readonly page: number;
};

export type Listing<T, P> = {
	/** Path behind `/v1.0/`. */
	readonly path: string;
	readonly source: readonly T[];
	/** What the collection shows of an entry; undefined skips it. */
	readonly pick: (entry: T) => P | undefined;
	/** Made once a page. */
	readonly writer: (select: readonly string[] | undefined) => (picked: P) => string;
	readonly property: (picked: P, name: string) => unknown;
	readonly isProperty?: (name: string) => boolean;
	readonly context: string;
	readonly checkSelect?: (select: readonly string[] | undefined) => void;
};

/** Asked with `ConsistencyLevel: eventual` and `$count=true`. */
export const isAdvanced = (request: GraphRequest): boolean =>
	request.headers.consistencylevel?.toLowerCase() === 'eventual' && request.query.get('$count') === 'true';

/** One page of a collection. @throws GraphRefusal */
export const listPage = <T, P>(context: GraphContext, request: GraphRequest, listing: Listing<T, P>): PracticeReply => {
	const token = request.query.get('$skiptoken');
	const position = token === null ? firstPosition(context, request, listing) : openPageToken<Position>(context, token);
	if (position.path !== listing.path) throw badRequest('The specified page token value is not valid.');
	const {select} = position;
	const accept = acceptOf(request, listing, position, token !== null);
	const empty = context.knobs.emptyPageEvery;
	if (empty > 0 && position.page % (empty + 1) === empty) {
		return pageReply(context, listing, [], {...position, page: position.page + 1});
	}
	const items: string[] = [];
	const write = listing.writer(select);
	const source = position.order === undefined ? listing.source : ordered(listing, position.order);
	let at = position.from;
	for (; at < source.length && items.length < position.top; at++) {
		const picked = listing.pick(source[at] as T);
		if (picked === undefined || (accept !== undefined && !accept(name => listing.property(picked, name)))) continue;
		items.push(write(picked));
	}
	// A next link only when something follows: the rest is looked at, not counted.
	let more = false;
	for (let ahead = at; ahead < source.length && !more; ahead++) {
		const picked = listing.pick(source[ahead] as T);
		more = picked !== undefined && (accept === undefined || accept(name => listing.property(picked, name)));
	}
	const next = more ? {...position, from: at, page: position.page + 1} : undefined;
	const count = token === null && isAdvanced(request) ? countOf(listing, accept) : undefined;
	return pageReply(context, listing, items, next, count);
};

const countOf = <T, P>(listing: Listing<T, P>, accept: Predicate | undefined): number =>
	listing.source.reduce((count, entry) => {
		const picked = listing.pick(entry);
		const counts = picked !== undefined && (accept === undefined || accept(name => listing.property(picked, name)));
		return counts ? count + 1 : count;
	}, 0);

/** `/$count` of a collection: a number as plain text. @throws GraphRefusal without ConsistencyLevel */
export const countReply = <T, P>(request: GraphRequest, listing: Listing<T, P>): PracticeReply => {
	if (request.headers.consistencylevel?.toLowerCase() !== 'eventual') {
		throw badRequest('$count is not currently supported.');
	}
	const filter = request.query.get('$filter');
	const accept = filter === null ? undefined : filterOf(request, listing, filter, true);
	return {status: 200, headers: {'content-type': 'text/plain'}, body: String(countOf(listing, accept))};
};

const acceptOf = <T, P>(
	request: GraphRequest,
	listing: Listing<T, P>,
	{filter, search}: Pick<Position, 'filter' | 'search'>,
	advanced: boolean,
): Predicate | undefined => {
	const filtered = filter === undefined ? undefined : filterOf(request, listing, filter, advanced);
	if (search === undefined) return filtered;
	const found = searchOf(search);
	return filtered === undefined ? found : read => filtered(read) && found(read);
};

/** `"displayName:words"`: every word begins a word of the property. @throws GraphRefusal */
const searchOf = (text: string): Predicate => {
	const [, name, words] = /^"?([A-Za-z]+):([^"]*)"?$/.exec(text.trim()) ?? [];
	if (name === undefined || words === undefined) throw unsupported(`Syntax error in the $search clause ${text}.`);
	const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
	return read => {
		const held = String(read(name) ?? '')
			.toLowerCase()
			.split(/[\s@.,_-]+/);
		return wanted.every(word => held.some(part => part.startsWith(word)));
	};
};

const ordered = <T, P>(listing: Listing<T, P>, order: string): readonly T[] => {
	const [name = '', direction] = order.trim().split(/\s+/);
	const sign = direction === 'desc' ? -1 : 1;
	const key = (entry: T): string => {
		const picked = listing.pick(entry);
		return picked === undefined ? '' : String(listing.property(picked, name) ?? '');
	};
	const keys = new Map(listing.source.map(entry => [entry, key(entry)]));
	return listing.source.toSorted((left, right) => sign * (keys.get(left) ?? '').localeCompare(keys.get(right) ?? ''));
};

const filterOf = <T, P>(request: GraphRequest, listing: Listing<T, P>, text: string, advanced: boolean): Predicate => {
	const compiled = compileFilter(text, listing.isProperty ?? (() => true));
	if (compiled.advanced && !advanced && !isAdvanced(request)) {
		throw unsupported(`Unsupported or invalid query filter clause specified. ${text}`);
	}
	return compiled.accept;
};

const firstPosition = <T, P>(context: GraphContext, request: GraphRequest, listing: Listing<T, P>): Position => {
	const {query} = request;
	if (query.has('$skip')) throw badRequest("'$skip' is not supported by the service.");
	if (query.has('$search') && request.headers.consistencylevel?.toLowerCase() !== 'eventual') {
		throw unsupported(
			"Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
		);
	}
	if (query.has('$orderby') && query.has('$filter') && !isAdvanced(request)) {
		throw unsupported('Sorting not supported for current query.');
	}
	const select = selection(query);
	listing.checkSelect?.(select);
	const filter = query.get('$filter');
	const search = query.get('$search');
	const order = query.get('$orderby');
	return {
		path: listing.path,
		from: 0,
		top: pageSize(context, query),
		page: 0,
		...(select === undefined ? {} : {select}),
		...(filter === null ? {} : {filter}),
		...(search === null ? {} : {search}),
		...(order === null ? {} : {order}),
	};
};

const pageSize = (context: GraphContext, query: URLSearchParams): number => {
	const {pageSize: usual, maxPageSize: most} = context.knobs;
	const top = query.get('$top');
	if (top === null) return usual;
	if (!/^\d+$/.test(top)) {
		throw badRequest(
			`Invalid value '${top}' for $top query option found. The $top query option requires a non-negative integer value.`,
		);
	}
	const size = Number(top);
	if (size < 1 || size > most) {
		throw unsupported(`Invalid page size specified: '${size}'. Must be between 1 and ${most} inclusive.`);
	}
	return size;
};

const pageReply = <T, P>(
	context: GraphContext,
	listing: Listing<T, P>,
	items: readonly string[],
	next: Position | undefined,
	count?: number,
): PracticeReply => {
	const root = `${context.graphUrl()}/v1.0/`;
	let body = `{"@odata.context":${JSON.stringify(`${root}$metadata#${listing.context}`)}`;
	if (count !== undefined) body += `,"@odata.count":${count}`;
	if (next !== undefined) {
		const select = next.select === undefined ? '' : `$select=${encodeURIComponent(next.select.join(','))}&`;
		const link = `${root}${listing.path}?${select}$top=${next.top}&$skiptoken=${writeToken(context, next)}`;
		body += `,"@odata.nextLink":${JSON.stringify(link)}`;
	}
	return {status: 200, body: `${body},"value":[${items.join(',')}]}`};
};
