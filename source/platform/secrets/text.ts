import {secretError} from './errors.ts';

/** What no secret has: a line break, any other control character, or the length of a document. */
export const cannotBeSecret = (text: string): boolean => /[\u0000-\u001f\u007f]/.test(text) || text.length > 10_000;

/** A secret without the line breaks after it. */
export const withoutEnd = (text: string): string => text.replace(/[\r\n]+$/, '');

/**
 * The text of a file that holds one secret: without the mark that some editors put before it, and without line breaks
 * after it.
 * @param where for the message; the content is never in it
 * @throws UsherError `secret-unreadable` (exit 10) when it is no text, or has another encoding than UTF-8
 */
export const textOf = (bytes: Uint8Array, where: string): string => {
	try {
		const text = new TextDecoder('utf-8', {fatal: true}).decode(bytes);
		if (!text.includes('\0')) return withoutEnd(text);
	} catch {
		// Said below.
	}
	throw secretError(
		'secret-unreadable',
		`What should be a secret is no plain text: ${where}`,
		'Some editors and shells write UTF-16. Write it again as UTF-8, only the value and on one line.',
	);
};
