// A question to a service and what came of it, as the screens see it.
import {UsherError} from '../../../core/errors.ts';
import type {Waiting} from '../../../core/ports.ts';

/** What went wrong, for people. */
export type Failure = {
	readonly code: string;
	readonly message: string;
	readonly advice: string;
	/** The service's own words, cleaned. */
	readonly raw?: string | undefined;
	readonly requestId?: string | undefined;
	/** The service could not be reached: nothing is known of the value itself. */
	readonly unreachable: boolean;
};

export type Check<Result> =
	| {readonly kind: 'idle'}
	/** `note`: what it waits for, when the service asked for patience. */
	| {readonly kind: 'running'; readonly note?: string | undefined}
	| {readonly kind: 'good'; readonly result: Result}
	| {readonly kind: 'bad'; readonly failure: Failure};

export const idle: Check<never> = {kind: 'idle'};

/** Advice names settings and commands for those at a shell; here the fields are on the screen. */
const onScreen = (advice: string): string =>
	advice
		.replace(/ \((?:usher [^)]*|[a-z]+\.[A-Za-z.]+(?: \([^)]*\))?)\)/g, '')
		.replace(/\bCheck bitwarden\.url\b/g, 'Check region or address');

/** An error as the screens show it. A bug keeps its first line, so that it can be reported. */
export const failureOf = (error: unknown): Failure => {
	if (error instanceof UsherError) {
		const {code, message, advice, raw, requestId, exitCode} = error;
		return {code, message, advice: onScreen(advice), raw, requestId, unreachable: exitCode === 16};
	}
	return {
		code: 'unexpected',
		message: `Usher has made a mistake of its own: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown'}`,
		advice: 'Enter tries again. If it stays, please report it.',
		unreachable: false,
	};
};

const services: Readonly<Record<Waiting['service'], string>> = {
	login: 'The sign-in service',
	graph: 'Microsoft Graph',
	bitwarden: 'The Bitwarden server',
};

/** Why a check takes its time. */
export const waitingNote = ({service, because, seconds}: Waiting): string =>
	because === 'unavailable'
		? `${services[service]} does not answer yet; next try in ${Math.ceil(seconds)} s`
		: `${services[service]} asks for ${Math.ceil(seconds)} s`;
