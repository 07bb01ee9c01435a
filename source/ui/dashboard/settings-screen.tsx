import {Box, Text} from 'ink';
import {useState} from 'react';
import {UsherError} from '../../core/errors.ts';
import {Field} from '../parts/field.tsx';
import {Paragraph, type Span, spansApart} from '../parts/line.tsx';
import {List} from '../parts/list.tsx';
import {Panel, panelFrame} from '../parts/panel.tsx';
import type {SessionProfile, SettingRow} from '../session/port.ts';
import {useTerminal} from '../terminal/context.tsx';
import {fitTo} from '../text/fit.ts';
import type {Glyphs} from '../theme.ts';
import {useKeys} from '../use-keys.ts';
import type {Rect} from './layout.ts';

const fromWords: Readonly<Record<SettingRow['from'], string>> = {
	default: 'default',
	file: 'set',
	environment: 'environment',
};

/** A setting in one row: key, value, and where the value comes from. */
export const settingRowSpans = (row: SettingRow, keyCells: number, width: number, glyphs: Glyphs): Span[] =>
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
	active,
	onEditing,
}: {
	readonly profile: SessionProfile;
	readonly index: number;
	readonly rect: Rect;
	readonly active: boolean;
	/** The keys go to a field, and no longer to the dashboard. */
	readonly onEditing: (editing: boolean) => void;
}) => {
	const {glyphs, theme} = useTerminal();
	const [editing, setEditing] = useState<string>();
	const [said, setSaid] = useState<{readonly text: string; readonly bad: boolean}>();
	const rows = profile.listSettings();
	const at = Math.min(index, rows.length - 1);
	const row = rows[at];
	const width = rect.width - panelFrame.columns;
	const below = 8;
	const height = rect.height - below;
	const keyCells = Math.min(28, Math.max(...rows.map(one => one.key.length)));
	const edit = (on: boolean, text?: string) => {
		setEditing(on ? (text ?? '') : undefined);
		onEditing(on);
	};
	useKeys(
		[
			{
				id: 'edit',
				keys: ['enter', 'space'],
				label: 'change',
				run: () => {
					if (row === undefined) return;
					if (row.from === 'environment')
						setSaid({text: `${row.variable} in the environment decides this one; change it there.`, bad: false});
					else {
						setSaid(undefined);
						edit(true, row.value);
					}
				},
			},
		],
		undefined,
		{isActive: active && editing === undefined},
	);
	useKeys([{id: 'cancel', keys: ['escape'], label: 'cancel', run: () => edit(false)}], undefined, {
		isActive: editing !== undefined,
	});
	const save = (text: string): void => {
		if (row === undefined) return;
		try {
			profile.setSetting(row.key, text);
			setSaid({text: `${row.key} is set. The next run goes by it.`, bad: false});
			edit(false);
		} catch (error) {
			if (!(error instanceof UsherError)) throw error;
			setSaid({text: `${error.message} ${error.advice}`, bad: true});
		}
	};
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
					cursor={at}
					width={width}
					height={height - panelFrame.rows}
					focused={editing === undefined}
				/>
			</Panel>
			<Panel
				title={row?.key ?? ''}
				note={editing === undefined ? 'Enter changes it' : 'Enter keeps it, Esc leaves it as it was'}
				width={rect.width}
				height={below}
				focused={editing !== undefined}
			>
				{row !== undefined && (
					<Box flexDirection="column">
						<Paragraph text={row.help} width={width} lines={2} />
						{editing === undefined ? (
							<Paragraph text={`${row.variable} overrides it.`} width={width} tone="quiet" lines={1} />
						) : (
							<Text>
								<Text {...theme.accent}>{glyphs.pointer} </Text>
								<Field value={editing} onChange={setEditing} onSubmit={save} />
							</Text>
						)}
						{said !== undefined && (
							<Paragraph text={said.text} width={width} tone={said.bad ? 'bad' : 'good'} lines={2} />
						)}
					</Box>
				)}
			</Panel>
		</>
	);
};
