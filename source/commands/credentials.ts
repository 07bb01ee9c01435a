import {credentialWarningDays, daysUntil, endWords} from '../core/days-left.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import type {CallContext} from '../core/ports.ts';
import {askCredentialEnd, type CredentialEnd, credentialEnd} from '../entra/credential-end.ts';
import {currentCredential} from '../entra/registration/retire.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import type {Settings} from '../platform/settings/settings.ts';
import {openSettings} from '../platform/settings/store.ts';
import {openProfile} from '../profile/open.ts';
import {openRenewal} from '../profile/registration.ts';
import {commandLine} from './command-line.ts';
import {tellRegistration} from './set-up-register.ts';
import type {Shell} from './shell.ts';
import {waitingWords} from './text/events.ts';

/** `usher credentials renew`: the next credential made and proven, then the old one taken out. */
export const renewCredentials = async (
	shell: Shell,
	options: {readonly credential?: 'certificate' | 'secret'},
): Promise<ExitCode> => {
	const renewal = await openRenewal({
		profile: shell.profile,
		environment: shell.environment,
		credential: options.credential,
	});
	try {
		const result = await tellRegistration(shell, renewal.run(shell.signal));
		shell.print(
			'',
			shell.paint.bold(
				`The new ${result.credential === 'secret' ? 'client secret' : 'certificate'} is in use; it ends on ${result.ends.slice(0, 10)}.`,
			),
			'A service that runs on this machine takes it up with its next sign-in.',
		);
		if (shell.json) shell.document({version: 1, exitCode: exitCodes.done, ...result});
		return exitCodes.done;
	} finally {
		await renewal.close();
	}
};

const sources: Readonly<Record<CredentialEnd['from'], string>> = {
	certificate: 'the certificate’s file',
	settings: 'the settings (entra.credentialEnds)',
	tenant: 'the tenant',
};

/** Asks the tenant where this machine does not know; most applications may not ask. */
const asked = async (shell: Shell): Promise<CredentialEnd | undefined> => {
	const profile = await openProfile({profile: shell.profile, environment: shell.environment, by: 'command'});
	try {
		const {entra} = profile.settings;
		const current = await currentCredential(entra, profile.secrets);
		if (current === undefined || entra.clientId === undefined) return undefined;
		const call: CallContext = {signal: shell.signal, waiting: event => shell.progress.show(waitingWords(event))};
		const end = await askCredentialEnd(profile.graph, entra.clientId, current, call);
		if (end !== undefined) await profile.store.set('entra.credentialEnds', end.ends.toISOString());
		return end;
	} finally {
		await profile.close();
	}
};

const kinds: Readonly<Record<Settings['entra']['credential'], string>> = {
	secret: 'client secret',
	certificate: 'certificate',
	federated: 'federated credential',
};

/** `usher credentials status`: what the application signs in with, and until when. Asks the tenant only when it is not known. */
export const credentialsStatus = async (shell: Shell): Promise<ExitCode> => {
	const {environment, profile} = shell;
	const {entra} = openSettings({paths: pathsOf({environment, profile}), environment}).settings;
	const now = shell.now();
	const known = credentialEnd(entra);
	const end = known ?? (entra.credential === 'federated' ? undefined : await asked(shell));
	shell.progress.clear();
	const kind = kinds[entra.credential];
	const left = end === undefined ? undefined : daysUntil(end.ends, now);
	if (shell.json) {
		shell.document({
			version: 1,
			application: entra.clientId ?? null,
			kind: entra.credential,
			certificateFile: entra.certificateFile ?? null,
			ends: end?.ends.toISOString() ?? null,
			from: end?.from ?? null,
			daysLeft: left ?? null,
		});
		return exitCodes.done;
	}
	shell.print(
		`application   ${entra.clientId ?? 'none yet'}`,
		`credential    ${kind}${entra.certificateFile === undefined ? '' : ` in ${entra.certificateFile}`}`,
	);
	if (entra.credential === 'federated') shell.print('ends          never; its issuer writes a new token each time');
	else if (end === undefined) {
		shell.print(
			'ends          not known: the application may not read its own registration',
			`              \`${commandLine(shell, 'config', 'set', 'entra.credentialEnds', '2027-01-31')}\` notes what the portal shows`,
		);
	} else {
		shell.print(
			`ends          ${end.ends.toISOString().slice(0, 10)}, ${endWords(end.ends, now)}; known from ${sources[end.from]}`,
		);
		if ((left ?? 0) <= credentialWarningDays)
			shell.print(`              \`${commandLine(shell, 'credentials', 'renew')}\` makes the next one`);
	}
	return exitCodes.done;
};
