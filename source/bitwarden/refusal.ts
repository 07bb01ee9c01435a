import type {StepOutcome} from '../core/ports.ts';
import type {HttpResponse} from '../platform/http/port.ts';
import {cleanText} from '../platform/text/clean.ts';
import {adviceFor} from './advice.ts';
import {isFields} from './fields.ts';

/** Most fields that are taken from one answer: a batch has 2,000 people, each with two fields. */
const fieldsMost = 8192;

const fieldsOf = (value: unknown): Record<string, readonly string[]> => {
	const fields: Record<string, readonly string[]> = Object.create(null);
	if (!isFields(value)) return fields;
	for (const [name, words] of Object.entries(value).slice(0, fieldsMost)) {
		const list = (Array.isArray(words) ? words : [words]).slice(0, 20).map(word => cleanText(word, 500));
		fields[cleanText(name, 200)] = list.filter(word => word !== '');
	}
	return fields;
};

/** The server's own id of a request; the cloud's is its gateway's. */
export const requestIdOf = (response: HttpResponse): string | undefined => {
	for (const name of ['request-id', 'x-request-id', 'x-correlation-id', 'cf-ray']) {
		const value = cleanText(response.headers[name], 100);
		if (value !== '') return value;
	}
	return undefined;
};

/**
 * The server's words in an error, cleaned, and what it says by field.
 * Official: `message` and `errors`; Vaultwarden: `errorModel.message` and `validationErrors`; its framework: `error.description`.
 */
export const wordsOf = (response: HttpResponse): {message: string; fields: Record<string, readonly string[]>} => {
	const body = response.json();
	if (!isFields(body)) return {message: `It answered ${response.status}, without a word.`, fields: fieldsOf(undefined)};
	const fields = fieldsOf(body.errors ?? body.validationErrors);
	const framework = isFields(body.error) ? cleanText(body.error.description, 500) : '';
	const oauth = cleanText(body.error_description, 500) || cleanText(body.error, 100);
	const inner = isFields(body.errorModel) ? cleanText(body.errorModel.message, 500) : '';
	const message = cleanText(body.message, 500) || inner || framework || oauth;
	return {message: message || `It answered ${response.status}, without a word.`, fields};
};

/** A refused step, from an answer that is a no. */
export const refused = (response: HttpResponse): Extract<StepOutcome, {kind: 'refused'}> => {
	const {message, fields} = wordsOf(response);
	const words = Object.values(fields).flat();
	// "Errors have occurred." says nothing; what happened stands in the fields.
	const shown = /^errors have occurred/i.test(message) && words.length > 0 ? words.slice(0, 3).join(' ') : message;
	const advice = adviceFor([shown, ...words.slice(0, 20)].join(' '), response.status);
	const requestId = requestIdOf(response);
	return {
		kind: 'refused',
		status: response.status,
		message: shown,
		fields,
		...(advice === undefined ? {} : {advice}),
		...(requestId === undefined ? {} : {requestId}),
	};
};
