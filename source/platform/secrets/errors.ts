import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {SecretName} from '../settings/settings.ts';

/** What each secret is called in a sentence. */
export const secretTitles: Readonly<Record<SecretName, string>> = {
	entra: 'the client secret of the app registration',
	'certificate-password': 'the pass phrase of the certificate',
	bitwarden: "the client_secret of the organisation's API key",
	webhook: 'the address of the webhook for notices',
};

/** An error about secrets: exit code 10, and never a secret in it. */
export const secretError = (code: string, message: string, advice: string): UsherError =>
	new UsherError({code, exitCode: exitCodes.notSetUp, message, advice});

/** Nothing holds this secret. */
export const missingSecret = (name: SecretName, variable: string): UsherError =>
	secretError(
		'secret-missing',
		`Usher has not been given ${secretTitles[name]}.`,
		`usher secret set ${name} asks for it and keeps it encrypted; or set ${variable}. usher secret where shows the other ways.`,
	);

/** The encrypted file is there and cannot be used. */
export const damagedSecrets = (path: string): UsherError =>
	secretError(
		'secrets-damaged',
		`The file of secrets is damaged: ${path}`,
		'It was left as it is. Put a copy of your own in its place, or move it away and run usher secret set for each secret.',
	);

/** The encrypted file is of a newer Usher: it is left alone. */
export const newerSecrets = (path: string, version: number): UsherError =>
	secretError(
		'secrets-newer',
		`The file of secrets was written by a newer Usher (version ${version}): ${path}`,
		'Use that newer Usher here too.',
	);
