import {createHash} from 'node:crypto';
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {Hosts} from './hosts.ts';
import {keyInOneLine} from './where.ts';

const form = /^organization\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const invalid = (code: string, message: string, hosts: Hosts): UsherError =>
	new UsherError({
		code,
		exitCode: exitCodes.signInFailed,
		message,
		advice: `${keyInOneLine(hosts)} Set it as bitwarden.clientId (USHER_BITWARDEN_CLIENT_ID).`,
	});

/**
 * The client id of an organisation's API key as the server wants it, and the organisation's id in it.
 * @throws UsherError (exit code 11) for somebody's personal key, an empty one, or one with a typing mistake
 */
export const readClientId = (typed: string, hosts: Hosts): {clientId: string; organisation: string} => {
	const text = typed
		.trim()
		.replace(/^["']|["']$/g, '')
		.toLowerCase();
	if (text === '') throw invalid('bitwarden-client-id-missing', "The organisation's client id is not set.", hosts);
	const organisation = form.exec(text)?.[1];
	if (organisation !== undefined) return {clientId: text, organisation};
	if (text.startsWith('user.'))
		throw invalid(
			'bitwarden-user-key',
			"This is a person's own API key (user.…). Usher needs the organisation's (organization.…).",
			hosts,
		);
	if (text.startsWith('installation.'))
		throw invalid(
			'bitwarden-installation-key',
			"This is the id of a server's installation. Usher needs the organisation's API key (organization.…).",
			hosts,
		);
	if (guid.test(text)) return {clientId: `organization.${text}`, organisation: text};
	throw invalid(
		'bitwarden-client-id-invalid',
		'The client id does not look like organization. and an id of 36 characters.',
		hosts,
	);
};

/** A device identifier that stays the same for a key, so that Vaultwarden does not see a new device with each run. */
export const deviceIdOf = (clientId: string): string => {
	const hex = createHash('sha256').update(`usher device ${clientId}`).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** How Bitwarden counts kinds of devices (Bitwarden server, DeviceType). */
export const deviceTypeOf = (platform: string): '6' | '7' | '8' =>
	platform === 'win32' ? '6' : platform === 'darwin' ? '7' : '8';
