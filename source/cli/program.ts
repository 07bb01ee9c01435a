import {Command, Help, Option} from 'commander';
import {logLevels} from '../commands/shell.ts';
import {printable} from '../commands/text/printable.ts';
import {exitCodes} from '../core/exit-codes.ts';
import {defaultProfile} from '../profile/profile-flag.ts';
import {examples} from './examples.ts';
import {nearest} from './nearest.ts';
import type {Run, Verb} from './verb.ts';
import {completionVerb} from './verbs/completion.ts';
import {credentialVerbs} from './verbs/credentials.ts';
import {lookingVerbs} from './verbs/looking.ts';
import {practiceVerbs} from './verbs/practice.ts';
import {runVerbs} from './verbs/runs.ts';
import {serviceVerbs} from './verbs/service.ts';
import {setUpVerb} from './verbs/set-up.ts';
import {settingsVerbs} from './verbs/settings.ts';

declare const USHER_VERSION: string;

type Group = {
	readonly verbs: readonly string[];
	readonly add: (verb: Verb, run: Run, program: Command) => void;
};

/** In the order of the help. */
const groups: readonly Group[] = [
	{verbs: ['setup', 'import'], add: setUpVerb},
	{verbs: ['demo', 'practice'], add: practiceVerbs},
	{verbs: ['test', 'plan', 'sync', 'watch'], add: runVerbs},
	{verbs: ['status', 'history', 'undo', 'problems', 'doctor', 'bundle', 'reset'], add: lookingVerbs},
	{verbs: ['config', 'secret'], add: settingsVerbs},
	{verbs: ['credentials'], add: credentialVerbs},
	{verbs: ['service'], add: serviceVerbs},
	{verbs: ['completion'], add: completionVerb},
];

/** The commands that these words can mean: making all of them takes longer than many a command. Help and slips need all. */
const groupsFor = (words: readonly string[]): readonly Group[] => {
	if (words.some(word => ['-h', '--help', 'help', 'completion'].includes(word))) return groups;
	const named = groups.filter(({verbs}) => verbs.some(name => words.includes(name)));
	return named.length === 0 && words.some(word => !word.startsWith('-')) ? groups : named;
};

/**
 * The arguments, the flags and the help of the commands that `words` can mean, all of them without it; the bodies are
 * loaded when one is called.
 */
export const createProgram = (run: Run, words: readonly string[] = ['help']): Command => {
	const program = new Command('usher')
		.description('Keeps a Bitwarden organisation in step with Microsoft Entra ID (Azure Active Directory).')
		.version(USHER_VERSION, '-V, --version', 'print the version')
		.option('--profile <name>', 'which tenant and organisation', process.env.USHER_PROFILE || defaultProfile)
		.option('--json', 'one JSON document on stdout, everything else on stderr', false)
		.addOption(new Option('--log-level <level>', 'what is logged to stderr').choices(logLevels).default('warn'))
		.addOption(new Option('--log-format <format>', 'how it is logged').choices(['text', 'json']).default('text'))
		.option('--no-color', 'no colour')
		.helpOption('-h, --help', 'print help')
		.helpCommand('help [command]', 'print help for a command')
		.showSuggestionAfterError()
		.exitOverride()
		// What it refuses it repeats, as it was typed.
		.configureOutput({writeErr: text => void process.stderr.write(printable(text))})
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
			// Whichever screen it will be: its code is compiled by other threads while the settings are read.
			import('../ui/open-dashboard.tsx').catch(() => {});
			const {needsSetUp} = await import('../profile/set-up.ts');
			return needsSetUp(shell) ? (await import('./set-up.ts')).setUp(shell) : dashboard(shell);
		});
	});

	for (const {add} of groupsFor(words)) add(verb, run, program);
	return program;
};
