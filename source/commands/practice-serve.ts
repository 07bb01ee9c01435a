import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {count} from '../core/words.ts';
import {onDisk} from '../platform/disk/errors.ts';
import {makeTemporaryFolder} from '../platform/disk/write.ts';
import {shellWord} from '../platform/text/shell-word.ts';
import {startPractice} from '../practice/start.ts';
import {type PracticeFlags, practiceOptions} from './practice-options.ts';
import type {Shell} from './shell.ts';
import {wrap} from './text/width.ts';

/** A port that this process may not have is for whoever chose it to change. */
const notStarted = (error: NodeJS.ErrnoException): never => {
	const why = {EADDRINUSE: 'is used by another program', EACCES: 'is not for this user'}[error.code ?? ''];
	if (why === undefined) throw error;
	const port = 'port' in error ? ` (${Number(error.port)})` : '';
	throw new UsherError({
		code: 'port-taken',
		exitCode: exitCodes.usage,
		message: `A port${port} of the practice tenant ${why}.`,
		advice: 'Give another --port, the first of three, or none: then any free ones are taken.',
		cause: error,
	});
};

/**
 * `usher practice serve`: the practice tenant alone. Prints the settings for another shell and goes on until it is
 * stopped. The authority's certificate is written to a file, because nothing else makes the other shell trust it.
 */
export const practiceServe = async (
	shell: Shell,
	flags: PracticeFlags & {readonly writeCa?: string},
): Promise<ExitCode> => {
	const practice = await startPractice(practiceOptions(flags)).catch(notStarted);
	let folder: string | undefined;
	try {
		if (flags.writeCa === undefined) folder = makeTemporaryFolder('usher-practice-');
		const ca = folder === undefined ? resolve(flags.writeCa ?? 'ca.pem') : join(folder, 'ca.pem');
		onDisk(ca, () => writeFileSync(ca, practice.ca));
		const environment: Readonly<Record<string, string>> = {...practice.environment, USHER_CA_FILE: ca};
		if (shell.json) shell.document({environment, urls: practice.urls, ca});
		shell.print(...Object.entries(environment).map(([name, value]) => `export ${name}=${shellWord(value)}`));
		const {company} = practice;
		shell.tell(
			...wrap(
				`${company.name}: ${count(company.users().length, 'person', 'people')}, ${count(company.groups().length, 'group')}. Run the lines above in another shell, then \`${flags.unregistered === true ? 'usher setup' : 'usher doctor'}\` there. Ctrl+C ends the practice tenant.`,
				shell.columns,
			),
		);
		if (!shell.signal.aborted) await once(shell.signal, 'abort');
		return exitCodes.done;
	} finally {
		await practice.close();
		if (folder !== undefined) await rm(folder, {recursive: true, force: true});
	}
};
