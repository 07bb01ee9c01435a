import type {Command} from 'commander';
import {bound} from '../values.ts';
import type {Run, Verb} from '../verb.ts';

/** What reads the directory: test, plan, sync. */
export const runVerbs = (verb: Verb, run: Run): void => {
	verb('test', 'read the directory and show who would be in, and why; asks nothing of Bitwarden')
		.argument('[who]', 'one person or group: an e-mail address, a name or part of it')
		.option('--all', 'list everyone instead of the first few of each kind', false)
		.option('--full', 'read the whole directory, not only what changed', false)
		.action((who: string | undefined, options, command: Command) =>
			run(command, async shell => (await import('../../commands/test.ts')).test(shell, {...options, who})),
		);

	verb('plan', 'show what a sync would change; sends nothing')
		.option('--out <file>', 'write the plan to a file for `usher sync --plan`')
		.option('--detailed-exit-code', 'end with 20 when there are changes', false)
		.option('--all', 'list every change instead of the first few of each kind', false)
		.option('--full', 'read the whole directory, not only what changed', false)
		.option('--verify', 'read the members of every group of the organisation', false)
		.action((options, command: Command) =>
			run(command, async shell => (await import('../../commands/plan.ts')).plan(shell, options)),
		);

	verb('sync', 'bring the organisation in step with the directory')
		.option('--first-run', 'this is the first sync, and I have read its plan', false)
		.option('--accept-scope', 'the settings that decide who is in have changed, and I have read the plan', false)
		.option('--allow-removals <n>', 'let up to this many people be revoked or removed', bound)
		.option('--allow-invites <n>', 'let up to this many people be invited', bound)
		.option('--allow-membership-removals <n>', 'let up to this many group memberships end', bound)
		.option('--allow-group-removals <n>', 'let up to this many groups be emptied or deleted', bound)
		.option('--allow-seats <n>', 'let up to this many seats be bought', bound)
		.option('--plan <file>', 'apply exactly this reviewed plan, or end with 18')
		.option('--all', 'list every change instead of the first few of each kind', false)
		.option('--full', 'read the whole directory, not only what changed', false)
		.option('--verify', 'read the members of every group of the organisation', false)
		.option('--resend', 'Vaultwarden: send the whole roster again', false)
		.option('--unattended', 'for a scheduler: notices, metrics and memory as of `usher watch`', false)
		.option(
			'--quiet',
			'print only what went wrong or waits for a person; with --unattended only what is new, for cron',
			false,
		)
		.option('--ok-with-problems', 'end with 0 instead of 14, for a scheduler that takes 14 for a failure', false)
		.action((options, command: Command) =>
			run(command, async shell => (await import('../../commands/sync.ts')).sync(shell, options)),
		);

	verb('watch', 'stay up and sync on the interval; SIGHUP or a change of the settings syncs at once').action(
		(_options, command: Command) =>
			run(command, async shell => {
				const asked = command.getOptionValueSourceWithGlobals('logLevel') !== 'default';
				const {watchProfile} = await import('../../commands/watch.ts');
				return watchProfile(asked ? shell : {...shell, logLevel: 'info'});
			}),
	);
};
