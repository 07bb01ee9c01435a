import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import {cleanText} from '../platform/text/clean.ts';

/** Where an organisation's server is asked. No slash at the end of any of them. */
export type Hosts = {
	readonly api: string;
	readonly identity: string;
	/** The web vault, for people. */
	readonly vault: string;
	readonly kind: 'cloud' | 'self-hosted';
	/** What a person knows it by: `bitwarden.com`, or the host of a self-hosted server. */
	readonly label: string;
};

/** Bitwarden's own clouds (Bitwarden server, CloudRegionConfig). */
export const cloudDomains = ['bitwarden.com', 'bitwarden.eu', 'bitwarden-gov.com'] as const;

const cloud = (domain: string): Hosts => ({
	api: `https://api.${domain}`,
	identity: `https://identity.${domain}`,
	vault: `https://vault.${domain}`,
	kind: 'cloud',
	label: domain,
});

const invalid = (what: string): UsherError =>
	new UsherError({
		code: 'bitwarden-url-invalid',
		exitCode: exitCodes.notSetUp,
		message: `The address of the Bitwarden server ${what}.`,
		advice:
			'Set bitwarden.url (USHER_BITWARDEN_URL) to https://bitwarden.com, https://bitwarden.eu, or the address of your own server, for example https://vault.example.com.',
	});

/** What people have around an address when they copy it. */
const unwrapped = (text: string): string =>
	text
		.trim()
		.replace(/^[<"'`(]+|[>"'`),;]+$/g, '')
		.trim()
		.replaceAll('\\', '/');

/** `https//host`, `https:host`, `https:/host`, and no scheme at all. */
const withScheme = (text: string): string => {
	const match = /^(https?)(?::\/*|\/\/)(?=[^/\d])/i.exec(text);
	if (match !== null) return `${match[1]?.toLowerCase()}://${text.slice(match[0].length)}`;
	return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text.replace(/^\/+/, '')}`;
};

/** Pages and interfaces of a server that are not its base. */
const knownPaths = /\/(?:api|identity|admin|icons|notifications|events|sso|scim|#.*)(?:\/.*)?$/i;

/**
 * The hosts for what a person typed: a region, a page of the web vault, or the base of a self-hosted server.
 * @throws UsherError `bitwarden-url-invalid` (exit code 10)
 */
export const hostsOf = (typed: string): Hosts => {
	const text = unwrapped(typed);
	if (text === '') throw invalid('is empty');
	const full = withScheme(text);
	if (!URL.canParse(full)) throw invalid(`cannot be read: "${cleanText(typed, 100)}"`);
	const url = new URL(full);
	if (url.protocol === 'http:')
		throw invalid('starts with http://, which anyone on the way could read; it has to be https://');
	if (url.protocol !== 'https:')
		throw invalid(`starts with ${cleanText(url.protocol, 20)}//, and has to start with https://`);
	if (url.username !== '' || url.password !== '')
		throw invalid('has a name or a password in it, which do not belong there');
	const host = url.hostname.toLowerCase().replace(/\.$/, '');
	for (const domain of cloudDomains) if (host === domain || host.endsWith(`.${domain}`)) return cloud(domain);
	if (!host.includes('.') && host !== 'localhost' && !host.startsWith('[') && url.port === '' && !text.includes('/'))
		throw invalid(`is only "${cleanText(host, 100)}", without a domain; write it in full, with https:// in front`);
	const path = url.pathname
		.replace(/\/{2,}/g, '/')
		.replace(knownPaths, '')
		.replace(/\/+$/, '');
	const base = `https://${host}${url.port === '' ? '' : `:${url.port}`}${path}`;
	return {api: `${base}/api`, identity: `${base}/identity`, vault: base, kind: 'self-hosted', label: base.slice(8)};
};
