import {UsherError} from '../core/errors.ts';
import type {CallContext} from '../core/ports.ts';
import {cleanText} from '../platform/text/clean.ts';
import type {Client} from './client.ts';
import {isFields} from './fields.ts';

/** What a server says of itself, to anyone. */
export type ServerConfig = {
	/** It answered as a Bitwarden server does. */
	readonly known: boolean;
	/** `Vaultwarden`, or another maker's name; empty for Bitwarden's own. */
	readonly name: string;
	readonly version: string;
	/** New members can be staged: not invited yet, no seat. */
	readonly staged: boolean;
};

/** A site that is no Bitwarden server answers anything with its own pages: no use in asking for minutes. */
const ask = async (client: Client, call: CallContext): Promise<unknown> => {
	try {
		const response = await client.read('/config', call, {anonymous: true, mostPages: 3});
		return response.status === 200 ? response.json() : undefined;
	} catch (error) {
		if (error instanceof UsherError && error.code === 'network-bad-reply') return undefined;
		throw error;
	}
};

/** The unauthenticated config of a server (Bitwarden server, ConfigResponseModel). @throws UsherError (exit 16) */
export const readServerConfig = async (client: Client, call: CallContext): Promise<ServerConfig> => {
	const body = await ask(client, call);
	if (!isFields(body)) return {known: false, name: '', version: '', staged: false};
	const flags = isFields(body.featureStates) ? body.featureStates : {};
	const name = isFields(body.server) ? cleanText(body.server.name, 60) : '';
	const version = cleanText(body.version, 40);
	return {
		known: name !== '' || version !== '' || body.object === 'config',
		name,
		version,
		staged: flags['pm-34423-staged-status'] === true,
	};
};

/** Whether a version (`2026.2.0`) is at least that of a year and month; false when it cannot be read. */
export const isAtLeast = (version: string, year: number, month: number): boolean => {
	const match = /^v?(\d{4})\.(\d{1,2})(?:\D|$)/.exec(version);
	if (match === null) return false;
	const theirs = Number(match[1]);
	return theirs > year || (theirs === year && Number(match[2]) >= month);
};
