import {UsherError} from '../../core/errors.ts';
import {type ExitCode, exitCodes} from '../../core/exit-codes.ts';
import {cleanText} from '../../platform/text/clean.ts';
import {permissionFor} from '../permissions.ts';
import {asObject, type Json} from './json.ts';

/** A refusal by Graph. Decided on `status` and `codes`, never on the message (Microsoft Graph, "Error responses"). */
export class GraphError extends UsherError {
	override readonly name = 'GraphError';
	readonly status: number;
	/** In lower case: the outer code, the inner ones, then those of the details. */
	readonly codes: readonly string[];

	constructor(
		status: number,
		codes: readonly string[],
		words: {code: string; exitCode: ExitCode; message: string; advice: string; requestId?: string; raw?: string},
	) {
		super(words);
		this.status = status;
		this.codes = codes;
	}
}

/** Whether a thrown value is a GraphError with one of these codes; case does not count. */
export const isGraphError = (error: unknown, ...codes: readonly string[]): error is GraphError =>
	error instanceof GraphError && codes.some(code => error.codes.includes(code.toLowerCase()));

const field = (object: Json, name: string): unknown => {
	const key = Object.keys(object).find(one => one.toLowerCase() === name);
	return key === undefined ? undefined : object[key];
};

export type GraphFailure = {readonly codes: readonly string[]; readonly message: string; readonly requestId?: string};

/** Reads an error body in any of its spellings (`innererror`, `innerError`, nested); anything else gives no codes. */
export const readGraphFailure = (body: unknown, headers: Readonly<Record<string, string>> = {}): GraphFailure => {
	const codes: string[] = [];
	const add = (given: unknown): void => {
		const code = cleanText(given, 100).toLowerCase();
		if (code !== '') codes.push(code);
	};
	let message = '';
	let requestId: string | undefined = cleanText(headers['request-id'], 64) || undefined;
	const root = asObject(body);
	let level = root === undefined ? undefined : asObject(field(root, 'error'));
	for (let depth = 0; level !== undefined && depth < 10; depth++) {
		const code = field(level, 'code');
		add(code);
		message ||= cleanText(field(level, 'message'), 500);
		const id = field(level, 'request-id');
		requestId ??= cleanText(id, 64) || undefined;
		const details = field(level, 'details');
		if (Array.isArray(details)) {
			for (const detail of details.slice(0, 20)) add(asObject(detail)?.code);
		}
		level = asObject(field(level, 'innererror'));
	}
	return {codes, message, ...(requestId !== undefined && {requestId})};
};

/** Whether an answer says that there is no such object. Not every 404 does: a tenant that warms up, or a wrong path, gives one as well. */
export const saysMissing = ({status, body}: {readonly status: number; readonly body: unknown}): boolean =>
	status === 404 && readGraphFailure(body).codes.includes('request_resourcenotfound');

const listed = (names: readonly string[]): string => names.join(' and ');

/**
 * The error for people.
 * @param path what was asked, after `/v1.0`, for the permission that it needs
 */
export const graphError = (
	status: number,
	body: unknown,
	headers: Readonly<Record<string, string>>,
	method: string,
	path: string,
): GraphError => {
	const {codes, message, requestId} = readGraphFailure(body, headers);
	const more = {...(requestId !== undefined && {requestId}), ...(message !== '' && {raw: message})};
	const what = `${method} ${path.split('?')[0] ?? ''}`.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '{id}');
	if (status === 403 && !codes.includes('directory_quotaexceeded')) {
		const needed = permissionFor(method, path);
		return new GraphError(status, codes, {
			code: 'permission-missing',
			exitCode: exitCodes.permissionMissing,
			message:
				needed.length === 0
					? `Microsoft Graph does not allow this (${what}).`
					: `Microsoft Graph does not allow this (${what}): the permission ${listed(needed)} is missing or not consented to.`,
			advice:
				needed.length === 0
					? 'Check the application’s API permissions and its admin consent; `usher doctor` lists what is there.'
					: `Add ${listed(needed)} as an application permission on the page “API permissions” and grant admin consent. Consent takes up to 15 minutes to arrive; \`usher doctor\` shows what the token has.`,
			...more,
		});
	}
	if (status === 401) {
		const gone = codes.includes('authorization_identitynotfound') || codes.includes('authorization_identitydisabled');
		return new GraphError(status, codes, {
			code: gone ? 'application-gone' : 'token-refused',
			exitCode: exitCodes.signInFailed,
			message: gone
				? 'Microsoft Graph does not know the application, or it is switched off in this tenant.'
				: 'Microsoft Graph refuses the access token, a fresh one too.',
			advice: gone
				? 'Check the application under Enterprise applications in the portal. One made a moment ago takes some minutes to arrive.'
				: 'The Graph address and the login address must be of the same cloud (entra.cloud). Check this machine’s clock too.',
			...more,
		});
	}
	return new GraphError(status, codes, {
		code: codes[0] === undefined ? `graph-${status}` : `graph-${codes[0].replace(/[^a-z0-9]+/g, '-')}`,
		exitCode: exitCodes.unavailable,
		message: `Microsoft Graph refused ${what} (${status}${codes[0] === undefined ? '' : `, ${codes[0]}`}).`,
		advice: 'Run it again. If it stays, look at what Microsoft said, and quote the request id to its support.',
		...more,
	});
};
