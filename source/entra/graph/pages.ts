import {setImmediate as tick} from 'node:timers/promises';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {CallContext} from '../../core/ports.ts';
import {sameOrigin} from '../../platform/http/origin.ts';
import {isGraphError} from './errors.ts';
import {itemsOf, type Json} from './json.ts';
import type {Answer, AskOptions, Wire} from './wire.ts';

export type Page = {
	readonly items: readonly unknown[];
	/** The listing began again, because its page token had expired: what came before this page does not count. */
	readonly restarted: boolean;
	/** Of a delta round: what to ask next time. On its last page only. */
	readonly deltaLink?: string;
};

export type Pages = (path: string, call: CallContext, options?: AskOptions) => AsyncGenerator<Page, void>;

const restartsMost = 3;
/** Pages may be empty and still go on; no honest listing has this many of them in a row. */
const emptiesMost = 1000;

const badLink = (code: string, message: string): UsherError =>
	new UsherError({
		code,
		exitCode: exitCodes.unavailable,
		message,
		advice: 'Run it again. If it stays, something between Usher and Microsoft Graph changes the answers.',
	});

/** Longer ones are asked by no client and taken by no server: one that was kept would make every later read fail. */
const longest = 32_768;

/** A link in a page: none, or a text of the same origin. */
export const linkIn = (body: unknown, name: string, root: string): string | undefined => {
	const link = (body as Json)[name];
	if (link === undefined || link === null || link === '') return undefined;
	if (typeof link !== 'string' || link.length > longest)
		throw badLink('bad-link', 'Microsoft Graph gave a next page that is no link.');
	return sameOrigin(link, root).href;
};

/** Whether a link that was kept is one that `linkIn` can have given. */
export const isKeptLink = (link: string, root: string): boolean =>
	link.length <= longest && URL.canParse(link) && new URL(link).origin === new URL(root).origin;

/** Guards one listing: each link is followed once. */
export const createTrail = (): ((link: string) => void) => {
	const seen = new Set<string>();
	return link => {
		if (seen.has(link))
			throw badLink('repeating-link', 'Microsoft Graph leads round in a circle: a next page came twice.');
		seen.add(link);
	};
};

/** Whether the token in a next link is dead, so that the listing has to begin again. */
export const isExpiredPage = (error: unknown): boolean =>
	isGraphError(error, 'Directory_ExpiredPageToken', 'DirectoryPageTokenNotFoundException');

/**
 * The pages of a collection or of a delta round, one after the other. Next links are followed as they are, only on
 * Graph's own origin; one that repeats is an error; an expired one starts the listing again, three times at most.
 * Microsoft Graph, "Paging Microsoft Graph data in your app".
 */
export const createPages = (wire: Wire): Pages =>
	async function* (path, call, options = {}) {
		const ask = (link: string): Promise<Answer> => wire.exchange('GET', link, call, {...options, shape: 'collection'});
		for (let restarts = 0; ; restarts++) {
			let next: string | undefined;
			let first = true;
			let empties = 0;
			const trail = createTrail();
			try {
				let coming: Promise<Answer> | undefined = ask(path);
				while (coming !== undefined) {
					const {body} = await coming;
					const items = itemsOf(body) ?? [];
					empties = items.length === 0 ? empties + 1 : 0;
					next = linkIn(body, '@odata.nextLink', wire.root);
					if (next !== undefined) trail(next);
					if (empties > emptiesMost)
						throw badLink('endless-listing', 'Microsoft Graph gives empty pages without an end.');
					const deltaLink = next === undefined ? linkIn(body, '@odata.deltaLink', wire.root) : undefined;
					// Asked for before this page is looked at: a long listing is a chain of round trips, and nothing else shortens it.
					coming = next === undefined ? undefined : ask(next);
					coming?.catch(() => {});
					// And sent: whoever looks at a page of a thousand would hold it back for as long as that takes.
					if (coming !== undefined) await tick();
					yield {items, restarted: first && restarts > 0, ...(deltaLink !== undefined && {deltaLink})};
					first = false;
				}
				return;
			} catch (error) {
				if (first || restarts >= restartsMost || !isExpiredPage(error)) throw error;
			}
		}
	};
