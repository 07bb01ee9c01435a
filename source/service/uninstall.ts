// Taking a profile back from systemd, with what the service has learnt.
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {UsherError} from '../core/errors.ts';
import {onDisk} from '../platform/disk/errors.ts';
import type {Paths} from '../platform/settings/paths.ts';
import {openSettings} from '../platform/settings/store.ts';
import {handedOverTo, handOverNote} from '../profile/handed-over.ts';
import type {Action} from './action.ts';
import {certificateCopy, originFile, secretsFolder, servicePaths} from './install.ts';
import {originPaths} from './origin.ts';
import {unitFolder, unitName} from './systemd.ts';

/** Writes a file back when the service's is another one than the profile's own; nothing when there is none. */
const writeBack = (from: string, path: string | undefined, secret: boolean): readonly Action[] => {
	if (path === undefined || !existsSync(from)) return [];
	const theirs = onDisk(from, () => readFileSync(from));
	if (existsSync(path) && theirs.equals(onDisk(path, () => readFileSync(path)))) return [];
	return [{kind: 'write', path, mode: 0o600, text: theirs, ...(secret ? {secret} : {})}];
};

/** Where the certificate of the profile was; settings that cannot be read are no reason to keep the profile. */
const certificateOf = (paths: Paths): string | undefined => {
	try {
		return openSettings({paths, environment: {}}).settings.entra.certificateFile;
	} catch (error) {
		if (error instanceof UsherError) return undefined;
		throw error;
	}
};

/**
 * What taking it back does: the profile returns to where it came from, with what the service has learnt, the settings
 * that were changed there and a certificate that was renewed there. The service's home stays, until `purge`.
 *
 * @param paths where the profile is, when nothing tells where it came from
 * @param options.root the folder below which everything is looked for
 * @returns nothing to do, when no service has this profile: an old copy must not replace what has been learnt since
 */
export const uninstallActions = (
	profile: string,
	paths: Paths,
	{purge, root = '/'}: {readonly purge: boolean; readonly root?: string | undefined},
): readonly Action[] => {
	const unit = unitName(profile);
	const target = servicePaths(profile);
	const below = (path: string): string => join(root, path);
	const origin = originPaths(below(originFile(profile)), profile) ?? paths;
	const hasUnit = existsSync(below(`${unitFolder}/${unit}.service`));
	if (!hasUnit && handedOverTo({stateFolder: below(origin.stateFolder)}) === undefined) return [];
	const back: Action[] = [
		...[
			[target.ledger, origin.ledger],
			[target.state, origin.state],
		].flatMap(([from = '', path = '']) =>
			existsSync(below(from)) ? [{kind: 'copy-database', from: below(from), path} as const] : [],
		),
		...writeBack(below(target.settings), origin.settings, false),
		...writeBack(below(join(target.folder, certificateCopy)), certificateOf(origin), true),
	];
	// Written by root, for whoever owns the folders.
	const folders = [...new Set([origin.stateFolder, origin.folder])].filter(folder => existsSync(folder));
	return [
		{kind: 'run', command: ['systemctl', 'disable', '--now', `${unit}.timer`], mayFail: true},
		{kind: 'run', command: ['systemctl', 'disable', '--now', `${unit}.service`], mayFail: true},
		...back,
		...folders.map(folder => ({kind: 'run', command: ['chown', '-R', `--reference=${folder}`, folder]}) as const),
		{kind: 'remove', path: `${unitFolder}/${unit}.service`},
		{kind: 'remove', path: `${unitFolder}/${unit}.timer`},
		{kind: 'run', command: ['systemctl', 'daemon-reload']},
		// Once it is gone the profile runs here again; what follows is only tidying up.
		{kind: 'remove', path: handOverNote(origin)},
		{kind: 'remove', path: secretsFolder(profile)},
		...(purge ? [{kind: 'remove', path: target.folder} as const] : []),
	];
};
