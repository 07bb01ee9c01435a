import {rm, writeFile} from 'node:fs/promises';

import {join} from 'node:path';
import type {ExitCode} from '../core/exit-codes.ts';
import {makeTemporaryFolder} from '../platform/disk/write.ts';
import {startPractice, usualUsers} from '../practice/start.ts';
import {defaultProfile} from '../profile/profile-flag.ts';
import {createLife} from './demo/life.ts';
import {makeRehearsal, type Rehearsal} from './demo/rehearsal.ts';
import {tellStory} from './demo/story.ts';
import {type PracticeFlags, practiceOptions} from './practice-options.ts';
import type {Shell} from './shell.ts';

/** Shows the dashboard on the practice tenant; given only where there is a terminal. */
export type DemoScreen = (
	shell: Shell,
	life: {readonly everyMs: number; readonly happen: () => string | undefined},
	rehearsal: Rehearsal,
) => Promise<ExitCode>;

export type DemoOptions = PracticeFlags & {readonly text: boolean};

/** How often something happens in the practice company. */
const lifeMs = 6000;

/** What the terminal is like: nothing else of the real environment has a part in the demo. */
const displayOf = (environment: Shell['environment']): Record<string, string> => {
	const names = [
		'TERM',
		'LANG',
		'LC_ALL',
		'LC_CTYPE',
		'NO_COLOR',
		'COLORFGBG',
		'USHER_ASCII',
		'USHER_THEME',
		'USHER_SCREEN_READER',
		'USHER_WHOLE_FRAMES',
		'INK_SCREEN_READER',
	];
	return Object.fromEntries(
		names.flatMap(name => (environment[name] === undefined ? [] : [[name, environment[name]]])),
	);
};

/** Two seats for three people, so that a first plan has some to buy, and a limit that lets everyone in. */
const seatsFor = (users: number) => ({seats: Math.round((users * 2) / 3), mayGrowTo: Math.max(500, users * 2)});

/** `usher demo`: the whole job on the practice tenant, in a temporary home that is removed afterwards. */
export const demo = async (shell: Shell, options: DemoOptions, screen?: DemoScreen): Promise<ExitCode> => {
	const home = makeTemporaryFolder('usher-demo-');
	const practice = await startPractice({
		...practiceOptions(options),
		organisation: seatsFor(options.users ?? usualUsers),
	});
	try {
		const ca = join(home, 'ca.pem');
		await writeFile(ca, practice.ca);
		// Nothing of the real environment: neither its settings nor its proxies have a part in this.
		const environment = {...practice.environment, USHER_HOME: home, USHER_CA_FILE: ca};
		const inside: Shell = {...shell, profile: defaultProfile, environment};
		if (screen === undefined) return await tellStory(inside, practice);
		// As over a real line: an answer takes a moment, so that one sees it come.
		practice.latency.ms = options.latency ?? 120;
		const shown = {
			...environment,
			USHER_INTERVAL: '1',
			USHER_TENANT_NAME: practice.company.name,
			USHER_ORGANISATION_NAME: 'practice organisation',
			...displayOf(shell.environment),
		};
		return await screen(
			{...inside, profile: 'demo', environment: shown},
			{everyMs: lifeMs, happen: createLife(practice)},
			await makeRehearsal(shown, practice, shell.now()),
		);
	} finally {
		await practice.close();
		await rm(home, {recursive: true, force: true});
	}
};
