// What an administrator has before a hand-over: the printed file, the secrets beside it, and the commands at its top.
import {spawn} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ended, type Said} from '../machine.ts';

const program = new URL('../../../dist/cli.js', import.meta.url).pathname;

export type Printed = {
	/** The file as it was printed. */
	readonly text: string;
	/** The one command in its comments that has this in it; lines that end with `|` go on. */
	command(part: string): string;
};

/** The commands in the comments of a file: what stands two columns in. */
const commandsOf = (text: string): string[] => {
	const commands: string[] = [];
	for (const line of text.split('\n')) {
		const [, words] = /^# {3,}(\S.*)$/.exec(line) ?? [];
		if (words === undefined) continue;
		if (commands.at(-1)?.endsWith('|')) commands.push(`${commands.pop()} ${words}`);
		else commands.push(words);
	}
	return commands;
};

/** Runs the built program on this machine. */
export const runHere = (environment: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Said> =>
	ended(spawn(process.execPath, [program, ...words], {stdio: 'pipe', env: environment}));

/**
 * Prints the files for a scheduler, for a profile that is all variables, and puts its secrets beside them.
 *
 * @param kind what `usher service print` calls it
 * @param folder where the secrets go
 */
export const printFor = async (
	kind: 'kubernetes' | 'compose',
	image: string,
	folder: string,
	environment: Readonly<Record<string, string>>,
): Promise<Printed> => {
	mkdirSync(folder, {recursive: true});
	const said = await runHere(environment, 'service', 'print', kind, '--image', image);
	if (said.code !== 0) throw new Error(said.stderr);
	for (const [name, variable] of [
		['usher-entra', 'USHER_CLIENT_SECRET'],
		['usher-bitwarden', 'USHER_BITWARDEN_CLIENT_SECRET'],
	] as const)
		writeFileSync(join(folder, name), environment[variable] ?? '', {mode: 0o600});
	const commands = commandsOf(said.stdout);
	return {
		text: said.stdout,
		command(part) {
			const found = commands.filter(one => one.includes(part));
			if (found.length !== 1) throw new Error(`${found.length} printed commands have ${part} in them.`);
			return found[0] ?? '';
		},
	};
};
