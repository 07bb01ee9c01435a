/** Random numbers that are the same for the same seed. */
export type Random = {
	/** From 0 up to, not including, 1. */
	next(): number;
	/** A whole number from 0 up to, not including, `below`. */
	below(below: number): number;
	pick<T>(from: readonly T[]): T;
	/** A GUID of version 4, lower case. */
	guid(): string;
	/** So many letters and digits. */
	text(length: number): string;
};

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const hex = Array.from({length: 256}, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The generator sfc32, seeded with one number. Not for secrets that matter: the practice tenant has none. */
export const createRandom = (seed: number): Random => {
	let a = 0x9e3779b9 | 0;
	let b = seed | 0;
	let c = (seed / 0x1_0000_0000) | 0 | 0x243f6a88;
	let d = 1;
	const word = (): number => {
		const sum = (((a + b) | 0) + d) | 0;
		d = (d + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = (c << 21) | (c >>> 11);
		c = (c + sum) | 0;
		return sum >>> 0;
	};
	for (let round = 0; round < 12; round++) word();
	const next = (): number => word() / 0x1_0000_0000;
	const below = (limit: number): number => Math.floor(next() * limit);
	const four = (value: number): string =>
		`${hex[value >>> 24]}${hex[(value >>> 16) & 255]}${hex[(value >>> 8) & 255]}${hex[value & 255]}`;
	return {
		next,
		below,
		pick<T>(from: readonly T[]): T {
			const picked = from[below(from.length)];
			if (picked === undefined && from.length === 0) throw new RangeError('nothing to pick from');
			return picked as T;
		},
		guid() {
			const one = four(word());
			const two = four(word());
			const three = four(word());
			const rest = four(word());
			const variant = '89ab'[parseInt(three[0] ?? '0', 16) & 3];
			return `${one}-${two.slice(0, 4)}-4${two.slice(5)}-${variant}${three.slice(1, 4)}-${three.slice(4)}${rest}`;
		},
		text(length) {
			let text = '';
			for (let index = 0; index < length; index++) text += alphabet[below(alphabet.length)];
			return text;
		},
	};
};
