// `usher setup` in a pseudo-terminal, against a practice tenant that nobody has connected yet.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {onTestFinished} from 'vitest';
import {type Practice, type PracticeOptions, startPractice} from '../../source/practice/start.ts';
import {testFolder} from './folder.ts';
import {type Running, spawnInTerminal} from './terminal.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;

export type SetUpPlace = {
	readonly practice: Practice;
	readonly home: string;
	readonly environment: Readonly<Record<string, string>>;
	/** Starts the built program on a terminal of its own. */
	open(
		size?: {readonly columns?: number; readonly rows?: number},
		parameters?: readonly string[],
		more?: Readonly<Record<string, string>>,
	): Running;
};

/** A home without any settings: only where the practice services are, as a cloud of their own. */
export const setUpPlace = async (
	options: PracticeOptions = {},
	more: Readonly<Record<string, string>> = {},
): Promise<SetUpPlace> => {
	const practice = await startPractice(options);
	onTestFinished(() => practice.close());
	const home = testFolder();
	const ca = join(home, 'ca.pem');
	writeFileSync(ca, practice.ca);
	const environment = {
		USHER_HOME: home,
		USHER_CA_FILE: ca,
		USHER_CLOUD: 'custom',
		USHER_LOGIN_URL: practice.urls.login,
		USHER_GRAPH_URL: practice.urls.graph,
		HOME: home,
		...more,
	};
	return {
		practice,
		home,
		environment,
		open: (size = {}, parameters = ['setup'], added = {}) => {
			const running = spawnInTerminal(process.execPath, [program, ...parameters], {
				...size,
				environment: {...environment, ...added},
			});
			onTestFinished(() => running.kill('SIGKILL'));
			return running;
		},
	};
};
