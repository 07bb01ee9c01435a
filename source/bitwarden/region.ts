import {UsherError} from '../core/errors.ts';
import type {CallContext} from '../core/ports.ts';
import {cloudDomains, hostsOf} from './hosts.ts';
import {createOrganisation, type OrganisationOptions} from './organisation.ts';

/**
 * Which of Bitwarden's other clouds takes this key, for who chose the wrong region: its address for bitwarden.url, or
 * undefined. The key is sent to each of them, so a person is asked first.
 * @throws the signal's reason when aborted
 */
export const findRegion = async (options: OrganisationOptions, call: CallContext): Promise<string | undefined> => {
	const tried = hostsOf(options.url).label;
	for (const domain of cloudDomains) {
		if (domain === tried) continue;
		const url = `https://${domain}`;
		try {
			await createOrganisation({...options, url, retryMs: 10_000}).signIn.token(call);
			return url;
		} catch (error) {
			call.signal.throwIfAborted();
			if (!(error instanceof UsherError)) throw error;
		}
	}
	return undefined;
};
