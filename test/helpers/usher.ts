import {type ChildProcess, spawn} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {type Practice, type PracticeOptions, startPractice} from '../../source/practice/start.ts';
import {cleanEnvironment} from './clean-environment.ts';
import {testFolder} from './folder.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;

export type Ended = {readonly code: number | null; readonly stdout: string; readonly stderr: string};
export type Usher = {
	readonly child: ChildProcess;
	/** What was written so far. */
	stdout(): string;
	stderr(): string;
	readonly ended: Promise<Ended>;
};

/** Starts the built program with these arguments, only these variables, and nothing of a terminal. */
export const startUsher = (
	args: readonly string[],
	environment: Readonly<Record<string, string>>,
	input = '',
): Usher => {
	const child = spawn(process.execPath, [program, ...args], {
		env: {...cleanEnvironment(), ...environment},
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	let stdout = '';
	let stderr = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
	});
	child.stdin.on('error', () => {});
	child.stdin.end(input);
	const ended = new Promise<Ended>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', code => resolve({code, stdout, stderr}));
	});
	return {child, stdout: () => stdout, stderr: () => stderr, ended};
};

export type Place = {
	readonly practice: Practice;
	readonly home: string;
	/** Settings, secrets and home, as the program gets them. */
	readonly environment: Readonly<Record<string, string>>;
	/** Runs the built program to its end. */
	usher(...args: readonly string[]): Promise<Ended>;
	/** The same, and stdout as the one JSON document that it has to be. */
	json<Value>(...args: readonly string[]): Promise<Ended & {readonly document: Value}>;
	start(...args: readonly string[]): Usher;
};

/** A practice tenant and a home of its own, for one test; gone when the test is. */
export const openPlace = async (
	options: PracticeOptions = {},
	more: Readonly<Record<string, string>> = {},
): Promise<Place> => {
	const practice = await startPractice(options);
	onTestFinished(() => practice.close());
	const home = testFolder();
	const ca = join(home, 'ca.pem');
	writeFileSync(ca, practice.ca);
	const environment = {...practice.environment, USHER_HOME: home, USHER_CA_FILE: ca, ...more};
	const start = (...args: readonly string[]): Usher => startUsher(args, environment);
	const usher = (...args: readonly string[]): Promise<Ended> => start(...args).ended;
	return {
		practice,
		home,
		environment,
		start,
		usher,
		json: async (...args) => {
			const ended = await usher(...args, '--json');
			return {...ended, document: JSON.parse(ended.stdout)};
		},
	};
};
