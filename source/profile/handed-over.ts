import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {Paths} from '../platform/settings/paths.ts';

/** The note that a profile leaves behind when a service takes it over. */
export const handOverNote = (paths: Pick<Paths, 'stateFolder'>): string => join(paths.stateFolder, 'handed-over');

/**
 * Refuses a profile whose ledger has moved on to a service: two Ushers that remember different things about one
 * organisation would undo one another.
 * @throws UsherError `handed-over` (exit 10)
 */
export const refuseHandedOver = (profile: string, paths: Pick<Paths, 'stateFolder'>): void => {
	const note = handOverNote(paths);
	if (!existsSync(note)) return;
	const home = readFileSync(note, 'utf8').trim();
	throw new UsherError({
		code: 'handed-over',
		exitCode: exitCodes.notSetUp,
		message: `The profile ${profile} is run by a service now; its settings and its ledger are in ${home}.`,
		advice: `sudo usher --profile ${profile} service exec -- plan runs a command there; sudo usher --profile ${profile} service uninstall takes it back.`,
	});
};
