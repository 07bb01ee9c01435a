import {UsherError} from '../../../core/errors.ts';
import {exitCodes} from '../../../core/exit-codes.ts';
import {forgottenSettings, keptSettings} from '../../../entra/registration/kept-settings.ts';
import type {Keeper} from '../../../entra/registration/save.ts';

/** Where the set-up keeps a registration: with everything else that it saves as it goes. */
export const setUpKeeper = (core: {
	save(values: Readonly<Record<string, string | undefined>>): Promise<boolean>;
	keepSecret(value: string): Promise<boolean>;
	fixed(): ReadonlyMap<string, string>;
	clientId(): string | undefined;
}): Keeper => {
	const sure = (saved: boolean): void => {
		if (saved) return;
		throw new UsherError({
			code: 'settings-not-saved',
			exitCode: exitCodes.notSetUp,
			message: 'The settings could not be written.',
			advice: 'Mend what the line below says, then try again: the registration goes on from here.',
		});
	};
	return {
		keep: async kept => {
			if (kept.secret !== undefined) sure(await core.keepSecret(kept.secret));
			sure(await core.save(keptSettings(kept)));
			return ['entra.clientId', 'entra.credential', 'entra.certificateFile'].flatMap(key => {
				const variable = core.fixed().get(key);
				return variable === undefined ? [] : [`${variable} is set in this shell and goes before ${key}: remove it.`];
			});
		},
		forget: async appId => {
			if (core.clientId() !== appId) return;
			sure(await core.save(forgottenSettings));
		},
	};
};
