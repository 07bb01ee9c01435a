// When a client secret that a person gives ends: asked where somebody can answer, never carried over from the one before.
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import {endsOf} from '../entra/typed-end.ts';
import type {SettingsStore} from '../platform/settings/store.ts';
import {askLine} from './ask.ts';
import {commandLine} from './command-line.ts';
import type {Shell} from './shell.ts';
import {wrap} from './text/width.ts';

const key = 'entra.credentialEnds';

/** The day that `--ends` names. @throws UsherError `end-invalid` (2) before anything is stored */
export const givenEnd = (shell: Shell, text: string | undefined): string | undefined => {
	const end = text === undefined ? undefined : endsOf(text, shell.now().getTime());
	if (end === undefined) return undefined;
	if ('date' in end) return end.date;
	throw new UsherError({
		code: 'end-invalid',
		exitCode: exitCodes.usage,
		message: `--ends: ${end.wrong}`,
		advice: 'Nothing was stored.',
	});
};

const asked = async (shell: Shell): Promise<string | undefined> => {
	for (;;) {
		const line = await askLine(
			shell,
			'When does it end? The portal shows the day beside it: 2027-05-31, or 24 months. Empty if you do not know: ',
		);
		const end = endsOf(line ?? '', shell.now().getTime());
		if (end === undefined) return undefined;
		if ('date' in end) return end.date;
		shell.tell(end.wrong);
	}
};

/**
 * Notes when the new client secret ends. Without an answer the day of the one before is forgotten: it would be counted
 * down for a secret that is no longer used.
 * @param given the day that was named on the command line
 */
export const noteSecretEnd = async (shell: Shell, store: SettingsStore, given: string | undefined): Promise<void> => {
	if (store.settings.entra.credential !== 'secret') return;
	if (store.list().some(row => row.key === key && row.from === 'environment')) return;
	const end = given ?? (await asked(shell));
	const before = store.settings.entra.credentialEnds;
	if (end === undefined && before === undefined) return;
	await store.setAll({[key]: end});
	shell.print(
		...wrap(
			end === undefined
				? `When it ends is not known, so Usher cannot say so in time; \`${commandLine(shell, 'config', 'set', key, '2027-05-31')}\` notes it.`
				: `It ends on ${end}; Usher says so from 30 days before.`,
			shell.columns,
		),
	);
};
