// What a registration that was left in the middle has made, for who leaves it.
import {existsSync} from 'node:fs';
import type {MadeItem} from '../entra/registration/events.ts';
import {journalPath, madeOf, openJournal} from '../entra/registration/journal.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import {commandLine} from './command-line.ts';
import type {Shell} from './shell.ts';
import {madeLines} from './text/registration.ts';

/** What exists, and the way on and back; no lines when nothing does. */
export const soFarLines = (shell: Shell, made: readonly MadeItem[], goOn: string): string[] =>
	made.length === 0
		? []
		: [
				'',
				'What exists because of Usher so far:',
				...madeLines(made, shell),
				`${goOn}, or undo it with \`${commandLine(shell, 'setup', '--undo')}\`.`,
				'',
			];

/** The same of the registrations of this profile that have not come to their end. @throws UsherError `disk-…` */
export const unfinishedLines = (shell: Shell): string[] => {
	const paths = pathsOf({environment: shell.environment, profile: shell.profile});
	if (!existsSync(journalPath(paths))) return [];
	const unfinished = openJournal(paths)
		.all()
		.filter(one => one.provedAt === undefined);
	return soFarLines(shell, unfinished.flatMap(madeOf), 'The set-up goes on from there');
};
