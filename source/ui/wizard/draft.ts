// Everything that is typed and picked in the set-up, as text; what is kept of it is said in saving.ts.
import {hostsOf} from '../../bitwarden/hosts.ts';
import {recognise} from '../../entra/recognise.ts';
import type {Settings} from '../../platform/settings/settings.ts';

export type Draft = {
	readonly start: 'connect' | 'practise' | 'import';
	readonly importPath: string;
	readonly server: 'us' | 'eu' | 'own';
	readonly ownUrl: string;
	readonly bitwardenId: string;
	/** In memory until it has proved right; then in the vault, and empty here. */
	readonly bitwardenSecret: string;
	/** Vaultwarden: addresses of the owners. */
	readonly owners: string;
	readonly tenant: string;
	readonly cloud: 'auto' | 'public' | 'usgov' | 'usgovdod' | 'china' | 'custom';
	readonly way: 'usher' | 'portal' | 'there';
	readonly clientId: string;
	readonly credential: 'secret' | 'certificate' | 'federated';
	readonly secret: string;
	readonly certificateFile: string;
	readonly passphrase: string;
	readonly assertionFile: string;
	/** A date, or `24 months`. */
	readonly ends: string;
	readonly userFilter: string;
	readonly groupFilter: string;
	readonly people: 'in-groups' | 'all';
	readonly guests: 'out' | 'in';
	readonly disabled: 'revoke' | 'offboard' | 'keep';
	readonly leavers: 'offboard' | 'keep';
	readonly offboard: 'revoke' | 'remove';
};
export type DraftKey = keyof Draft;

const serverOf = (url: string): Pick<Draft, 'server' | 'ownUrl'> => {
	try {
		const {label} = hostsOf(url);
		if (label === 'bitwarden.com') return {server: 'us', ownUrl: ''};
		if (label === 'bitwarden.eu') return {server: 'eu', ownUrl: ''};
	} catch {
		// Shown as it is, for its owner to correct.
	}
	return {server: 'own', ownUrl: url};
};

/** The draft of a profile as its settings are: an empty one for a new profile. */
export const draftOf = ({entra, bitwarden, sync}: Settings): Draft => ({
	start: 'connect',
	importPath: '',
	...serverOf(bitwarden.url),
	bitwardenId: bitwarden.clientId ?? '',
	bitwardenSecret: '',
	owners: sync.protect.join(', '),
	// The domain that was typed says more than the id that was found for it.
	tenant: recognise(entra.tenantName ?? '') === 'domain' ? (entra.tenantName ?? '') : (entra.tenant ?? ''),
	cloud: entra.cloud === 'custom' ? 'custom' : entra.tenant === undefined ? 'auto' : entra.cloud,
	way: 'usher',
	clientId: entra.clientId ?? '',
	credential: entra.credential,
	secret: '',
	certificateFile: entra.certificateFile ?? '',
	passphrase: '',
	assertionFile: entra.assertionFile ?? '',
	ends: entra.credentialEnds?.slice(0, 10) ?? '',
	userFilter: sync.userFilter,
	groupFilter: sync.groupFilter,
	people: sync.people,
	guests: sync.guests,
	disabled: sync.disabled,
	leavers: sync.leavers,
	offboard: sync.offboard,
});

/** The address of the Bitwarden server that the draft names. */
export const serverUrl = ({server, ownUrl}: Pick<Draft, 'server' | 'ownUrl'>): string =>
	server === 'us' ? 'https://bitwarden.com' : server === 'eu' ? 'https://bitwarden.eu' : ownUrl.trim();
