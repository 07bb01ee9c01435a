// How a sign-in with a code can end without a person, and the way on from there.
import {UsherError} from '../../core/errors.ts';
import {type ExitCode, exitCodes} from '../../core/exit-codes.ts';
import {adviceFor} from '../advice.ts';
import {type LoginFailure, loginError} from '../login-error.ts';

/** Whatever forbids the code, the portal does not. */
const portalPath = 'Or make the registration in the portal, without a code: `usher setup` shows each click there.';

const ended = (
	code: string,
	message: string,
	advice: string,
	failure?: LoginFailure,
	exitCode: ExitCode = exitCodes.signInFailed,
): UsherError =>
	new UsherError({
		code,
		exitCode,
		message,
		advice,
		requestId: failure?.requestId,
		raw: failure?.raw === '' ? undefined : failure?.raw,
	});

const declined = (failure?: LoginFailure): UsherError =>
	ended(
		'device-declined',
		'The sign-in was declined on the page.',
		`Start again when you are ready. ${portalPath}`,
		failure,
	);
const expired = (failure?: LoginFailure): UsherError =>
	ended(
		'device-expired',
		'The code has expired before anyone signed in with it.',
		`Start again; a code lasts fifteen minutes. ${portalPath}`,
		failure,
	);

/** Conditional Access: this sign-in, sessions that began with a code, or a device that the tenant does not know. */
const blocked = new Set([53003, 53004, 530036, 530032, 53000, 53001, 53002, 50097, 50131, 50158, 530034, 530035]);
/** Consent for, or assignment to, Microsoft's tool that carries the sign-in. */
const toolRefused = new Set([65001, 65002, 90094, 90095, 50105, 7000112, 700016, 7000117]);

/**
 * The error for people. "Microsoft identity platform and the OAuth 2.0 device authorization grant flow" names the
 * errors; the AADSTS numbers say more where there are some.
 */
export const deviceError = (failure: LoginFailure): UsherError => {
	const {error, code} = failure;
	if (error === 'authorization_declined') return declined(failure);
	if (error === 'expired_token' || code === 70020 || code === 70019) return expired(failure);
	if (code !== undefined && blocked.has(code)) {
		return ended(
			'device-blocked',
			adviceFor(code)?.happened ?? 'A Conditional Access policy blocks the sign-in with a code.',
			`${code === 530032 || (code >= 53000 && code <= 53002) ? (adviceFor(code)?.todo ?? '') : 'Many tenants forbid codes on purpose, so nothing is wrong with your account.'} Make the registration in the portal instead: \`usher setup\` shows each click there.`,
			failure,
		);
	}
	if (code !== undefined && toolRefused.has(code)) {
		return ended(
			'device-tool-refused',
			code === 7000112 || code === 7000117
				? 'This tenant has switched off Microsoft Graph Command Line Tools, through which the sign-in goes.'
				: 'This account may not use Microsoft Graph Command Line Tools, through which the sign-in goes: an administrator has not consented to it.',
			`Sign in with an administrator (Cloud Application Administrator, Privileged Role Administrator or Global Administrator). ${portalPath}`,
			failure,
		);
	}
	if (error === 'access_denied' && code === undefined) {
		return ended(
			'device-refused',
			'The sign-in was refused.',
			`Sign in with another administrator. ${portalPath}`,
			failure,
		);
	}
	const plain = loginError(failure);
	return ended(plain.code, plain.message, `${plain.advice} ${portalPath}`, failure, plain.exitCode);
};

/** MSAL's own ends, by its codes; undefined for anything else. */
export const deviceEnded = (error: unknown): UsherError | undefined => {
	const code = (error as {errorCode?: unknown} | undefined)?.errorCode;
	return code === 'device_code_expired' ? expired() : undefined;
};
