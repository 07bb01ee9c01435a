import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {count} from '../core/words.ts';
import {startPractice} from '../practice/start.ts';
import {quoted} from './command-line.ts';
import {type PracticeFlags, practiceOptions} from './practice-options.ts';
import type {Shell} from './shell.ts';
import {wrap} from './text/width.ts';

/**
 * `usher practice serve`: the practice tenant alone. Prints the settings for another shell and goes on until it is
 * stopped. The authority's certificate is written to a file, because nothing else makes the other shell trust it.
 */
export const practiceServe = async (
	shell: Shell,
	flags: PracticeFlags & {readonly writeCa?: string},
): Promise<ExitCode> => {
	const folder = flags.writeCa === undefined ? await mkdtemp(join(tmpdir(), 'usher-practice-')) : undefined;
	const practice = await startPractice(practiceOptions(flags));
	try {
		const ca = folder === undefined ? resolve(flags.writeCa ?? 'ca.pem') : join(folder, 'ca.pem');
		await writeFile(ca, practice.ca);
		const environment: Readonly<Record<string, string>> = {...practice.environment, USHER_CA_FILE: ca};
		if (shell.json) shell.document({environment, urls: practice.urls, ca});
		shell.print(...Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`));
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
