// What is drawn: each picture is the real program on a practice tenant of its own, brought to where it shows what it is for.
import type {Practice, PracticeOptions} from '../source/practice/start.ts';
import {resting} from '../test/helpers/resting.ts';
import {keys, type Running} from '../test/helpers/terminal.ts';
import type {Framed} from './write-picture.ts';

export type ReadmePicture = Framed & {
	readonly company?: PracticeOptions;
	/** The guided set-up with its values typed in already, rather than the dashboard. */
	readonly setUp?: boolean;
	/** What is run before without a screen. */
	readonly before?: readonly (readonly string[])[];
	readonly environment?: Readonly<Record<string, string>>;
	/** Brings the program to what is drawn. */
	readonly play: (screen: Running, practice: Practice) => Promise<void>;
};

const firstSync = ['sync', '--first-run', '--allow-invites', '1000', '--allow-seats', '1000'] as const;

/** A company in step, and then a week in which people came, moved and left. */
const week = (practice: Practice): void => {
	practice.company.happen(14);
};

const planned = async (screen: Running): Promise<void> => {
	screen.type('p');
	await screen.waitFor(/Plan [0-9a-f]{4} /);
	await screen.waitFor(/y applies|Nothing to do/);
};

const throughSetUp = async (screen: Running, to: number): Promise<void> => {
	const ready = [/Practise/, /Signed in/, /Found the tenant/, /chosen|It is there already/, /Signed in/, /Everything/];
	for (let step = 1; step < to; step++) {
		await screen.waitFor(`${step} of 9`);
		await screen.waitFor(ready[step - 1]!);
		if (step === 4) {
			screen.type(`${keys.down}${keys.down}`);
			await screen.waitFor(/› . It is there already/);
		}
		screen.type(keys.enter);
	}
	await screen.waitFor(`${to} of 9`);
};

const company = {seed: 11, users: 240, groups: 36, members: 700} as const;
const grown = {...company, organisation: {seats: 260, mayGrowTo: 400}} as const;
/** Without the oddities that the practice company has for tests. */
const tidy = {...grown, oddities: false} as const;

/** From the plan back to the tree, with the first groups that change unfolded, and somebody new selected. */
const unfolded = async (screen: Running): Promise<void> => {
	screen.type(keys.escape);
	await screen.waitFor('Groups and people');
	screen.type('f');
	await screen.waitFor('changes only');
	screen.type(keys.home);
	const somebodyNew = /^[│|] [›>] .* (?:new|joins) /m;
	for (let row = 0; row < 20 && !somebodyNew.test(screen.text()); row++) {
		screen.type(`${keys.right}${keys.down}`);
		await resting(screen);
	}
};

const afterAWeek: ReadmePicture['play'] = async (screen, practice) => {
	week(practice);
	await planned(screen);
	await unfolded(screen);
};

export const readmePictures: readonly ReadmePicture[] = [
	{
		name: 'dashboard',
		title: 'usher',
		columns: 120,
		rows: 36,
		company: tidy,
		before: [firstSync],
		play: afterAWeek,
	},
	{
		name: 'live-tree',
		title: 'usher, reading the directory',
		columns: 120,
		rows: 36,
		company: {seed: 11, users: 1600, groups: 400, members: 6000, latencyMs: 900, oddities: false},
		play: async screen => {
			screen.type('t');
			await screen.waitFor(/ [3-7]\d % +\d+ of \d+ groups +\d+\/s/);
		},
	},
	{
		name: 'plan',
		title: 'usher, the plan',
		columns: 120,
		rows: 36,
		company: grown,
		before: [firstSync],
		play: async (screen, practice) => {
			week(practice);
			await planned(screen);
			await screen.waitFor('▾');
			screen.type(`${keys.down}${keys.down}`);
		},
	},
	{
		name: 'guard',
		title: 'usher, the guard',
		columns: 120,
		rows: 30,
		company: {...company, organisation: {seats: 180, mayGrowTo: 400}},
		play: async screen => {
			await planned(screen);
			screen.type('y');
			await screen.waitFor(/Type \d+ to let it pass/);
			screen.type(/Type (\d)/.exec(screen.text())?.[1] ?? '');
		},
	},
	{
		name: 'narrow',
		title: 'usher at 80 columns',
		columns: 80,
		rows: 24,
		company: tidy,
		before: [firstSync],
		play: afterAWeek,
	},
	{
		name: 'ascii',
		title: 'usher without UTF-8',
		columns: 80,
		rows: 24,
		company: tidy,
		before: [firstSync],
		environment: {LANG: 'C'},
		play: afterAWeek,
	},
	{
		name: 'wizard',
		title: 'usher setup',
		columns: 120,
		rows: 38,
		company,
		setUp: true,
		play: async screen => {
			await throughSetUp(screen, 7);
			await screen.waitFor(/people and \d+ groups in/);
			screen.type('exclude:Board*,Meeting*');
			await screen.waitFor('exclude:Board*,Meeting*');
			await screen.waitFor(/people and \d+ groups in/);
		},
	},
	{
		name: 'permissions',
		title: 'usher setup, waiting for consent',
		columns: 80,
		rows: 24,
		company: {...company, permissions: ['User.Read.All']},
		setUp: true,
		play: async screen => {
			await throughSetUp(screen, 6);
			await screen.waitFor('Not there yet');
		},
	},
];
