// How the application proves that it is itself: secret, certificate, or a token of an outside issuer.
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import {readRegular} from '../platform/disk/read.ts';
import type {SecretName, Settings} from '../platform/settings/settings.ts';
import {readCertificate, type SigningCertificate} from './certificate.ts';
import {mixUp} from './recognise.ts';

/** Everything is read anew for each sign-in, so that a renewed secret or file is taken up by itself. */
export type Credential =
	| {readonly kind: 'secret'; readonly secret: () => Promise<string>}
	| {readonly kind: 'certificate'; readonly certificate: () => Promise<SigningCertificate>}
	| {readonly kind: 'federated'; readonly assertion: () => Promise<string>};

const unset = (what: string, setting: string): UsherError =>
	new UsherError({
		code: 'not-set-up',
		exitCode: exitCodes.notSetUp,
		message: `${what} is not set.`,
		advice: `Set ${setting}, or run \`usher setup\`.`,
	});

/** More than any certificate with its chain, or any token. */
const most = 1_048_576;

const unreadable = (path: string, setting: string, why: string, cause?: unknown): UsherError =>
	new UsherError({
		code: 'credential-file',
		exitCode: exitCodes.notSetUp,
		message: `The file ${path} cannot be read (${why}).`,
		advice: `Check ${setting}, and that the user who runs Usher may read the file.`,
		cause,
	});

const file = (path: string, setting: string): Buffer => {
	let bytes: Buffer | undefined;
	try {
		bytes = readRegular(path, most);
	} catch (error) {
		throw unreadable(
			path,
			setting,
			error instanceof UsherError ? error.message.replace(`: ${path}`, '') : 'unknown reason',
			error,
		);
	}
	if (bytes === undefined) throw unreadable(path, setting, 'ENOENT');
	return bytes;
};

/**
 * The credential that the settings name; nothing is read before it is used.
 * @param secrets where secrets come from
 * @throws UsherError (exit 10) when it is used: a setting or file is missing
 */
export const credentialOf = (
	entra: Settings['entra'],
	secrets: {read(name: SecretName): Promise<string>},
): Credential => {
	if (entra.credential === 'secret') {
		return {
			kind: 'secret',
			secret: async () => {
				const secret = (await secrets.read('entra')).trim();
				// A pasted ID never works, and a try would only add a failed sign-in to the tenant's log.
				const wrong = mixUp('client-secret', secret);
				if (wrong !== undefined) {
					throw new UsherError({
						code: 'secret-mixed-up',
						exitCode: exitCodes.signInFailed,
						message: wrong,
						advice: 'Make a new secret in the portal, copy its Value, and set it with `usher secret set entra`.',
					});
				}
				return secret;
			},
		};
	}
	if (entra.credential === 'certificate') {
		return {
			kind: 'certificate',
			certificate: async () => {
				const path = entra.certificateFile;
				if (path === undefined || path === '')
					throw unset('The certificate’s file', 'entra.certificateFile (USHER_CERTIFICATE_FILE)');
				const bytes = file(path, 'entra.certificateFile');
				try {
					return await readCertificate(bytes);
				} catch (error) {
					if (!(error instanceof UsherError) || error.code !== 'certificate-password') throw error;
				}
				// Only a locked key asks for the password: most files have none, and then no secret has to be set.
				return readCertificate(bytes, await secrets.read('certificate-password'));
			},
		};
	}
	return {
		kind: 'federated',
		assertion: async () => {
			const path = entra.assertionFile;
			if (path === undefined || path === '')
				throw unset('The assertion’s file', 'entra.assertionFile (USHER_ASSERTION_FILE)');
			const token = file(path, 'entra.assertionFile').toString('utf8').trim();
			if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) {
				throw new UsherError({
					code: 'assertion-unreadable',
					exitCode: exitCodes.notSetUp,
					message: `The file ${path} holds no token.`,
					advice: 'It must hold one JWT, as the outside issuer writes it (entra.assertionFile).',
				});
			}
			return token;
		},
	};
};
