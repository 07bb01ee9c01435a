// The kinds of settings: what text they take, and what they allow.
// The small zod: this is loaded by every command, and the whole one takes longer than a whole `usher status`.
import * as z from 'zod/mini';

export type SettingRule<Value = unknown> = {
	/** Environment variable that overrides the file. */
	readonly variable: string;
	readonly help: string;
	/** What it may be, for people. */
	readonly allowed: string;
	readonly type: z.ZodMiniType<Exclude<Value, undefined>>;
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
	type: z.enum(values) as unknown as z.ZodMiniType<Value>,
	from: 'text' as const,
	fallback,
});
/** A whole number. */
export const count = (variable: string, least: number, most: number, fallback: number, help: string) => ({
	variable,
	help,
	allowed: `a whole number from ${least} to ${most}`,
	type: z.int().check(z.minimum(least), z.maximum(most)),
	from: 'number' as const,
	fallback,
});
/** A share, 0 to 100. */
export const percent = (variable: string, fallback: number, help: string) => ({
	variable,
	help,
	allowed: 'a number from 0 to 100',
	type: z.number().check(z.minimum(0), z.maximum(100)),
	from: 'number' as const,
	fallback,
});
/** A line of text. */
export const text = (variable: string, help: string, most = 1000) => ({
	variable,
	help,
	allowed: `text of up to ${most} characters on one line`,
	type: z.string().check(z.trim(), z.minLength(1), z.maxLength(most), z.regex(/^[^\p{Cc}]*$/u)),
	from: 'text' as const,
	fallback: undefined,
});
/** Text in the filter language; the core reads it. */
export const filter = (variable: string, help: string) => ({
	variable,
	help,
	allowed: 'a filter',
	type: z.string().check(z.trim(), z.maxLength(100_000)),
	from: 'text' as const,
	fallback: '',
});
/** Several, with a comma between. */
export const list = (variable: string, help: string, item: z.ZodMiniType<string>, allowed: string) => ({
	variable,
	help,
	allowed,
	type: z.array(item).check(z.maxLength(10_000)) as unknown as z.ZodMiniType<readonly string[]>,
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
	type: z
		.array(z.string().check(z.minLength(1), z.maxLength(4096), z.regex(/^[^\p{Cc}]*$/u)))
		.check(z.minLength(1), z.maxLength(100)) as unknown as z.ZodMiniType<readonly string[]>,
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
	type: z.pipe(
		z.string().check(z.trim(), z.maxLength(1000), z.refine(isHttps)),
		z.transform((value: string) => value.replace(/\/+$/, '')),
	) as unknown as z.ZodMiniType<string>,
	from: 'text' as const,
	fallback: undefined,
});
