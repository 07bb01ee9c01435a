// Whether a permission that no token has yet was granted and is on its way, or was never granted, as far as that can be known.
import {UsherError} from '../../core/errors.ts';
import type {CallContext} from '../../core/ports.ts';
import type {Graph} from '../graph/client.ts';
import type {NeededPermission} from '../permissions.ts';
import type {RegistrationRecord} from './journal.ts';
import {tenantObjects} from './tenant-objects.ts';

export type ConsentState =
	/** `at`: when Usher itself granted it, ISO time. */
	{readonly kind: 'granted'; readonly at?: string} | {readonly kind: 'not-granted'} | {readonly kind: 'unknown'};

/** Consent takes up to a quarter of an hour to be in the tokens; twice that, it has been taken away again. */
const arrivalMs = 30 * 60_000;

/**
 * Asks the tenant's own list, which an application may read only with Application.Read.All or more; else what the
 * registration of this profile noted of its own grants.
 * @param missing what a fresh token does not carry
 * @throws the signal's reason when aborted
 */
export const consentStateOf = async (
	about: {
		readonly graph: Pick<Graph, 'get' | 'send'>;
		readonly clientId: string;
		readonly missing: readonly NeededPermission[];
		/** Of this application. */
		readonly record: RegistrationRecord | undefined;
		readonly now: Date;
	},
	call: CallContext,
): Promise<ConsentState> => {
	const {missing, record} = about;
	try {
		const objects = tenantObjects(about.graph, call);
		const [graphPrincipal, principal] = await Promise.all([
			objects.graphPrincipal(),
			objects.principalByAppId(about.clientId.toLowerCase()),
		]);
		const grants = principal === undefined ? undefined : await objects.grantsOf(principal.id);
		if (grants === undefined) return {kind: 'unknown'};
		const held = new Set(grants.filter(one => one.resource === graphPrincipal.id).map(one => one.role));
		const all = missing.every(({name, id}) => held.has(graphPrincipal.roles.get(name) ?? id));
		return {kind: all ? 'granted' : 'not-granted'};
	} catch (error) {
		call.signal.throwIfAborted();
		// What cannot be asked is not known; the finding about the permission stands either way.
		if (!(error instanceof UsherError)) throw error;
	}
	const noted = missing.map(({name}) => record?.grants.find(one => one.name === name && one.id !== undefined));
	const times = noted.flatMap(one => (one === undefined ? [] : [one.intendedAt])).sort();
	const latest = times.at(-1);
	if (latest === undefined || times.length < missing.length) return {kind: 'unknown'};
	return about.now.getTime() - Date.parse(latest) < arrivalMs ? {kind: 'granted', at: latest} : {kind: 'unknown'};
};
