// Draws the screens to look at: on scripted services in a pseudo-terminal, their cells as SVG, and the SVG as PNG.
// `node media/draw.ts [folder] [name …]` draws all of them, or those whose names begin so. The README's are drawn by draw-readme.ts.
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {buildProgram} from '../test/helpers/build-program.ts';
import {resting} from '../test/helpers/resting.ts';
import {spawnInTerminal} from '../test/helpers/terminal.ts';
import {dashboardPictures} from './dashboard-pictures.ts';
import {setUpPictures} from './set-up-pictures.ts';
import {drawEach, writePicture} from './write-picture.ts';

const [folder = join(tmpdir(), 'usher-screens'), ...wanted] = process.argv.slice(2);
await drawEach([...dashboardPictures, ...setUpPictures], {folder, wanted}, async picture => {
	const {columns, rows, environment = {SCRIPT: '{}'}} = picture;
	const program = await buildProgram(picture.program ?? 'dashboard-program.tsx');
	const screen = spawnInTerminal(process.execPath, [program], {columns, rows, environment});
	try {
		await picture.play(screen);
		await resting(screen);
		await writePicture(folder, picture, screen, 1.5);
	} finally {
		screen.kill('SIGKILL');
		await screen.exited;
	}
});
