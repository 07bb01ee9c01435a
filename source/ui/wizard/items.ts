// What can be filled in and chosen on a step: fields, inline picks, options of a list, actions. Pure.
import type {DraftKey} from './draft.ts';

export type Item =
	| {
			readonly kind: 'field';
			readonly id: DraftKey;
			readonly label: string;
			readonly placeholder?: string;
			/** A secret: stars instead of what is typed. */
			readonly secret?: boolean;
			/** Beside the label: where the value comes from, how it stands. */
			readonly note?: string;
			/** Why it is asked: below it where there is room. */
			readonly why?: string;
			/** Decided elsewhere (the environment): shown, not typed. */
			readonly fixed?: string;
	  }
	| {
			readonly kind: 'pick';
			readonly id: DraftKey;
			readonly label: string;
			readonly options: readonly {readonly value: string; readonly label: string}[];
			readonly fixed?: string;
	  }
	| {
			readonly kind: 'option';
			readonly id: string;
			/** The draft's value that it sets. */
			readonly sets: DraftKey;
			readonly value: string;
			readonly label: string;
			readonly detail?: string;
	  }
	| {readonly kind: 'action'; readonly id: string; readonly label: string};

/** Items that keys can reach. */
export const reachable = (items: readonly Item[]): readonly Item[] =>
	items.filter(item => !('fixed' in item && item.fixed !== undefined));

/** The item that has the focus: the remembered one if it is still there, else the first that Enter does not choose. */
export const focusedItem = (items: readonly Item[], remembered: string | undefined): Item | undefined => {
	const open = reachable(items);
	return open.find(item => item.id === remembered) ?? open.find(item => item.kind !== 'option') ?? open[0];
};

/** The id of the item so many further on, held at both ends. */
export const movedFocus = (items: readonly Item[], from: string | undefined, by: number): string | undefined => {
	const open = reachable(items);
	const at = Math.max(
		0,
		open.findIndex(item => item.id === from),
	);
	return open[Math.max(0, Math.min(open.length - 1, at + by))]?.id;
};

/** The option before or after the present one of a pick, around both ends. */
export const pickedNext = (item: Extract<Item, {kind: 'pick'}>, value: string, by: number): string => {
	const {options} = item;
	const at = options.findIndex(option => option.value === value);
	return options[(at + by + options.length) % options.length]?.value ?? value;
};
