// Draws the README's pictures: the real program in a pseudo-terminal, its cells as SVG, and the SVG as PNG.
// `npm run build`, then `node media/draw-readme.ts [folder] [name …]` draws all of them, or those whose names begin so.
import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {promisify} from 'node:util';
import {makeRehearsal} from '../source/commands/demo/rehearsal.ts';
import {startPractice} from '../source/practice/start.ts';
import {resting} from '../test/helpers/resting.ts';
import {type Running, spawnInTerminal} from '../test/helpers/terminal.ts';
import {type ReadmePicture, readmePictures} from './readme-pictures.ts';
import {drawEach, writePicture} from './write-picture.ts';

const program = new URL('../dist/cli.js', import.meta.url).pathname;
const clock = new URL('./fixed-clock.ts', import.meta.url).href;
const startsAt = Date.parse('2026-09-14T14:02:00Z');
const ports = {login: 47_100, graph: 47_101, bitwarden: 47_102};

/** Plays a picture on a tenant of its own, and hands the screen over while it stands. */
const playing = async (picture: ReadmePicture, look: (screen: Running) => Promise<void>): Promise<void> => {
	const home = await mkdtemp(join(tmpdir(), 'usher-picture-'));
	const began = Date.now();
	const now = (): number => startsAt + Date.now() - began;
	const practice = await startPractice({...picture.company, ports, clock: now});
	try {
		const ca = join(home, 'ca.pem');
		await writeFile(ca, practice.ca);
		const tenant: Record<string, string> = {
			...practice.environment,
			USHER_HOME: home,
			USHER_CA_FILE: ca,
			USHER_TENANT_NAME: practice.company.name,
			USHER_ORGANISATION_NAME: `${practice.company.name} vault`,
			...picture.environment,
		};
		const rehearsal = picture.setUp === true ? await makeRehearsal(tenant, practice, new Date(now())) : undefined;
		const environment = (): Record<string, string> => ({
			...(Object.fromEntries(
				Object.entries(rehearsal?.environment ?? tenant).filter(([, value]) => value !== undefined),
			) as Record<string, string>),
			PICTURE_STARTS_AT: String(now()),
		});
		const node = ['--import', clock, program];
		for (const command of picture.before ?? []) {
			await promisify(execFile)(process.execPath, [...node, ...command], {
				env: {PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', ...environment()},
			}).catch((error: {code?: number; stderr?: string}) => {
				// 14: done, and some things need a person.
				if (error.code !== 14) throw new Error(`usher ${command.join(' ')}: ${error.stderr}`);
			});
		}
		const parameters = rehearsal === undefined ? [] : ['--profile', rehearsal.profile, 'setup'];
		const screen = spawnInTerminal(process.execPath, [...node, ...parameters], {
			columns: picture.columns,
			rows: picture.rows,
			environment: environment(),
		});
		try {
			await screen.waitFor(/Groups and people|1 of 9/);
			await picture.play(screen, practice);
			await resting(screen);
			await look(screen);
		} finally {
			screen.kill('SIGKILL');
			await screen.exited;
		}
	} finally {
		await practice.close();
		await rm(home, {recursive: true, force: true});
	}
};

const [folder = 'media/pictures', ...wanted] = process.argv.slice(2);
await drawEach(readmePictures, {folder, wanted}, picture =>
	playing(picture, screen => writePicture(folder, picture, screen, 1.25)),
);
