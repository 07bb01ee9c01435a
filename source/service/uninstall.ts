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
 * @param options.systemd whether it runs here; without it no unit can be up, and none is stopped
 * @returns when no service has this profile, nothing is copied: an old copy must not replace what has been learnt since. What
 * an uninstall or install that was cut short has left is removed
 */
export const uninstallActions = (
	profile: string,
	paths: Paths,
	{
		purge,
		root = '/',
		systemd = true,
	}: {readonly purge: boolean; readonly root?: string | undefined; readonly systemd?: boolean},
): readonly Action[] => {
	const unit = unitName(profile);
	const target = servicePaths(profile);
	const below = (path: string): string => join(root, path);
	const origin = originPaths(below(originFile(profile)), profile) ?? paths;
	const hasUnit = existsSync(below(`${unitFolder}/${unit}.service`));
	const tidying = [
		{kind: 'remove', path: secretsFolder(profile)} as const,
		...(purge ? [{kind: 'remove', path: target.folder} as const] : []),
	];
	if (!hasUnit && handedOverTo({stateFolder: below(origin.stateFolder)}) === undefined) {
		return tidying.filter(({path}) => existsSync(below(path)));
	}
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
		// One that does not stop would go on writing into what is copied: then this ends here, and can be done again.
		...(systemd ? [`${unit}.timer`, `${unit}.service`] : [])
			.filter(name => existsSync(below(`${unitFolder}/${name}`)))
			.map(name => ({kind: 'run', command: ['systemctl', 'disable', '--now', name]}) as const),
		...back,
		...folders.map(folder => ({kind: 'run', command: ['chown', '-R', `--reference=${folder}`, folder]}) as const),
		{kind: 'remove', path: `${unitFolder}/${unit}.service`},
		{kind: 'remove', path: `${unitFolder}/${unit}.timer`},
		...(systemd ? [{kind: 'run', command: ['systemctl', 'daemon-reload']} as const] : []),
		// Once it is gone the profile runs here again; what follows is only tidying up.
		{kind: 'remove', path: handOverNote(origin)},
		...tidying,
	];
};
