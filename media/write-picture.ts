// A screen as it stands, as SVG and as PNG; and the round that every script here goes.
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import process from 'node:process';
import {Resvg} from '@resvg/resvg-js';
import type {Running} from '../test/helpers/terminal.ts';
import {darkShade, drawSvg, type Shade} from './svg.ts';

/** What a picture is called, and how large its terminal is. */
export type Framed = {
	readonly name: string;
	readonly title: string;
	readonly columns: number;
	readonly rows: number;
	readonly shade?: Shade;
};

const font = 'DejaVu Sans Mono';

/** Writes `name.svg` and `name.png` of what the terminal shows now. @param zoom pixels of the PNG to one of the SVG */
export const writePicture = async (
	folder: string,
	{name, title, columns, rows, shade = darkShade}: Framed,
	screen: Pick<Running, 'cells'>,
	zoom: number,
): Promise<void> => {
	const cells = Array.from({length: rows}, (_, row) => screen.cells(row));
	const svg = drawSvg(cells, columns, title, shade);
	const png = new Resvg(svg, {
		fitTo: {mode: 'zoom', value: zoom},
		font: {loadSystemFonts: true, defaultFontFamily: font, monospaceFamily: font},
	})
		.render()
		.asPng();
	await writeFile(join(folder, `${name}.svg`), svg);
	await writeFile(join(folder, `${name}.png`), png);
};

/** Draws all of the pictures, or those whose names begin as wanted; one that fails is said, and the others are drawn. */
export const drawEach = async <Picture extends Framed>(
	pictures: readonly Picture[],
	{folder, wanted}: {readonly folder: string; readonly wanted: readonly string[]},
	draw: (picture: Picture) => Promise<void>,
): Promise<void> => {
	await mkdir(folder, {recursive: true});
	for (const picture of pictures) {
		if (wanted.length > 0 && !wanted.some(name => picture.name.startsWith(name))) continue;
		try {
			await draw(picture);
			process.stdout.write(`${picture.name}\n`);
		} catch (error) {
			process.stdout.write(`${picture.name}: ${error instanceof Error ? error.message : String(error)}\n`);
			process.exitCode = 1;
		}
	}
};
