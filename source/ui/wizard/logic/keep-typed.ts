// What has been typed and not proven yet, kept when somebody leaves: only where nothing stands that works already.
import {hostsOf} from '../../../bitwarden/hosts.ts';
import {isGuid, mixUp} from '../../../entra/recognise.ts';
import type {SettingKey} from '../../../platform/settings/keys.ts';
import type {Core} from '../core.ts';
import {serverUrl} from '../draft.ts';

const addressOf = (typed: string): string | undefined => {
	try {
		const hosts = hostsOf(typed);
		return hosts.kind === 'cloud' ? `https://${hosts.label}` : hosts.vault;
	} catch {
		return undefined;
	}
};

/** Saves what looks right; secrets are kept only once they have signed in. */
export const keepTyped = async (core: Core): Promise<void> => {
	const {draft, settings} = core.get();
	const values: Partial<Record<SettingKey, string>> = {};
	if (settings.bitwarden.clientId === undefined) {
		const address = addressOf(serverUrl(draft));
		if (address !== undefined && address !== settings.bitwarden.url) values['bitwarden.url'] = address;
		const id = draft.bitwardenId.trim().toLowerCase();
		if (mixUp('bitwarden-client-id', id) === undefined) values['bitwarden.clientId'] = id;
	}
	const application = draft.clientId.trim().toLowerCase();
	if (settings.entra.clientId === undefined && isGuid(application)) values['entra.clientId'] = application;
	if (Object.keys(values).length > 0) await core.save(values);
};
