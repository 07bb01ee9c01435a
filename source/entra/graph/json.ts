// Shapes are checked, never trusted: what Graph sends is read through these.
import type {EntraId} from '../../core/ports.ts';

export type Json = Readonly<Record<string, unknown>>;

/** The value when it is an object (no array), else undefined. */
export const asObject = (value: unknown): Json | undefined =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;

/** The items of a collection (`value`), or undefined when the body is none. */
export const itemsOf = (body: unknown): readonly unknown[] | undefined => {
	const value = asObject(body)?.value;
	return Array.isArray(value) ? value : undefined;
};

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An object id in lower case, or undefined when the value is none. */
export const entraId = (value: unknown): EntraId | undefined =>
	typeof value === 'string' && guid.test(value) ? (value.toLowerCase() as EntraId) : undefined;

/** Own property, so that a name such as `constructor` finds nothing. */
export const has = (object: Json, name: string): boolean => Object.hasOwn(object, name);
