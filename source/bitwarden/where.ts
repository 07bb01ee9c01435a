import type {Hosts} from './hosts.ts';

/** Where an organisation's API key is, in each kind of server: one line a click. */
export const whereTheKeyIs = (hosts: Hosts, server: 'cloud' | 'self-hosted' | 'vaultwarden'): readonly string[] => {
	const start = [
		`Open ${hosts.vault} and log in as an owner of the organisation.`,
		'Open the Admin Console (the product switcher at the bottom left), and choose the organisation.',
		'Settings, Organization info, API key: View API key, and enter your master password.',
		'Copy the client_id (it starts with organization.) and the client_secret.',
	];
	if (server === 'vaultwarden')
		return [
			...start,
			'Vaultwarden shows the same page. For groups its administrator has to set ORG_GROUPS_ENABLED=true; without it they are left out.',
		];
	const plan =
		server === 'cloud'
			? 'The page is there on the Teams and Enterprise plans, and so is directory sync. Custom permissions and policies need Enterprise.'
			: 'The page is there when the licence of this server is one for Teams or Enterprise.';
	return [...start, plan];
};

/** The one line for an error's advice. */
export const keyInOneLine = (hosts: Hosts): string =>
	`The key is in the Admin Console of ${hosts.vault}, under Settings, Organization info, API key.`;
