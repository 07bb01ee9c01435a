// Pictures of the dashboard's other screens, on scripted services.
import {keys, type Running} from '../test/helpers/terminal.ts';
import type {Picture} from './picture.ts';
import {lightShade} from './svg.ts';

const script = (options: object): Record<string, string> => ({SCRIPT: JSON.stringify(options)});

const planned = async (screen: Running): Promise<void> => {
	screen.type('p');
	await screen.waitFor(/Plan 7f3a/);
	await screen.waitFor(/Plan: |planned/);
};

/** What the README's pictures do not show: drawn to look at, on a scripted session. */
export const dashboardPictures: readonly Picture[] = [
	{
		name: 'guard-narrow',
		title: 'usher, the guard at 80 columns',
		columns: 80,
		rows: 24,
		environment: script({guard: 63, invites: 63}),
		play: async screen => {
			await screen.waitFor('Groups and people');
			await planned(screen);
			screen.type(`${keys.enter}y`);
			await screen.waitFor('Type 63');
		},
	},
	{
		name: 'search',
		title: 'usher, searching',
		columns: 120,
		rows: 36,
		environment: script({alreadyRead: true}),
		play: async screen => {
			await screen.waitFor('Engineering');
			screen.type('/hopper');
			await screen.waitFor('Grace Hopper');
			screen.type(keys.down);
		},
	},
	{
		name: 'light',
		title: 'usher on a light terminal',
		columns: 120,
		rows: 36,
		shade: lightShade,
		environment: {...script({guard: 63, invites: 63}), USHER_THEME: 'light'},
		play: async screen => {
			await screen.waitFor('Groups and people');
			await planned(screen);
			screen.type(keys.escape);
			await screen.waitFor('Groups and people');
			screen.type(`${keys.down}${keys.right}${keys.down}`);
			await screen.waitFor('▾');
		},
	},
	{
		name: 'throttled',
		title: 'usher, asked to wait',
		columns: 80,
		rows: 24,
		environment: script({pauseMs: 20, throttledFor: 30, size: {users: 900, groups: 120, membersEach: 10}}),
		play: async screen => {
			await screen.waitFor('Groups and people');
			screen.type('t');
			await screen.waitFor('asks us to wait 2');
		},
	},
	{
		name: 'help',
		title: 'usher, the keys',
		columns: 120,
		rows: 40,
		environment: script({alreadyRead: true}),
		play: async screen => {
			await screen.waitFor('Engineering');
			screen.type('?');
			await screen.waitFor('What the signs mean');
		},
	},
	{
		name: 'problems',
		title: 'usher, problems',
		columns: 80,
		rows: 24,
		environment: script({alreadyRead: true}),
		play: async screen => {
			await screen.waitFor('Engineering');
			screen.type('x');
			await screen.waitFor('share the address');
		},
	},
	{
		name: 'settings',
		title: 'usher, settings',
		columns: 80,
		rows: 24,
		environment: script({alreadyRead: true}),
		play: async screen => {
			await screen.waitFor('Engineering');
			screen.type('e');
			await screen.waitFor('sync.guests');
			screen.type(keys.enter);
			await screen.waitFor('Enter keep it');
		},
	},
	{
		name: 'history',
		title: 'usher, history',
		columns: 120,
		rows: 30,
		play: async screen => {
			await screen.waitFor('Groups and people');
			await planned(screen);
			screen.type(keys.escape);
			await screen.waitFor('Groups and people');
			screen.type('h');
			await screen.waitFor('Run run-1');
		},
	},
];
