import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {HttpResponse} from '../platform/http/port.ts';
import {cleanText} from '../platform/text/clean.ts';
import {requestIdOf} from './refusal.ts';

const titleOf = (text: string): string => cleanText(/<title[^>]*>([^<]{1,300})/i.exec(text.slice(0, 20_000))?.[1], 80);

/** Whom a redirect points to, without what may stand behind it. */
const originOf = (location: string | undefined, url: string): string => {
	if (location === undefined || !URL.canParse(location, url)) return '';
	return cleanText(new URL(location, url).origin, 100);
};

/** What answered, when it was not the server: words for a sentence; undefined when it may have been. */
const answeredWith = (response: HttpResponse, url: string): string | undefined => {
	const {status} = response;
	// RFC 6585, 6: the network itself wants a sign-in before it lets anything through.
	if (status === 511) return 'The network answered, and wants a sign-in of its own first (511)';
	if (status >= 300 && status < 400) {
		const to = originOf(response.headers.location, url);
		return `The answer was a redirect${to === '' ? '' : ` to ${to}`} (${status}), where Usher does not go`;
	}
	if (status < 200 || status > 299 || response.json() !== undefined) return undefined;
	const text = response.text();
	if (!/^\s*</.test(text)) return `The answer was no data, but a torn or empty text (${status})`;
	const title = titleOf(text);
	return `The answer was a web page${title === '' ? '' : `, "${title}",`} instead of data (${status})`;
};

/**
 * The error for an answer that did not come from the server, but from something before it: the sign-in page of a
 * network, a proxy, a redirect. Undefined for every answer that the server itself may have given. It says what
 * answered, and may pass. Exit 16.
 */
export const intercepted = (response: HttpResponse, url: string): UsherError | undefined => {
	const what = answeredWith(response, url);
	if (what === undefined) return undefined;
	return new UsherError({
		code: 'bitwarden-intercepted',
		exitCode: exitCodes.unavailable,
		message: `${new URL(url).host} could not be asked. ${what}.`,
		advice:
			'A sign-in page of the network, a proxy or a filter is usually in between: open the address from this machine, and let Usher through there. If it has always been so, check bitwarden.url (USHER_BITWARDEN_URL): it is the address at which the web vault opens.',
		requestId: requestIdOf(response),
	});
};
