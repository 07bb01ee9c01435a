import {fstatSync} from 'node:fs';
import {type Command, CommanderError} from 'commander';
import {describeBug, reportError} from '../commands/failure.ts';
import {createShell, type GlobalOptions, type Shell} from '../commands/shell.ts';
import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {keepWriting} from './outputs.ts';
import {createProgram} from './program.ts';
import {stopOnSignals} from './signals.ts';

/** Ends that say nothing of what may be missing. */
const looksWhole: ReadonlySet<ExitCode> = new Set([exitCodes.done, exitCodes.changesPending]);

const written = (stream: NodeJS.WriteStream): Promise<void> =>
	new Promise(resolve => {
		if (stream.destroyed || stream.writableEnded) resolve();
		else stream.write('', () => resolve());
	});

/** Whether stderr is the journal of systemd itself, and not what a shell below it made of it (systemd.exec, `$JOURNAL_STREAM`). */
const isJournal = (stream: string | undefined): boolean => {
	if (!stream) return false;
	try {
		const {dev, ino} = fstatSync(2, {bigint: true});
		return stream === `${dev}:${ino}`;
	} catch {
		return false;
	}
};

/** Runs the command that the arguments name and ends the process with its exit code. */
export const main = async (argv: readonly string[]): Promise<void> => {
	const answer = keepWriting(process.stdout, 1);
	keepWriting(process.stderr, 2);
	let code: ExitCode = exitCodes.done;

	const run = async (command: Command, body: (shell: Shell) => Promise<ExitCode>): Promise<void> => {
		const options = command.optsWithGlobals<GlobalOptions>();
		const {signal, takeHangup} = stopOnSignals(text => {
			// Said at any level; a collector of JSON gets no line that is none.
			const line = {time: new Date().toISOString(), level: 'info', text};
			process.stderr.write(`${options.logFormat === 'json' ? JSON.stringify(line) : text}\n`);
		});
		const shell = createShell(options, {
			environment: process.env,
			input: process.stdin,
			output: process.stdout,
			errors: process.stderr,
			signal,
			journal: isJournal(process.env.JOURNAL_STREAM),
			takeHangup,
		});
		// Thrown where nobody waits for it: the same sentence, and the end, because nobody knows what else is broken.
		process.on('uncaughtException', error => process.exit(describeBug(shell, error)));
		try {
			code = await body(shell);
		} catch (error) {
			// Whoever asked to stop needs no word about what was cut short by it.
			if (signal.aborted && error instanceof Error && error.name === 'AbortError') code = exitCodes.interrupted;
			else code = error instanceof UsherError ? reportError(shell, error) : describeBug(shell, error);
		}
		if (signal.aborted && code === exitCodes.unexpected) code = exitCodes.interrupted;
	};

	try {
		await createProgram(run, argv.slice(2)).parseAsync(argv);
	} catch (error) {
		// Commander has already said what is wrong with the arguments, or printed the help that was asked for.
		if (!(error instanceof CommanderError)) throw error;
		code = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
	}
	await Promise.all([written(process.stdout), written(process.stderr)]);
	const lost = answer.lost();
	if (lost !== undefined) {
		const why = lost.code === 'ENOSPC' || lost.code === 'EDQUOT' ? 'its disk is full' : (lost.code ?? lost.message);
		process.stderr.write(`A part of the output could not be written to its file (${why}).\n`);
		// Whoever reads that file must not take it for whole.
		if (looksWhole.has(code)) code = exitCodes.unexpected;
	}
	process.exit(code);
};
