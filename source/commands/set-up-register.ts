import {UsherError} from '../core/errors.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import type {RegistrationEvent} from '../entra/registration/events.ts';
import {type OpenRegistration, openRegistration} from '../profile/registration.ts';
import {chooser} from './choose-application.ts';
import {commandLine} from './command-line.ts';
import type {Shell} from './shell.ts';
import {wantsUnicode} from './text/paint.ts';
import {madeLines, registrationLines, registrationProgress, resultLines} from './text/registration.ts';
import {soFarLines} from './unfinished-registration.ts';

export type RegisterOptions = {
	readonly tenant?: string;
	readonly name?: string;
	readonly credential?: 'certificate' | 'secret';
	readonly existing?: 'repair' | 'renew' | 'new';
	/** Application id of the one to go on with. */
	readonly application?: string;
	/** Minutes that someone who may consent is waited for. */
	readonly wait?: number;
};

/** Tells a registration as it goes: text for people on stdout, one JSON object a line on stderr with `--json`. */
export const tellRegistration = async <Result>(
	shell: Shell,
	steps: AsyncGenerator<RegistrationEvent, Result>,
): Promise<Result> => {
	const {paint, columns, canAsk, environment} = shell;
	const look = {paint, columns, pictures: canAsk && wantsUnicode(environment, true)};
	for (;;) {
		const next = await steps.next();
		if (next.done) {
			shell.progress.clear();
			return next.value;
		}
		const event = next.value;
		if (shell.json) {
			shell.tell(JSON.stringify(event));
			continue;
		}
		const lines = registrationLines(event, look);
		if (lines.length > 0) shell.print(...lines);
		const now = registrationProgress(event);
		if (now !== undefined) shell.progress.show(now);
	}
};

const open = (shell: Shell, options: RegisterOptions): Promise<OpenRegistration> =>
	openRegistration({
		profile: shell.profile,
		environment: shell.environment,
		tenant: options.tenant,
		name: options.name,
		credential: options.credential,
		consentMs: options.wait === undefined ? undefined : options.wait * 60_000,
		application: options.application,
		choose: chooser(options),
	});

/** `usher setup --register`: makes, repairs or renews the app registration, without the screen. */
export const setUpRegister = async (shell: Shell, options: RegisterOptions): Promise<ExitCode> => {
	const registration = await open(shell, options);
	const undo = commandLine(shell, 'setup', '--undo');
	try {
		const result = await tellRegistration(shell, registration.run(shell.signal));
		shell.print(...resultLines(result, undo, shell));
		if (shell.json) shell.document({version: 1, exitCode: exitCodes.done, ...result});
		return exitCodes.done;
	} catch (error) {
		const made = registration.made();
		shell.print(...soFarLines(shell, made, 'Run it again to go on from here'));
		if (!(error instanceof UsherError) || !shell.json) throw error;
		const {code, message, advice, requestId, exitCode} = error;
		shell.document({version: 1, exitCode, error: {code, message, advice, requestId}, made});
		return exitCode;
	} finally {
		await registration.close();
	}
};

/** `usher setup --undo`: takes back what this profile made in the tenant and on this machine. */
export const setUpUndo = async (shell: Shell, options: RegisterOptions): Promise<ExitCode> => {
	const registration = await open(shell, options);
	try {
		const made = registration.made();
		if (made.length > 0) shell.print('This takes away:', ...madeLines(made, shell));
		const undone = await tellRegistration(shell, registration.undo(shell.signal));
		if (shell.json) shell.document({version: 1, exitCode: exitCodes.done, undone});
		return exitCodes.done;
	} finally {
		await registration.close();
	}
};
