import {type Command, Option} from 'commander';
import type {RegisterOptions} from '../../commands/set-up-register.ts';
import {whole} from '../values.ts';
import type {Run, Verb} from '../verb.ts';

type Options = RegisterOptions & {readonly register: boolean; readonly undo: boolean};

/** The guided set-up, its registration without a screen, and what another tool has set up already. */
export const setUpVerb = (verb: Verb, run: Run): void => {
	verb('setup', 'connect an organisation and a tenant, one step at a time')
		.option('--register', 'only make (or repair) the app registration in Entra, without the screen', false)
		.option('--tenant <tenant>', 'with --register: id or domain; the account that signs in says it otherwise')
		.option('--name <name>', 'with --register: what the application is called (default: Usher directory sync)')
		.addOption(
			new Option('--credential <kind>', 'with --register: what it signs in with (default: certificate)').choices([
				'certificate',
				'secret',
			]),
		)
		.addOption(
			new Option('--existing <what>', 'with --register: what to do with an application that is there').choices([
				'repair',
				'renew',
				'new',
			]),
		)
		.option('--application <id>', 'with --register: the application (client) ID of the one to go on with')
		.option('--wait <minutes>', 'with --register: how long to wait for someone else’s consent (default: 60)', whole)
		.option('--undo', 'take back what --register made, in the tenant and on this machine', false)
		.action((options: Options, command: Command) =>
			run(command, async shell => {
				if (!options.register && !options.undo) return (await import('../set-up.ts')).setUp(shell);
				const {setUpRegister, setUpUndo} = await import('../../commands/set-up-register.ts');
				return options.undo ? setUpUndo(shell, options) : setUpRegister(shell, options);
			}),
		);

	verb('import', 'bring over the configuration of a Bitwarden Directory Connector')
		.argument('[file]', 'its data.json; looked for where it usually is without it')
		.option('--dry-run', 'only show what it becomes', false)
		.option('--yes', 'do not ask', false)
		.action((file: string | undefined, options, command: Command) =>
			run(command, async shell => (await import('../../commands/import.ts')).importBwdc(shell, {...options, file})),
		);
};
