import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {cleanText} from '../text/clean.ts';

const foreign = (what: string, host: string): UsherError =>
	new UsherError({
		code: 'foreign-link',
		exitCode: exitCodes.unavailable,
		message: `${host} gave a link ${what}. It was not followed, because the access token would have gone with it.`,
		advice:
			'Something between Usher and the service rewrites its answers, or the service misbehaves. Check the proxy and the addresses in the settings, then try again.',
	});

/**
 * A link that a server gave (next page, delta, Location), if it stays where the answer came from.
 * @param link absolute, or relative to `of`
 * @param of the address that was asked
 * @throws UsherError `foreign-link` when scheme, host or port differ, or the link carries a name and password
 */
export const sameOrigin = (link: string, of: string): URL => {
	const from = new URL(of);
	if (!URL.canParse(link, of)) throw foreign('that is none', from.host);
	const to = new URL(link, of);
	if (to.origin !== from.origin) throw foreign(`to ${cleanText(to.host, 100) || to.protocol}`, from.host);
	if (to.username !== '' || to.password !== '') throw foreign('with a name and a password in it', from.host);
	return to;
};
