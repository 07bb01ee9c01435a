// A terminal to look at: what a person would see, not the bytes that drew it.
import xterm from '@xterm/headless';

export type Look = {
	readonly text: string;
	readonly width: number;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly inverse: boolean;
	readonly underline: boolean;
	readonly italic: boolean;
	/** Index in the terminal's palette; undefined is the default colour. */
	readonly foreground: number | undefined;
	readonly background: number | undefined;
};

export type Screen = {
	readonly terminal: InstanceType<typeof xterm.Terminal>;
	/** The visible rows, without the blanks at their ends. */
	lines(): string[];
	/** The visible rows as one text. */
	text(): string;
	/** The cells of a row. */
	cells(row: number): Look[];
	/** `alternate` while the program has the screen to itself. */
	buffer(): 'normal' | 'alternate';
	write(data: string): Promise<void>;
};

/** An empty terminal of that size. */
export const createScreen = (columns: number, rows: number): Screen => {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 1000});
	const row = (index: number) => terminal.buffer.active.getLine(terminal.buffer.active.viewportY + index);
	const lines = () => Array.from({length: terminal.rows}, (_, index) => row(index)?.translateToString(true) ?? '');
	return {
		terminal,
		lines,
		text: () => lines().join('\n'),
		cells: index => {
			const line = row(index);
			const looks: Look[] = [];
			for (let column = 0; line !== undefined && column < terminal.cols; column++) {
				const cell = line.getCell(column);
				if (cell === undefined || cell.getWidth() === 0) continue;
				looks.push({
					text: cell.getChars() || ' ',
					width: cell.getWidth(),
					bold: cell.isBold() !== 0,
					dim: cell.isDim() !== 0,
					inverse: cell.isInverse() !== 0,
					underline: cell.isUnderline() !== 0,
					italic: cell.isItalic() !== 0,
					foreground: cell.isFgDefault() ? undefined : cell.getFgColor(),
					background: cell.isBgDefault() ? undefined : cell.getBgColor(),
				});
			}
			return looks;
		},
		buffer: () => terminal.buffer.active.type,
		write: data => new Promise(resolve => terminal.write(data, resolve)),
	};
};
