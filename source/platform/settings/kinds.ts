// The kinds of settings: what text they take, and what they allow.
import * as z from 'zod';

export type SettingRule<Value = unknown> = {
	/** Environment variable that overrides the file. */
	readonly variable: string;
	readonly help: string;
	/** What it may be, for people. */
	readonly allowed: string;
	readonly type: z.ZodType<Exclude<Value, undefined>>;
	/** How text (from a shell or the environment) becomes a value. */
	readonly from: 'text' | 'number' | 'list' | 'words';
	/** Undefined: not set. */
	readonly fallback: Value;
};

/** One of a few words. */
export const choice = <const Value extends string>(
	variable: string,
	values: readonly [Value, ...Value[]],
	fallback: Value,
	help: string,
) => ({
	variable,
	help,
	allowed: values.join(', '),
	type: z.enum(values) as unknown as z.ZodType<Value>,
	from: 'text' as const,
	fallback,
});
/** A whole number. */
export const count = (variable: string, least: number, most: number, fallback: number, help: string) => ({
	variable,
	help,
	allowed: `a whole number from ${least} to ${most}`,
	type: z.int().min(least).max(most),
	from: 'number' as const,
	fallback,
});
/** A share, 0 to 100. */
export const percent = (variable: string, fallback: number, help: string) => ({
	variable,
	help,
	allowed: 'a number from 0 to 100',
	type: z.number().min(0).max(100),
	from: 'number' as const,
	fallback,
});
/** A line of text. */
export const text = (variable: string, help: string, most = 1000) => ({
	variable,
	help,
	allowed: `text of up to ${most} characters on one line`,
	type: z
		.string()
		.trim()
		.min(1)
		.max(most)
		.regex(/^[^\p{Cc}]*$/u),
	from: 'text' as const,
	fallback: undefined,
});
/** Text in the filter language; the core reads it. */
export const filter = (variable: string, help: string) => ({
	variable,
	help,
	allowed: 'a filter',
	type: z.string().trim().max(100_000),
	from: 'text' as const,
	fallback: '',
});
/** Several, with a comma between. */
export const list = (variable: string, help: string, item: z.ZodType<string>, allowed: string) => ({
	variable,
	help,
	allowed,
	type: z.array(item).max(10_000) as unknown as z.ZodType<readonly string[]>,
	from: 'list' as const,
	fallback: [] as readonly string[],
});
/** The path of a file. */
export const path = (variable: string, help: string) => ({
	...text(variable, help, 4096),
	allowed: 'the path of a file',
});
/** A program and its arguments. */
export const command = (variable: string, help: string) => ({
	variable,
	help,
	allowed: 'a program and its arguments, as a JSON list: ["pass", "show", "usher"]',
	type: z.array(z.string().min(1).max(4096)).min(1).max(100) as unknown as z.ZodType<readonly string[]>,
	from: 'words' as const,
	fallback: undefined,
});
const isHttps = (value: string): boolean => {
	if (!URL.canParse(value)) return false;
	const url = new URL(value);
	return (
		url.protocol === 'https:' && url.username === '' && url.password === '' && url.search === '' && url.hash === ''
	);
};
/** An https address, kept without the slash at its end. */
export const address = (variable: string, help: string) => ({
	variable,
	help,
	allowed: 'an address that begins with https://',
	type: z
		.string()
		.trim()
		.max(1000)
		.refine(isHttps)
		.transform(value => value.replace(/\/+$/, '')) as unknown as z.ZodType<string>,
	from: 'text' as const,
	fallback: undefined,
});
