import type {ExitCode} from './exit-codes.ts';

export type UsherErrorDetails = {
	/** Kebab-case, stable: scripts and tests match on it. */
	readonly code: string;
	readonly exitCode: ExitCode;
	/** What happened, one sentence, without secrets. */
	readonly message: string;
	/** What to do next, and which setting or permission it is about. */
	readonly advice: string;
	/** The server's own id of the request, for its support. */
	readonly requestId?: string | undefined;
	/** What the server said, cleaned, untranslated. */
	readonly raw?: string | undefined;
	readonly cause?: unknown;
};

/** Every failure that a person, a setting or a service can cause. Anything else that is thrown is a bug (exit code 1). */
export class UsherError extends Error {
	override readonly name: string = 'UsherError';
	readonly code: string;
	readonly exitCode: ExitCode;
	readonly advice: string;
	readonly requestId: string | undefined;
	readonly raw: string | undefined;

	constructor(details: UsherErrorDetails) {
		super(details.message, details.cause === undefined ? undefined : {cause: details.cause});
		this.code = details.code;
		this.exitCode = details.exitCode;
		this.advice = details.advice;
		this.requestId = details.requestId;
		this.raw = details.raw;
	}
}
