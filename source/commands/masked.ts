import {maskEmails} from '../service/notify/mask.ts';
import type {Shell} from './shell.ts';

/** A document with every text in it masked: masking its JSON could break what is escaped there. */
const maskedDocument = (value: unknown): unknown =>
	JSON.parse(JSON.stringify(value ?? null), (_key, part: unknown) =>
		typeof part === 'string' ? maskEmails(part) : part,
	);

/** A shell in whose answers, lines and documents every e-mail address is masked: what nobody asked for at a terminal is kept in logs. */
export const maskedShell = (shell: Shell): Shell => ({
	...shell,
	mask: maskEmails,
	print: (...lines) => shell.print(...lines.map(maskEmails)),
	document: value => shell.document(maskedDocument(value)),
	tell: (...lines) => shell.tell(...lines.map(maskEmails)),
});
