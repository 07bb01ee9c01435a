// A profile before its registration, on a practice tenant of its own: with the built program, through both ways in.
import {existsSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {expect, onTestFinished} from 'vitest';
import {madeOf, openJournal} from '../../source/entra/registration/journal.ts';
import {type Practice, type PracticeOptions, startPractice} from '../../source/practice/start.ts';
import {roleName} from '../../source/practice/tenant/permissions.ts';
import {testFolder} from './folder.ts';
import {oneKeyForPrograms} from './one-key.ts';
import {keys, type Running, spawnInTerminal} from './terminal.ts';
import {until} from './until.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;

export type Size = {readonly columns?: number; readonly rows?: number};

export type Registering = {
	readonly practice: Practice;
	/** Of the profile. */
	readonly folder: string;
	readonly environment: Readonly<Record<string, string>>;
	/** The built program on a terminal. */
	open(args: readonly string[], size?: Size): Running;
	/** `usher setup --register` with these flags. */
	register(...flags: readonly string[]): Running;
	/** The set-up, come back to after these steps. */
	setUp(finished: readonly string[], size?: Size): Running;
	/** The set-up, come back to at its fourth step, where Usher is told to make the registration. */
	wizard(size?: Size): Promise<Running>;
	/** The code of the newest sign-in that waits. */
	code(): Promise<string>;
};

/**
 * Everything that the environment decides is settled, and nothing is registered.
 * @param more variables, once the practice tenant is there; undefined takes one away
 */
export const openRegistering = async (
	options: PracticeOptions = {},
	more: (practice: Practice) => Readonly<Record<string, string | undefined>> = () => ({}),
): Promise<Registering> => {
	const practice = await startPractice({
		users: 20,
		groups: 4,
		registered: false,
		...options,
		loginKnobs: {deviceInterval: 0.05, ...options.loginKnobs},
	});
	onTestFinished(() => practice.close());
	const home = testFolder();
	const ca = join(home, 'ca.pem');
	writeFileSync(ca, practice.ca);
	const given = {
		...oneKeyForPrograms(),
		...practice.environment,
		USHER_HOME: home,
		USHER_CA_FILE: ca,
		HOME: home,
		...more(practice),
	};
	const environment = Object.fromEntries(
		Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
	);
	const folder = join(home, 'profiles', 'default');
	const open: Registering['open'] = (args, size = {columns: 100, rows: 60}) => {
		const running = spawnInTerminal(process.execPath, [program, ...args], {...size, environment});
		onTestFinished(() => running.kill('SIGKILL'));
		return running;
	};
	const setUp: Registering['setUp'] = (finished, size) => {
		mkdirSync(folder, {recursive: true});
		const file = join(folder, 'set-up.json');
		if (!existsSync(file)) writeFileSync(file, JSON.stringify({version: 1, finished, skipped: []}));
		return open(['setup'], size);
	};
	let before: string | undefined;
	return {
		practice,
		folder,
		environment,
		open,
		setUp,
		register: (...flags) => open(['setup', '--register', ...flags]),
		wizard: async (size = {columns: 100, rows: 40}) => {
			const screen = setUp(['start', 'bitwarden', 'tenant'], size);
			await screen.waitFor('Let Usher create it');
			screen.type(keys.enter);
			return screen;
		},
		code: async () => {
			await until(
				() => ![undefined, before].includes(practice.login.waitingCodes().at(-1)),
				() => 'no code waits',
			);
			before = practice.login.waitingCodes().at(-1) ?? '';
			return before;
		},
	};
};

/** Everything in the tenant and on this machine that a registration could have left. */
export const leftBehind = ({practice, folder}: Pick<Registering, 'practice' | 'folder'>) => {
	const {registry} = practice;
	const applications = registry.applications.filter(one => one.deletedAt === undefined);
	const principals = registry.principals.filter(
		one => one.deletedAt === undefined && applications.some(each => each.appId === one.appId),
	);
	return {
		applications,
		principals,
		grants: registry.assignments
			.filter(one => principals.some(each => each.id === one.principalId))
			.map(one => roleName(one.appRoleId) ?? '')
			.toSorted(),
		credentials: applications.flatMap(one => [...one.certificates, ...one.secrets].map(each => each.displayName ?? '')),
		files: existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.pem')) : [],
	};
};

/** Nothing that the journal does not name, surely or perhaps. */
export const expectListed = (place: Registering): void => {
	const names = openJournal({folder: place.folder})
		.all()
		.flatMap(madeOf)
		.flatMap(item => [item.id, item.label]);
	const left = leftBehind(place);
	for (const one of left.applications) expect(names).toContain(one.displayName);
	for (const one of left.principals) expect(names).toContain(one.displayName);
	for (const name of [...left.grants, ...left.credentials]) expect(names).toContain(name);
	for (const file of left.files) expect(names).toContain(join(place.folder, file));
};

/** One of everything, and all of it listed. */
export const expectOne = (place: Registering): void => {
	const left = leftBehind(place);
	expect(left.applications.map(one => one.displayName)).toEqual(['Usher directory sync']);
	expect(left.principals).toHaveLength(1);
	expect(left.grants).toEqual(['GroupMember.Read.All', 'User.Read.All']);
	expect(left.credentials).toHaveLength(1);
	expect(left.files).toHaveLength(1);
	expectListed(place);
};
