// Step 2: what is filled in, and what is surely wrong with it before anything is sent. Pure.
import {hostsOf} from '../../../bitwarden/hosts.ts';
import {UsherError} from '../../../core/errors.ts';
import {mixUp, type Recognised, recognise} from '../../../entra/recognise.ts';
import type {SecretName} from '../../../platform/settings/settings.ts';
import type {Item} from '../items.ts';
import type {WizardState} from '../state.ts';

/** Addresses in a text with commas, semicolons, blanks or lines between them, in lower case. */
export const addressesIn = (text: string): string[] => [
	...new Set(
		text
			.toLowerCase()
			.split(/[\s,;]+/)
			.filter(word => word !== ''),
	),
];
/** Whether a text can be somebody's address. */
export const isAddress = (text: string): boolean => /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/.test(text);

/** A key where it has to be typed: the environment, systemd, a file or a command may hold it. */
export const secretNote = (state: WizardState, name: SecretName): string => {
	const {from, detail} = state.secrets[name];
	if (from === undefined) return '';
	if (from === 'encrypted') return 'kept, encrypted';
	return from === 'environment' ? `from ${detail}` : from === 'systemd' ? 'from systemd' : `from a ${from}`;
};
/** The vault's own can be replaced here; every other place comes before it. */
export const isElsewhere = (state: WizardState, name: SecretName): boolean => {
	const {from} = state.secrets[name];
	return from !== undefined && from !== 'encrypted';
};

/** The server is known to be Vaultwarden. */
export const isVaultwarden = ({checks: {server, organisation}}: WizardState): boolean =>
	(organisation.kind === 'good' && organisation.result.abilities?.server === 'vaultwarden') ||
	(server.kind === 'good' && server.result.vaultwarden);

const notAnAddress = new Set<Recognised>([
	'bitwarden-organisation-id',
	'bitwarden-user-id',
	'bitwarden-secret',
	'entra-secret',
]);

/**
 * What is surely wrong with what is typed, before anything is sent; undefined while it may be right or is not all there.
 * @param whole somebody goes on with it: what is short is not half typed any more
 */
export const remarkOnKey = (state: WizardState, whole = false): string | undefined => {
	const {draft} = state;
	if (draft.server === 'own' && draft.ownUrl.trim() !== '') {
		if (notAnAddress.has(recognise(draft.ownUrl))) return mixUp('bitwarden-url', draft.ownUrl);
		try {
			hostsOf(draft.ownUrl);
		} catch (error) {
			if (error instanceof UsherError) return error.message;
			throw error;
		}
	}
	const id = draft.bitwardenId.trim();
	const half = !whole && id.length < 8;
	if (id !== '' && !half && recognise(id) !== 'guid') {
		const wrong = mixUp('bitwarden-client-id', id);
		const typing = !whole && 'organization.'.startsWith(id.toLowerCase().slice(0, 13)) && id.length < 49;
		if (wrong !== undefined && !typing) return wrong;
	}
	if (draft.bitwardenSecret.trim().length >= 8) return mixUp('bitwarden-client-secret', draft.bitwardenSecret);
	return undefined;
};

/** Refusals that the wrong region explains; the cloud does not say which part of a key is wrong. */
const elsewhere = new Set(['bitwarden-key-refused', 'bitwarden-organisation-unknown']);

/** Server, key, and what else this server needs. */
export const bitwardenItems = (state: WizardState): readonly Item[] => {
	const {draft, fixed} = state;
	const serverFixed = fixed.get('bitwarden.url');
	const option = (value: string, label: string): Item => ({
		kind: 'option',
		id: `server-${value}`,
		sets: 'server',
		value,
		label,
	});
	const servers: Item[] =
		serverFixed === undefined
			? [
					option('us', 'bitwarden.com'),
					option('eu', 'bitwarden.eu'),
					option('own', 'Our own server: Bitwarden or Vaultwarden'),
				]
			: [];
	const url: Item[] =
		serverFixed !== undefined || draft.server === 'own'
			? [
					{
						kind: 'field',
						id: 'ownUrl',
						label: 'Address of the server',
						placeholder: 'https://vault.example.com',
						why: 'Where your web vault opens.',
						...(serverFixed === undefined ? {} : {fixed: serverFixed}),
					},
				]
			: [];
	const idFixed = fixed.get('bitwarden.clientId');
	const note = secretNote(state, 'bitwarden');
	return [
		...servers,
		...url,
		{
			kind: 'field',
			id: 'bitwardenId',
			label: 'client_id',
			placeholder: 'organization.…',
			why: 'Says which organisation. It is no secret.',
			...(idFixed === undefined ? {} : {fixed: idFixed}),
		},
		{
			kind: 'field',
			id: 'bitwardenSecret',
			label: 'client_secret',
			secret: true,
			why: 'Proves that you may. It goes to this server and nowhere else.',
			...(note === '' ? {} : {note, placeholder: 'type to replace it'}),
			...(isElsewhere(state, 'bitwarden') ? {fixed: note} : {}),
		},
		...(isVaultwarden(state)
			? [
					{
						kind: 'field',
						id: 'owners',
						label: 'Addresses of all owners, comma between',
						placeholder: 'ada@example.com, alan@example.com',
						why: 'So that no run ever revokes them.',
					} as const,
				]
			: []),
		...(state.checks.organisation.kind === 'bad' &&
		elsewhere.has(state.checks.organisation.failure.code) &&
		draft.server !== 'own'
			? [{kind: 'action', id: 'find-region', label: 'Look for it in Bitwarden’s other regions'} as const]
			: []),
	];
};
