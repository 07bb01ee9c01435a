import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExitCode} from '../core/exit-codes.ts';
import {startPractice} from '../practice/start.ts';
import {tellStory} from './demo/story.ts';
import {type PracticeFlags, practiceOptions} from './practice-options.ts';
import type {Shell} from './shell.ts';

/** What the demo needs besides the shell: how the screen is opened, when there is a terminal. */
export type DemoOptions = PracticeFlags & {readonly text: boolean};

/** `usher demo`: the whole job on the practice tenant, in a temporary home that is removed afterwards. */
export const demo = async (shell: Shell, options: DemoOptions): Promise<ExitCode> => {
	const home = await mkdtemp(join(tmpdir(), 'usher-demo-'));
	const practice = await startPractice({...practiceOptions(options), organisation: {seats: 80, mayGrowTo: 500}});
	try {
		const ca = join(home, 'ca.pem');
		await writeFile(ca, practice.ca);
		// Nothing of the real environment: neither its settings nor its proxies have a part in this.
		const environment = {...practice.environment, USHER_HOME: home, USHER_CA_FILE: ca};
		return await tellStory({...shell, profile: 'default', environment}, practice);
	} finally {
		await practice.close();
		await rm(home, {recursive: true, force: true});
	}
};
