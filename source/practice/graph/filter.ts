// The part of OData's $filter that directory lists understand.
import {GraphRefusal} from './refusal.ts';

/** Takes a way to read a property of the object at hand. */
export type Predicate = (read: (name: string) => unknown) => boolean;

type Parsed = {readonly accept: Predicate; readonly advanced: boolean};
type Token = {readonly kind: 'word' | 'text' | 'mark'; readonly value: string};

const bad = (text: string): GraphRefusal =>
	new GraphRefusal(400, 'BadRequest', `Invalid filter clause: syntax error in '${text}'.`);

/**
 * Compiles a filter: eq, ne, in, startswith, endswith, and, or, not, brackets.
 * `advanced` when Graph wants ConsistencyLevel and $count for it. @throws GraphRefusal 400
 */
export const compileFilter = (text: string, isProperty: (name: string) => boolean): Parsed => {
	const tokens = tokensOf(text);
	let at = 0;
	let advanced = false;
	const peek = (): Token | undefined => tokens[at];
	const take = (value?: string): Token => {
		const token = tokens[at++];
		if (token === undefined || (value !== undefined && token.value.toLowerCase() !== value)) throw bad(text);
		return token;
	};
	const isWord = (value: string): boolean => peek()?.kind === 'word' && peek()?.value.toLowerCase() === value;
	const name = (): string => {
		const token = take();
		if (token.kind !== 'word' || !isProperty(token.value)) {
			throw new GraphRefusal(
				400,
				'BadRequest',
				`Invalid filter clause: Could not find a property named '${token.value}'.`,
			);
		}
		return token.value;
	};
	const literal = (): unknown => {
		const token = take();
		if (token.kind === 'text') return token.value;
		if (token.kind !== 'word') throw bad(text);
		const known: Record<string, unknown> = {true: true, false: false, null: null};
		return Object.hasOwn(known, token.value) ? known[token.value] : token.value;
	};
	const either = (): Predicate => {
		let left = both();
		while (isWord('or')) {
			take();
			const first = left;
			const second = both();
			left = read => first(read) || second(read);
		}
		return left;
	};
	const both = (): Predicate => {
		let left = one();
		while (isWord('and')) {
			take();
			const first = left;
			const second = one();
			left = read => first(read) && second(read);
		}
		return left;
	};
	const one = (): Predicate => {
		if (isWord('not')) {
			take();
			advanced = true;
			const inner = one();
			return read => !inner(read);
		}
		if (peek()?.value === '(') {
			take('(');
			const inner = either();
			take(')');
			return inner;
		}
		if (isWord('startswith') || isWord('endswith')) {
			const ends = take().value.toLowerCase() === 'endswith';
			advanced ||= ends;
			take('(');
			const property = name();
			take(',');
			const value = String(literal()).toLowerCase();
			take(')');
			return read => {
				const held = String(read(property) ?? '').toLowerCase();
				return ends ? held.endsWith(value) : held.startsWith(value);
			};
		}
		const any = /^([A-Za-z]+)\/any$/.exec(peek()?.value ?? '')?.[1];
		return any === undefined ? comparison() : anyOf(any);
	};
	/** `tags/any(t:t eq 'x')`, the one lambda that lists of applications are asked with. */
	const anyOf = (property: string): Predicate => {
		if (!isProperty(property)) throw bad(text);
		take();
		take('(');
		const [, first, second] = /^([A-Za-z]+):([A-Za-z]+)$/.exec(take().value) ?? [];
		if (first === undefined || first !== second) throw bad(text);
		take('eq');
		const value = literal();
		take(')');
		return read => {
			const held = read(property);
			return Array.isArray(held) && held.some(one => same(one, value));
		};
	};
	const comparison = (): Predicate => {
		const property = name();
		const operator = take().value.toLowerCase();
		if (operator === 'in') {
			take('(');
			const values = [literal()];
			while (peek()?.value === ',') {
				take(',');
				values.push(literal());
			}
			take(')');
			return read => values.some(value => same(read(property), value));
		}
		if (operator !== 'eq' && operator !== 'ne') throw bad(text);
		const value = literal();
		advanced ||= operator === 'ne' || (value === null && property === 'userType');
		return read => same(read(property), value) === (operator === 'eq');
	};
	const accept = either();
	if (at !== tokens.length) throw bad(text);
	return {accept, advanced};
};

const same = (held: unknown, value: unknown): boolean =>
	typeof held === 'string' && typeof value === 'string' ? held.toLowerCase() === value.toLowerCase() : held === value;

const tokensOf = (text: string): Token[] => {
	const tokens: Token[] = [];
	const pattern = /\s*(?:'((?:[^']|'')*)'|([A-Za-z0-9_./:@-]+)|([(),]))/y;
	while (pattern.lastIndex < text.trimEnd().length) {
		const match = pattern.exec(text);
		if (match === null) throw bad(text);
		if (match[1] !== undefined) tokens.push({kind: 'text', value: match[1].replaceAll("''", "'")});
		else if (match[2] !== undefined) tokens.push({kind: 'word', value: match[2]});
		else tokens.push({kind: 'mark', value: match[3] ?? ''});
	}
	return tokens;
};
