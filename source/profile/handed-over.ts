import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {Environment} from '../platform/environment.ts';
import type {Paths} from '../platform/settings/paths.ts';

/** Where an unattended profile lives: StateDirectory= of the unit makes and owns it. */
export const serviceHome = '/var/lib/usher';

/** Whether this process works in the service's home: the service itself, or a command run as it. */
export const isService = (environment: Environment): boolean => environment.USHER_HOME === serviceHome;

/** How a person runs a command as the service; the words follow. */
export const asServiceWords = (profile: string): string => `sudo usher --profile ${profile} service exec --`;

/** The note that a profile leaves behind when a service takes it over. */
export const handOverNote = (paths: Pick<Paths, 'stateFolder'>): string => join(paths.stateFolder, 'handed-over');

/** The home of the service that runs this profile; undefined when none does. */
export const handedOverTo = (paths: Pick<Paths, 'stateFolder'>): string | undefined => {
	const note = handOverNote(paths);
	return existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
};

/**
 * Refuses a profile whose ledger has moved on to a service: two Ushers that remember different things about one
 * organisation would undo one another.
 * @throws UsherError `handed-over` (exit 10)
 */
export const refuseHandedOver = (profile: string, paths: Pick<Paths, 'stateFolder'>): void => {
	const home = handedOverTo(paths);
	if (home === undefined) return;
	throw new UsherError({
		code: 'handed-over',
		exitCode: exitCodes.notSetUp,
		message: `The profile ${profile} is run by a service now; its settings and its ledger are in ${home}.`,
		advice: `sudo usher --profile ${profile} service exec opens the dashboard there, ${asServiceWords(profile)} plan runs a command; sudo usher --profile ${profile} service uninstall takes it back.`,
	});
};
