// Counts and names, as every sentence writes them.

/** 4812 as `4,812`. By hand, because the tables behind toLocaleString take as long to load as a small command takes. */
export const number = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 person`, `4,812 people`. */
export const count = (value: number, one: string, many = `${one}s`): string =>
	`${number(value)} ${value === 1 ? one : many}`;

/** The first few of many, in the order given, and how many more there are. */
export const few = (names: readonly string[], most = 5): string =>
	names.length <= most
		? names.join(', ')
		: `${names.slice(0, most).join(', ')} and ${number(names.length - most)} more`;
