// Draws every screen to look at: the screens on scripted services in a pseudo-terminal, their cells as SVG, and the SVG as PNG.
// `node media/draw.ts [folder] [name …]` draws all of them, or those whose names begin so. The README's are drawn by draw-readme.ts.
import {mkdir, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {Resvg} from '@resvg/resvg-js';
import {buildProgram} from '../test/helpers/build-program.ts';
import {keys, type Running, spawnInTerminal} from '../test/helpers/terminal.ts';
import type {Picture} from './picture.ts';
import {setUpPictures} from './set-up-pictures.ts';
import {darkShade, drawSvg, lightShade} from './svg.ts';

const script = (options: object): Record<string, string> => ({SCRIPT: JSON.stringify(options)});

const planned = async (screen: Running): Promise<void> => {
	screen.type('p');
	await screen.waitFor(/Plan 7f3a/);
	await screen.waitFor(/Plan: |planned/);
};

const pictures: readonly Picture[] = [
	{
		name: 'live-tree',
		title: 'usher, reading the directory',
		columns: 120,
		rows: 36,
		environment: script({pauseMs: 300, size: {users: 1200, groups: 160, membersEach: 14}}),
		play: async screen => {
			await screen.waitFor('Groups and people');
			screen.type('t');
			await screen.waitFor(/[4-6]\d % +\d+ of 160 groups {3}/, 60_000);
		},
	},
	{
		name: 'tree',
		title: 'usher',
		columns: 120,
		rows: 36,
		play: async screen => {
			await screen.waitFor('Groups and people');
			await planned(screen);
			screen.type(keys.escape);
			await screen.waitFor('Groups and people');
			screen.type(`${keys.home}${keys.down}${keys.down}${keys.down}${keys.down}${keys.down}${keys.down}`);
			screen.type(keys.right);
			screen.type(`${keys.down}${keys.right}${keys.down}${keys.down}${keys.down}${keys.down}`);
			await screen.waitFor('▾');
		},
	},
	{
		name: 'narrow',
		title: 'usher at 80 columns',
		columns: 80,
		rows: 24,
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
		name: 'plan',
		title: 'usher, the plan',
		columns: 120,
		rows: 36,
		play: async screen => {
			await screen.waitFor('Groups and people');
			await planned(screen);
			await screen.waitFor('▾');
			screen.type(`${keys.down}${keys.down}${keys.down}`);
		},
	},
	{
		name: 'guard',
		title: 'usher, the guard',
		columns: 120,
		rows: 36,
		environment: script({guard: 63, invites: 63}),
		play: async screen => {
			await screen.waitFor('Groups and people');
			await planned(screen);
			screen.type(`${keys.enter}y`);
			await screen.waitFor('Type 63');
			screen.type('6');
			await screen.waitFor('› 6');
		},
	},
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
		name: 'ascii',
		title: 'usher without UTF-8',
		columns: 80,
		rows: 24,
		environment: {...script({alreadyRead: true}), LANG: 'C'},
		play: async screen => {
			await screen.waitFor('Engineering');
			screen.type(`${keys.down}${keys.right}${keys.down}`);
			await screen.waitFor('v Y');
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

const [folder = join(tmpdir(), 'usher-screens'), ...wanted] = process.argv.slice(2);
await mkdir(folder, {recursive: true});
for (const picture of [...pictures, ...setUpPictures]) {
	if (wanted.length > 0 && !wanted.some(name => picture.name.startsWith(name))) continue;
	const program = await buildProgram(picture.program ?? 'dashboard-program.tsx');
	const screen = spawnInTerminal(process.execPath, [program], {
		columns: picture.columns,
		rows: picture.rows,
		environment: picture.environment ?? script({}),
	});
	try {
		await picture.play(screen);
		// What the last key has changed is drawn within a frame or two.
		await new Promise(resolve => setTimeout(resolve, 250));
		const rows = Array.from({length: picture.rows}, (_, row) => screen.cells(row));
		const svg = drawSvg(rows, picture.columns, picture.title, picture.shade ?? darkShade);
		const png = new Resvg(svg, {
			fitTo: {mode: 'zoom', value: 1.5},
			font: {loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans Mono', monospaceFamily: 'DejaVu Sans Mono'},
		})
			.render()
			.asPng();
		await writeFile(join(folder, `${picture.name}.svg`), svg);
		await writeFile(join(folder, `${picture.name}.png`), png);
		process.stdout.write(`${picture.name}\n`);
	} catch (error) {
		process.stdout.write(`${picture.name}: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	} finally {
		screen.kill('SIGKILL');
		await screen.exited;
	}
}
