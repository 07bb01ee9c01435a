// A terminal's cells as one SVG. Pure.
import type {Look} from '../test/helpers/screen.ts';

export type Shade = {
	readonly background: string;
	readonly foreground: string;
	readonly palette: readonly string[];
	readonly frame: string;
};

export const darkShade: Shade = {
	background: '#14161c',
	foreground: '#d8dbe2',
	frame: '#2a2e38',
	palette: [
		'#1d2029',
		'#f0716f',
		'#8fce7f',
		'#e6c06a',
		'#6fa8f5',
		'#c792ea',
		'#66c7d4',
		'#d8dbe2',
		'#5b6170',
		'#ff8d8b',
		'#a8e298',
		'#f5d587',
		'#8dbcff',
		'#d9adf4',
		'#86dde9',
		'#ffffff',
	],
};
export const lightShade: Shade = {
	background: '#fbfaf7',
	foreground: '#23262e',
	frame: '#d9d6cd',
	palette: [
		'#23262e',
		'#b3261e',
		'#2e7d32',
		'#9a6700',
		'#1f5fbf',
		'#8a3fa0',
		'#0b7285',
		'#5f6673',
		'#80868f',
		'#c62828',
		'#388e3c',
		'#b07b00',
		'#2f74d8',
		'#9c4db3',
		'#1089a0',
		'#23262e',
	],
};

const cellWidth = 8.4;
const cellHeight = 18;
const fontSize = 14;
const padding = 14;
const bar = 26;

const escaped = (text: string): string => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);

const tidy = (value: number): string => String(Math.round(value * 10) / 10);

const mix = (a: string, b: string, share: number): string =>
	`#${[1, 3, 5]
		.map(at =>
			Math.round(
				Number.parseInt(a.slice(at, at + 2), 16) * share + Number.parseInt(b.slice(at, at + 2), 16) * (1 - share),
			),
		)
		.map(value => value.toString(16).padStart(2, '0'))
		.join('')}`;

/** Box-drawing and blocks are drawn as shapes: fonts leave gaps between their rows. */
const shape = (text: string, x: number, y: number, colour: string): string | undefined => {
	const midX = x + cellWidth / 2;
	const midY = y + cellHeight / 2;
	const line = (path: string, width = 1.2) =>
		`<path d="${path}" stroke="${colour}" stroke-width="${width}" fill="none"/>`;
	const right = x + cellWidth;
	const low = y + cellHeight;
	switch (text) {
		case '─':
			return line(`M${x} ${midY}H${right}`);
		case '│':
			return line(`M${midX} ${y}V${low}`);
		case '┃':
			return line(`M${midX} ${y}V${low}`, 2.4);
		case '╭':
			return line(`M${midX} ${low}V${midY + 4}Q${midX} ${midY} ${midX + 4} ${midY}H${right}`);
		case '╮':
			return line(`M${x} ${midY}H${midX - 4}Q${midX} ${midY} ${midX} ${midY + 4}V${low}`);
		case '╰':
			return line(`M${midX} ${y}V${midY - 4}Q${midX} ${midY} ${midX + 4} ${midY}H${right}`);
		case '╯':
			return line(`M${x} ${midY}H${midX - 4}Q${midX} ${midY} ${midX} ${midY - 4}V${y}`);
		case '┌':
			return line(`M${midX} ${low}V${midY}H${right}`);
		case '┐':
			return line(`M${x} ${midY}H${midX}V${low}`);
		case '└':
			return line(`M${midX} ${y}V${midY}H${right}`);
		case '┘':
			return line(`M${x} ${midY}H${midX}V${y}`);
		case '├':
			return line(`M${midX} ${y}V${low}M${midX} ${midY}H${right}`);
		case '┤':
			return line(`M${midX} ${y}V${low}M${midX} ${midY}H${x}`);
		case '┬':
			return line(`M${x} ${midY}H${right}M${midX} ${midY}V${low}`);
		case '┴':
			return line(`M${x} ${midY}H${right}M${midX} ${midY}V${y}`);
		case '┼':
			return line(`M${x} ${midY}H${right}M${midX} ${y}V${low}`);
		case '█':
			return `<rect x="${x}" y="${y + 4}" width="${cellWidth + 0.2}" height="${cellHeight - 8}" fill="${colour}"/>`;
		case '░':
			return `<rect x="${x}" y="${y + 4}" width="${cellWidth + 0.2}" height="${cellHeight - 8}" fill="${colour}" opacity="0.25"/>`;
		default:
			return undefined;
	}
};

