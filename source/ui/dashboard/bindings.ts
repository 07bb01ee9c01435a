// Every key of the dashboard, as data.
import type {Binding} from '../keys.ts';
import type {DashboardContext} from './context.ts';
import {doing, leftAlone, stopping} from './keys/do.ts';
import {looking} from './keys/look.ts';
import {movement} from './keys/move.ts';
import {entering, leaving, screens, settingUp} from './keys/screens.ts';
import {undoing} from './keys/undo.ts';

/** All bindings; each says itself where it holds. Their order is that of the footer. */
export const dashboardBindings: readonly Binding<DashboardContext>[] = [
	...movement,
	...entering,
	...stopping,
	...doing,
	...undoing,
	...looking,
	...screens,
	...leftAlone,
	...settingUp,
	...leaving,
];

const says = (key: string, label: string): Binding<DashboardContext> => ({
	id: label,
	keys: [key],
	label,
	run: () => {},
});

/** What the footer says while a field has the keys. */
export const typingHints = {
	search: [says('enter', 'keep'), {...says('up', 'move'), shown: '↑↓'}, says('escape', 'clear')],
	confirm: [says('enter', 'let it pass'), says('escape', 'leave everything as it is')],
	edit: [says('enter', 'keep it'), says('escape', 'leave it as it was')],
} as const;
