// What may stand at the end of a command line, as the program itself knows it.
import type {Argument, Command, Option} from 'commander';

export type Candidate = {readonly word: string; readonly meaning: string};

/** Values that are no part of the command's definition: names of profiles, settings, secrets. */
export type KnownValues = (place: string) => readonly string[];

const takesValue = (option: Option): boolean => option.required || option.optional;

const optionsOf = (command: Command): readonly Option[] => {
	const all: Option[] = [];
	for (let at: Command | null = command; at !== null; at = at.parent) all.push(...at.options);
	return all.filter(option => !option.hidden);
};

const named = (command: Command, word: string): Option | undefined =>
	optionsOf(command).find(option => option.long === word || option.short === word);

/** Where a value belongs: `config set key`, `--profile`. */
const placeOf = (command: Command, argument: Argument): string => {
	const names: string[] = [];
	for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name());
	return [...names, argument.name()].join(' ');
};

const plain = (words: readonly string[]): Candidate[] => words.map(word => ({word, meaning: ''}));

/**
 * What may stand in place of the last of `words`, which may be empty or begun. `words` begin after the program's name.
 * Nothing where a file or a free text is wanted.
 */
export const candidatesFor = (program: Command, words: readonly string[], known: KnownValues): Candidate[] => {
	const typed = words.at(-1) ?? '';
	const startsSo = ({word}: Candidate): boolean => word.startsWith(typed);
	let command = program;
	let given = 0;
	let waits: Option | undefined;
	for (const word of words.slice(0, -1)) {
		if (waits !== undefined) {
			waits = undefined;
			continue;
		}
		if (word.startsWith('-')) {
			const option = named(command, word);
			waits = option !== undefined && takesValue(option) ? option : undefined;
			continue;
		}
		const next = command.commands.find(other => other.name() === word);
		if (next === undefined || given > 0) given++;
		else command = next;
	}
	if (waits !== undefined) return plain(waits.argChoices ?? known(waits.long ?? '')).filter(startsSo);
	if (typed.startsWith('-'))
		return optionsOf(command)
			.map(option => ({word: option.long ?? option.short ?? '', meaning: option.description}))
			.filter(startsSo);
	const below = command
		.createHelp()
		.visibleCommands(command)
		.filter(other => command === program || other.name() !== 'help');
	if (given === 0 && below.length > 0)
		return below.map(other => ({word: other.name(), meaning: other.description()})).filter(startsSo);
	const argument = command.registeredArguments[given];
	if (argument === undefined) return [];
	return plain(argument.argChoices ?? known(placeOf(command, argument))).filter(startsSo);
};