/** The rows of a screen as an SVG picture with a title bar. */
export const drawSvg = (rows: readonly (readonly Look[])[], columns: number, title: string, shade: Shade): string => {
	const width = columns * cellWidth + 2 * padding;
	const height = rows.length * cellHeight + 2 * padding + bar;
	const boxes: string[] = [];
	const texts: string[] = [];
	for (const [index, row] of rows.entries()) {
		let x = padding;
		const y = padding + bar + index * cellHeight;
		// Cells of one paper are one box, letters of one style are one text: no seams, and a smaller picture.
		let box: {from: number; to: number; paper: string} | undefined;
		let run: {x: number; text: string; look: string} | undefined;
		const endBox = (): void => {
			if (box !== undefined)
				boxes.push(
					`<rect x="${tidy(box.from)}" y="${y}" width="${tidy(box.to - box.from)}" height="${cellHeight}" fill="${box.paper}"/>`,
				);
			box = undefined;
		};
		const endRun = (): void => {
			const text = run?.text.trimEnd() ?? '';
			if (run !== undefined && text !== '') {
				const length = text.length > 1 ? ` textLength="${tidy(text.length * cellWidth)}"` : '';
				texts.push(`<text x="${tidy(run.x)}" y="${y + 13.5}"${length}${run.look}>${escaped(text)}</text>`);
			}
			run = undefined;
		};
		for (const cell of row) {
			const own =
				cell.foreground === undefined ? shade.foreground : (shade.palette[cell.foreground] ?? shade.foreground);
			const behind =
				cell.background === undefined ? shade.background : (shade.palette[cell.background] ?? shade.background);
			const ink = cell.inverse ? behind : cell.dim ? mix(own, shade.background, 0.56) : own;
			const paper = cell.inverse ? own : behind;
			const cells = cell.width * cellWidth;
			if (box?.paper !== paper) endBox();
			if (paper !== shade.background) box = {from: box?.from ?? x, to: x + cells, paper};
			const drawn = shape(cell.text, x, y, ink);
			const look = ` fill="${ink}"${cell.bold ? ' font-weight="bold"' : ''}${cell.underline ? ' text-decoration="underline"' : ''}`;
			const single = cell.text.length !== 1 || cell.text > '~';
			if (drawn !== undefined || single || run?.look !== look) endRun();
			if (drawn !== undefined) texts.push(drawn);
			else if (single) texts.push(`<text x="${tidy(x)}" y="${y + 13.5}"${look}>${escaped(cell.text)}</text>`);
			else if (run !== undefined) run.text += cell.text;
			else if (cell.text !== ' ') run = {x, text: cell.text, look};
			x += cells;
		}
		endBox();
		endRun();
	}
	const dots = ['#ff5f57', '#febc2e', '#28c840']
		.map((colour, index) => `<circle cx="${padding + 4 + index * 16}" cy="${bar / 2 + 3}" r="5" fill="${colour}"/>`)
		.join('');
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="${fontSize}" xml:space="preserve">`,
		`<rect width="${width}" height="${height}" rx="9" fill="${shade.background}" stroke="${shade.frame}"/>`,
		dots,
		`<text x="${width / 2}" y="${bar / 2 + 8}" text-anchor="middle" fill="${shade.foreground}" opacity="0.55" font-size="12">${escaped(title)}</text>`,
		...boxes,
		...texts,
		'</svg>\n',
	].join('\n');
};
