import {Box, Text} from 'ink';
import {type ReactNode, useState} from 'react';
import {UsherError} from '../../core/errors.ts';
import {Field} from '../parts/field.tsx';
import {Paragraph, type Span, spansApart} from '../parts/line.tsx';
import {List} from '../parts/list.tsx';
import {Panel, panelFrame} from '../parts/panel.tsx';
import type {ListedSetting, SessionProfile} from '../session/port.ts';
import {useTerminal} from '../terminal/context.tsx';
import {fitTo} from '../text/fit.ts';
import type {Glyphs} from '../theme.ts';
import type {Rect} from './layout.ts';

const fromWords: Readonly<Record<ListedSetting['from'], string>> = {
	default: 'default',
	file: 'set',
	environment: 'environment',
};

/** A setting in one row: key, value, and where the value comes from. */
const settingRowSpans = (
	row: Pick<ListedSetting, 'key' | 'value' | 'from'>,
	keyCells: number,
	width: number,
	glyphs: Glyphs,
): Span[] =>
	spansApart(
		[
			{
				text: `${fitTo(row.key, keyCells, 'left', glyphs.ellipsis)}  `,
				tone: row.from === 'default' ? 'quiet' : 'plain',
			},
			{text: row.value === '' ? glyphs.dash : row.value, tone: row.from === 'default' ? 'quiet' : 'accent'},
		],
		[{text: `  ${fromWords[row.from].padEnd(11)}`, tone: 'quiet'}],
		width,
		glyphs.ellipsis,
	);

/** Every setting, what it means, and a field to change it; a value is checked before it is kept. */
export const SettingsScreen = ({
	profile,
	index,
	rect,
	editing,
	onDone,
}: {
	readonly profile: SessionProfile;
	readonly index: number;
	readonly rect: Rect;
	/** The value that the field starts with; undefined when nothing is being changed. */
	readonly editing: string | undefined;
	readonly onDone: () => void;
}) => {
	const {glyphs, theme} = useTerminal();
	const rows = profile.listSettings();
	const row = rows[index];
	const width = rect.width - panelFrame.columns;
	const below = 9;
	const height = rect.height - below;
	const keyCells = Math.min(30, Math.max(...rows.map(one => one.key.length)));
	return (
		<>
			<Panel
				title="Settings"
				note={`profile ${profile.name}`}
				width={rect.width}
				height={height}
				focused={editing === undefined}
			>
				<List
					total={rows.length}
					rowAt={one => ({key: rows[one]!.key, spans: settingRowSpans(rows[one]!, keyCells, width - 2, glyphs)})}
					cursor={index}
					width={width}
					height={height - panelFrame.rows}
					focused={editing === undefined}
				/>
			</Panel>
			<Panel title={row?.key ?? ''} width={rect.width} height={below} focused={editing !== undefined}>
				{row !== undefined && (
					<Box flexDirection="column">
						<Paragraph text={row.help} width={width} lines={2} />
						<Paragraph text={row.allowed} width={width} tone="quiet" lines={1} />
						{editing === undefined ? (
							<Paragraph
								text={
									row.from === 'environment'
										? `${row.variable} in the environment decides this one.`
										: `${row.variable} in the environment overrides it.`
								}
								width={width}
								tone="quiet"
								lines={1}
							/>
						) : (
							<Change
								key={row.key}
								profile={profile}
								row={row}
								start={editing}
								width={width}
								pointer={<Text {...theme.accent}>{glyphs.pointer} </Text>}
								onDone={onDone}
							/>
						)}
					</Box>
				)}
			</Panel>
		</>
	);
};

const Change = ({
	profile,
	row,
	start,
	width,
	pointer,
	onDone,
}: {
	readonly profile: SessionProfile;
	readonly row: Pick<ListedSetting, 'key'>;
	readonly start: string;
	readonly width: number;
	readonly pointer: ReactNode;
	readonly onDone: () => void;
}) => {
	const [value, setValue] = useState(start);
	const [wrong, setWrong] = useState<string>();
	const save = (text: string): void => {
		profile.setSetting(row.key, text).then(onDone, (error: unknown) => {
			setWrong(error instanceof UsherError ? `${error.message} ${error.advice}` : String(error));
		});
	};
	return (
		<>
			<Text>
				{pointer}
				<Field
					value={value}
					onChange={text => {
						setWrong(undefined);
						setValue(text);
					}}
					onSubmit={save}
				/>
			</Text>
			{wrong !== undefined && <Paragraph text={wrong} width={width} tone="bad" lines={2} />}
		</>
	);
};
