import type {Command} from 'commander';
import {usualHoldDays} from '../../core/undo/hold-days.ts';
import {bound, whole} from '../values.ts';
import type {Run, Verb} from '../verb.ts';

/** What happened, what is wrong, and a fresh start. */
export const lookingVerbs = (verb: Verb, run: Run): void => {
	verb('status', 'what this profile is, when it last ran and how that ended').action((_options, command: Command) =>
		run(command, async shell => (await import('../../commands/status.ts')).status(shell)),
	);

	verb('history', 'the runs so far, or all of one run')
		.argument('[run]', 'the run, or the beginning of its id')
		.option('--limit <n>', 'how many runs', whole, 20)
		.option('--csv', 'a table for a spreadsheet: the runs, or with a run what it changed', false)
		.action((id: string | undefined, options, command: Command) =>
			run(command, async shell => (await import('../../commands/history.ts')).history(shell, {...options, run: id})),
		);

	verb('undo', 'give back what a run took: restore whom it revoked, refill the groups it emptied')
		.argument('<run>', 'the run, or the beginning of its id; usher history lists them')
		.option('--yes', 'do not ask', false)
		.option('--hold-days <n>', 'so long the next runs leave those people alone', bound, usualHoldDays)
		.option('--allow-seats <n>', 'let up to this many seats be bought', bound)
		.option('--all', 'list every change instead of the first few of each kind', false)
		.action((id: string, options, command: Command) =>
			run(command, async shell => (await import('../../commands/undo.ts')).undo(shell, {...options, run: id})),
		);

	verb('problems', 'what needs a person since the last run')
		.option('--acknowledge <key...>', 'these are known and no longer count')
		.option('--forget <key...>', 'these count again')
		.action((options, command: Command) =>
			run(command, async shell => (await import('../../commands/problems.ts')).problems(shell, options)),
		);

	verb('doctor', 'check everything that a sync needs, one line each, with what to do').action(
		(_options, command: Command) =>
			run(command, async shell => (await import('../../commands/doctor.ts')).doctor(shell)),
	);

	verb('bundle', 'write an archive for support: settings, versions, doctor, the last runs; no secrets')
		.argument('[file]', 'where to; a new file in this folder without it')
		.option('--mask-emails', 'mask addresses and names of people', false)
		.option('--runs <n>', 'how many of the last runs', whole, 10)
		.option('--no-doctor', 'ask no service')
		.action((file: string | undefined, options, command: Command) =>
			run(command, async shell => (await import('../../commands/bundle.ts')).bundle(shell, {...options, file})),
		);

	verb('reset', 'forget the directory as last read; the next run reads all of it. The ledger stays')
		.option('--yes', 'do not ask', false)
		.action((options, command: Command) =>
			run(command, async shell => (await import('../../commands/reset.ts')).reset(shell, options)),
		);
};
