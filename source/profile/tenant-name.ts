// The tenant's name, for people to read, where the settings do not have it: asked for once, and kept beside the state.
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {writeWhole} from '../platform/disk/write.ts';
import type {Paths} from '../platform/settings/paths.ts';
import {cleanText} from '../platform/text/clean.ts';
import type {UnconnectedProfile} from './open.ts';

const fileOf = (paths: Pick<Paths, 'stateFolder'>): string => join(paths.stateFolder, 'tenant-name.json');
const longest = 256;

/** The name that is kept for this tenant; undefined when none is, or it is another tenant's. */
export const knownTenantName = (paths: Pick<Paths, 'stateFolder'>, tenant: string | undefined): string | undefined => {
	const path = fileOf(paths);
	try {
		if (tenant === undefined || !existsSync(path)) return undefined;
		const kept: unknown = JSON.parse(readFileSync(path, 'utf8'));
		if (typeof kept !== 'object' || kept === null || !('tenant' in kept) || kept.tenant !== tenant) return undefined;
		return 'name' in kept ? cleanText(kept.name, longest) || undefined : undefined;
	} catch {
		// It is only a name: asked for again.
		return undefined;
	}
};

/**
 * Asks the tenant for its name and keeps it (Microsoft Graph, Get organization). Undefined where the application may
 * not read it: the id has to do then.
 */
export const askTenantName = async (
	profile: Pick<UnconnectedProfile, 'connect' | 'paths' | 'settings'>,
	signal: AbortSignal,
): Promise<string | undefined> => {
	const {tenant} = profile.settings.entra;
	const {graph} = await profile.connect();
	const body = await graph.get('/organization?$select=displayName', {signal, waiting: () => {}});
	const rows: unknown = typeof body === 'object' && body !== null && 'value' in body ? body.value : undefined;
	const first: unknown = Array.isArray(rows) ? rows[0] : undefined;
	const given = typeof first === 'object' && first !== null && 'displayName' in first ? first.displayName : undefined;
	const name = cleanText(given, longest);
	if (name === '') return undefined;
	writeWhole(fileOf(profile.paths), `${JSON.stringify({tenant, name})}\n`);
	return name;
};
