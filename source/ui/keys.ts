// Key bindings are data: the footer, the help and what a key does all come from the same list.
import type {Key} from 'ink';
import {widthOf} from './text/fit.ts';

/** `up`, `enter`, `ctrl+c`, `shift+tab`, `alt+b`, or the character itself: `q`, `?`, ` ` is `space`. */
export type KeyName = string;

export type Binding<Context> = {
	/** Kebab-case, unique in its list. */
	readonly id: string;
	/** The first one is what the footer and the help print. */
	readonly keys: readonly KeyName[];
	/** What the footer says: a word or two. */
	readonly label: string;
	/** What the help says: a sentence without its full stop; the label when absent. */
	readonly help?: string;
	/** Heading in the help. */
	readonly group?: string;
	/** Printed instead of the keys themselves: `↑↓`. */
	readonly shown?: string;
	/** False: the key means nothing here and is not shown. */
	readonly when?: (context: Context) => boolean;
	/** Why the key does nothing at the moment, as a sentence; it is said when the key is pressed. */
	readonly disabled?: (context: Context) => string | undefined;
	/** Changes the organisation. Drawn so, and never bound to Enter alone. */
	readonly dangerous?: boolean;
	/** Left out of the footer; the help always has it. */
	readonly helpOnly?: boolean;
	/** Stays in the footer when there is no room for all of it. */
	readonly pinned?: boolean;
	readonly run: (context: Context) => void;
};

const named: readonly (readonly [keyof Key, KeyName])[] = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pageup'],
	['pageDown', 'pagedown'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'escape'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	['delete', 'delete'],
];

/** The name of a key as Ink reports it; undefined for pasted text and keys that nobody binds. */
export const keyName = (input: string, key: Partial<Key>): KeyName | undefined => {
	const special = named.find(([flag]) => key[flag] === true)?.[1];
	if (special === undefined && [...input].length !== 1) return undefined;
	const base = special ?? (input === ' ' ? 'space' : input);
	if (key.ctrl === true) return `ctrl+${base.toLowerCase()}`;
	// Ink sets meta for a lone Escape as well.
	if (key.meta === true && special !== 'escape') return `alt+${base}`;
	if (key.shift === true && special !== undefined) return `shift+${base}`;
	return base;
};

export type Pressed<Context> =
	| {readonly kind: 'unbound'}
	| {readonly kind: 'disabled'; readonly reason: string}
	| {readonly kind: 'bound'; readonly binding: Binding<Context>};

/** Which binding a key means here; earlier lists win, so that a screen can overrule what holds everywhere. */
export const press = <Context>(
	bindings: readonly Binding<Context>[],
	name: KeyName,
	context: Context,
): Pressed<Context> => {
	const binding = bindings.find(one => one.keys.includes(name) && (one.when?.(context) ?? true));
	if (binding === undefined) return {kind: 'unbound'};
	const reason = binding.disabled?.(context);
	return reason === undefined ? {kind: 'bound', binding} : {kind: 'disabled', reason};
};

const printed: Readonly<Record<string, readonly [unicode: string, ascii: string]>> = {
	up: ['↑', 'Up'],
	down: ['↓', 'Down'],
	left: ['←', 'Left'],
	right: ['→', 'Right'],
	enter: ['Enter', 'Enter'],
	escape: ['Esc', 'Esc'],
	tab: ['Tab', 'Tab'],
	'shift+tab': ['Shift+Tab', 'Shift+Tab'],
	space: ['Space', 'Space'],
	pageup: ['PgUp', 'PgUp'],
	pagedown: ['PgDn', 'PgDn'],
	home: ['Home', 'Home'],
	end: ['End', 'End'],
	backspace: ['Backspace', 'Backspace'],
	delete: ['Del', 'Del'],
};

/** A key as people read it on a keyboard. */
const printKey = (name: KeyName, unicode = true): string => {
	const known = printed[name];
	if (known !== undefined) return known[unicode ? 0 : 1];
	const chord = /^(ctrl|alt|shift)\+(.+)$/.exec(name);
	if (chord === null) return name;
	const modifier = chord[1] === 'ctrl' ? 'Ctrl' : chord[1] === 'alt' ? 'Alt' : 'Shift';
	return `${modifier}+${printed[chord[2]!]?.[unicode ? 0 : 1] ?? chord[2]!.toUpperCase()}`;
};

export type Hint = {
	readonly key: string;
	readonly label: string;
	readonly dangerous: boolean;
	readonly disabled: boolean;
	readonly pinned: boolean;
};

/** What the footer shows, in the order of the list. */
export const footerHints = <Context>(bindings: readonly Binding<Context>[], context: Context, unicode = true): Hint[] =>
	bindings
		.filter(binding => binding.helpOnly !== true && (binding.when?.(context) ?? true))
		.map(binding => ({
			key: binding.shown ?? printKey(binding.keys[0] ?? '', unicode),
			label: binding.label,
			dangerous: binding.dangerous === true,
			disabled: binding.disabled?.(context) !== undefined,
			pinned: binding.pinned === true,
		}));

/** The hints that fit into so many cells, two between each: pinned ones first, then the others in their order. */
export const hintsThatFit = (hints: readonly Hint[], cells: number): Hint[] => {
	const cost = (hint: Hint) => widthOf(hint.key) + 1 + widthOf(hint.label) + 2;
	let room = cells + 2;
	const kept = new Set<Hint>();
	for (const hint of [...hints.filter(one => one.pinned), ...hints.filter(one => !one.pinned)]) {
		if (cost(hint) > room) continue;
		room -= cost(hint);
		kept.add(hint);
	}
	return hints.filter(hint => kept.has(hint));
};

export type HelpLine = {
	readonly keys: string;
	readonly text: string;
	readonly dangerous: boolean;
	/** Why it does nothing at the moment. */
	readonly disabled: string | undefined;
};
export type HelpGroup = {readonly title: string; readonly lines: readonly HelpLine[]};

/** What the help shows: every binding that means something here, under its headings, with why it is disabled. */
export const helpGroups = <Context>(
	bindings: readonly Binding<Context>[],
	context: Context,
	unicode = true,
): HelpGroup[] => {
	const groups = new Map<string, HelpLine[]>();
	for (const binding of bindings) {
		if (!(binding.when?.(context) ?? true)) continue;
		const title = binding.group ?? 'Here';
		const lines = groups.get(title) ?? [];
		groups.set(title, lines);
		lines.push({
			keys: binding.keys.map(name => printKey(name, unicode)).join(' '),
			text: binding.help ?? binding.label,
			dangerous: binding.dangerous === true,
			disabled: binding.disabled?.(context),
		});
	}
	return [...groups].map(([title, lines]) => ({title, lines}));
};
