import {Command, Help, Option} from 'commander';
import {logLevels, type Shell} from '../commands/shell.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {examples} from './examples.ts';
import {nearest} from './nearest.ts';
import {completionVerb} from './verbs/completion.ts';
import {credentialVerbs} from './verbs/credentials.ts';
import {lookingVerbs} from './verbs/looking.ts';
import {practiceVerbs} from './verbs/practice.ts';
import {runVerbs} from './verbs/runs.ts';
import {serviceVerbs} from './verbs/service.ts';
import {setUpVerb} from './verbs/set-up.ts';
import {settingsVerbs} from './verbs/settings.ts';

declare const USHER_VERSION: string;

/** Runs a command's body with the shell that the flags describe. */
export type Run = (command: Command, body: (shell: Shell) => Promise<ExitCode>) => Promise<void>;

/** Makes a command with its description and its examples, of the program or of another command. */
export type Verb = (name: string, description: string, parent?: Command) => Command;

/** The arguments, the flags and the help of every command; the bodies are loaded when one is called. */
export const createProgram = (run: Run): Command => {
	const program = new Command('usher')
		.description('Keeps a Bitwarden organisation in step with Microsoft Entra ID (Azure Active Directory).')
		.version(USHER_VERSION, '-V, --version', 'print the version')
		.option('--profile <name>', 'which tenant and organisation', process.env.USHER_PROFILE || 'default')
		.option('--json', 'one JSON document on stdout, everything else on stderr', false)
		.addOption(new Option('--log-level <level>', 'what is logged to stderr').choices(logLevels).default('warn'))
		.addOption(new Option('--log-format <format>', 'how it is logged').choices(['text', 'json']).default('text'))
		.option('--no-color', 'no colour')
		.helpOption('-h, --help', 'print help')
		.helpCommand('help [command]', 'print help for a command')
		.showSuggestionAfterError()
		.exitOverride()
		.configureHelp({
			helpWidth: Math.min(process.stdout.columns || 80, 100),
			showGlobalOptions: true,
			optionDescription: option =>
				option.defaultValue === false ? option.description : new Help().optionDescription(option),
		});

	const verb: Verb = (name, description, parent = program) => {
		const command = parent.command(name).description(description).allowExcessArguments(false);
		const key = parent === program ? command.name() : `${parent.name()} ${command.name()}`;
		const lines = examples[key];
		if (lines) command.addHelpText('after', `\nExamples:\n${lines.map(line => `  ${line}`).join('\n')}`);
		return command;
	};

	program.addHelpText(
		'after',
		`\nNew here:\n  usher demo                 all of it on a practice tenant, nothing to set up\n  usher setup                connect your own, one step at a time\n`,
	);

	// A command that does not exist comes here as an argument.
	program.allowExcessArguments().action(() => {
		const [unknown] = program.args;
		if (unknown !== undefined) {
			const like = nearest(
				unknown,
				program.commands.map(command => command.name()),
			);
			const hint = like === undefined ? 'usher --help lists the commands.' : `Is ${like} meant?`;
			program.error(`There is no command ${JSON.stringify(unknown)}. ${hint}`, {exitCode: exitCodes.usage});
		}
		return run(program, async shell => {
			const {dashboard, hasScreen} = await import('./screens.ts');
			if (!hasScreen(shell)) return (await import('../commands/home.ts')).home(shell);
			const {needsSetUp} = await import('../profile/set-up.ts');
			return needsSetUp(shell) ? (await import('./set-up.ts')).setUp(shell) : dashboard(shell);
		});
	});

	setUpVerb(verb, run);
	practiceVerbs(verb, run);
	runVerbs(verb, run);
	lookingVerbs(verb, run);
	settingsVerbs(verb, run);
	credentialVerbs(verb, run);
	serviceVerbs(verb, run);
	completionVerb(verb, run, program);
	return program;
};
