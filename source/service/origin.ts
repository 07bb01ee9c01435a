// Where a profile was before a service took it over, so that whoever takes it back brings it to the same place.
import {existsSync, readFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {resolve} from 'node:path';
import {onDisk} from '../platform/disk/errors.ts';
import type {Environment} from '../platform/environment.ts';
import {type Paths, pathsOf} from '../platform/settings/paths.ts';

/** What decides where a profile's folders are; `sudo` sets HOME to root's. */
export const placeVariables = ['HOME', 'USHER_HOME', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME'] as const;

/**
 * The part of an environment that says where profiles are, as the file holds it: whole, since whoever takes a profile back
 * may be in another folder, and have another home.
 */
export const originText = (environment: Environment): string => {
	const {USHER_HOME: own} = environment;
	const said: Environment = {
		...environment,
		HOME: environment.HOME || homedir(),
		...(own ? {USHER_HOME: resolve(own)} : {}),
	};
	const kept = placeVariables.flatMap(name => (said[name] ? [[name, said[name]] as const] : []));
	return `${JSON.stringify({version: 1, environment: Object.fromEntries(kept)}, undefined, '\t')}\n`;
};

/** The folders that a profile came from, by the file that installing wrote; undefined without one that can be read as such. */
export const originPaths = (file: string, profile: string): Paths | undefined => {
	if (!existsSync(file)) return undefined;
	const text = onDisk(file, () => readFileSync(file, 'utf8'));
	let kept: unknown;
	try {
		kept = (JSON.parse(text) as {environment?: unknown} | null)?.environment;
	} catch {
		return undefined;
	}
	if (typeof kept !== 'object' || kept === null) return undefined;
	const environment = Object.fromEntries(
		Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
	);
	return pathsOf({environment, profile});
};
