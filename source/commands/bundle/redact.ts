import {maskEmails} from '../../service/notify/mask.ts';

/** Shorter than this, a text would be found everywhere. */
const shortest = 4;

/** A secret as it may stand in a log or a document: as it is, escaped in JSON, in an address, in base64. */
const forms = (secret: string): string[] => {
	const escaped = JSON.stringify(secret).slice(1, -1);
	return [
		secret,
		escaped,
		JSON.stringify(escaped).slice(1, -1),
		encodeURIComponent(secret),
		new URLSearchParams([['', secret]]).toString().slice(1),
		Buffer.from(secret).toString('base64').replace(/=+$/, ''),
		Buffer.from(secret).toString('base64url'),
		Buffer.from(secret).toString('hex'),
	];
};

const patterns: readonly (readonly [RegExp, string])[] = [
	// JSON Web Tokens, and half of one that was cut off.
	[/\beyJ[\w-]{8,}(?:\.[\w-]+){0,4}/g, '[token]'],
	[/\b(bearer|basic)\s+[\w+/=.~-]{8,}/gi, '$1 [secret]'],
	[
		/((?:client_secret|client_assertion|refresh_token|access_token|password|passphrase)["']?\s*[=:]\s*["']?)[^\s"'&,;}]+/gi,
		'$1[secret]',
	],
	// A name and password in an address.
	[/(\w:\/\/)[^\s/@"'<>]+@/g, '$1[secret]@'],
	[/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[key]'],
];

/**
 * Takes secrets out of a text: those that are known, in every form they may have, and what looks like one.
 * With `mask` addresses are masked too.
 */
export const createRedactor = (secrets: readonly string[], mask: boolean): ((text: string) => string) => {
	const known = [...new Set(secrets.filter(secret => secret.length >= shortest).flatMap(forms))]
		.filter(form => form.length >= shortest)
		.sort((a, b) => b.length - a.length);
	return text => {
		let clean = text;
		for (const form of known) clean = clean.replaceAll(form, '[secret]');
		for (const [pattern, instead] of patterns) clean = clean.replace(pattern, instead);
		return mask ? maskEmails(clean) : clean;
	};
};

/** Names of people, wherever they stand beside an address: the first letter stays. */
export const maskNames = (value: unknown): unknown => {
	if (Array.isArray(value)) return value.map(maskNames);
	if (typeof value !== 'object' || value === null) return value;
	const of = Object.entries(value);
	const person = of.some(([key, one]) => key === 'email' && typeof one === 'string');
	return Object.fromEntries(
		of.map(([key, one]) => [
			key,
			person && key === 'name' && typeof one === 'string' ? `${[...one][0] ?? ''}***` : maskNames(one),
		]),
	);
};
