// Which address of a person is theirs in the organisation, and whether it can be used.
import type {DirectoryUser} from '../ports.ts';
import type {EmailSource} from '../settings.ts';

export type EmailFlaw = 'none' | 'external' | 'too-long' | 'malformed';

/** Most that the organisation takes (Bitwarden server, OrganizationImportRequestModel). */
const longest = 256;
/** The first domain of every tenant, in each cloud: mail to it seldom reaches anyone. */
const startingDomain = /[@.](?:onmicrosoft\.(?:com|us|de)|partner\.onmschina\.cn)$/;
const shape =
	/^[^\s@"<>()[\]\\,;:|*]+@(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{N}][\p{L}\p{M}\p{N}-]*\p{L}[\p{L}\p{M}\p{N}-]*$/u;
const control = /[\p{Cc}\p{Cf}\p{Cs}]/u;

const tidy = (address: string | undefined): string => (address ?? '').trim().toLowerCase();

const flawOf = (address: string): EmailFlaw | undefined => {
	if (address === '') return 'none';
	// The sign-in name that a tenant makes up for somebody from outside; no mail arrives there.
	if (address.includes('#ext#')) return 'external';
	if (address.length > longest) return 'too-long';
	if (address.startsWith('.') || address.includes('..') || address.includes('.@')) return 'malformed';
	return shape.test(address) && !control.test(address) ? undefined : 'malformed';
};

const chosen = (user: Pick<DirectoryUser, 'mail' | 'upn'>, source: EmailSource): string => {
	if (source === 'upn') return tidy(user.upn);
	const mail = tidy(user.mail);
	if (source === 'mail' || (mail !== '' && !startingDomain.test(mail))) return mail;
	const upn = tidy(user.upn);
	// Mail at the starting domain is better than none.
	return mail !== '' && flawOf(upn) !== undefined ? mail : upn;
};

/** The person's e-mail in the organisation: trimmed, lower case; empty when there is none that can be used. */
export const emailOf = (user: Pick<DirectoryUser, 'mail' | 'upn'>, source: EmailSource): string => {
	const address = chosen(user, source);
	return flawOf(address) === undefined ? address : '';
};

/** What is wrong with the e-mail that the setting chooses; undefined when it can be used. */
export const emailFlaw = (
	user: Pick<DirectoryUser, 'mail' | 'upn'>,
	source: EmailSource,
): {readonly flaw: EmailFlaw; readonly address: string} | undefined => {
	const address = chosen(user, source);
	const flaw = flawOf(address);
	return flaw === undefined ? undefined : {flaw, address};
};
