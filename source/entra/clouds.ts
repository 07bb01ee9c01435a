import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {CloudName} from '../platform/settings/settings.ts';

/** Where one of Microsoft's clouds lives. Tokens, tenants and applications of one are unknown in the others. */
export type Cloud = {
	readonly name: CloudName;
	/** For people. */
	readonly label: string;
	/** Base before `/{tenant}/oauth2/…`, without a slash at the end. */
	readonly login: string;
	/** Base before `/v1.0`, without a slash at the end; with `/.default` it is the scope. */
	readonly graph: string;
	/** Azure's portal; absent where there is none (custom). */
	readonly portal?: string;
	/** The portal that leads to Entra's own pages. */
	readonly entraPortal?: string;
	/** Where a person types the code of a device sign-in; the server's own answer goes before this. */
	readonly devicePage?: string;
};

/** Microsoft Graph, "National cloud deployments"; Microsoft Entra, "National clouds". */
export const clouds = {
	public: {
		name: 'public',
		label: 'Microsoft 365 and Azure, worldwide',
		login: 'https://login.microsoftonline.com',
		graph: 'https://graph.microsoft.com',
		portal: 'https://portal.azure.com',
		entraPortal: 'https://entra.microsoft.com',
		devicePage: 'https://microsoft.com/devicelogin',
	},
	usgov: {
		name: 'usgov',
		label: 'US Government (GCC High, L4)',
		login: 'https://login.microsoftonline.us',
		graph: 'https://graph.microsoft.us',
		portal: 'https://portal.azure.us',
		entraPortal: 'https://portal.azure.us',
		devicePage: 'https://microsoft.com/deviceloginus',
	},
	usgovdod: {
		name: 'usgovdod',
		label: 'US Government (DoD, L5)',
		login: 'https://login.microsoftonline.us',
		graph: 'https://dod-graph.microsoft.us',
		portal: 'https://portal.azure.us',
		entraPortal: 'https://portal.azure.us',
		devicePage: 'https://microsoft.com/deviceloginus',
	},
	china: {
		name: 'china',
		label: 'China (21Vianet)',
		login: 'https://login.partner.microsoftonline.cn',
		graph: 'https://microsoftgraph.chinacloudapi.cn',
		portal: 'https://portal.azure.cn',
		entraPortal: 'https://portal.azure.cn',
		devicePage: 'https://microsoft.com/deviceloginchina',
	},
} as const satisfies Record<Exclude<CloudName, 'custom'>, Cloud>;

const base = (text: string | undefined, variable: string): string => {
	const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
	if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '' || url.username !== '') {
		throw new UsherError({
			code: 'cloud-url',
			exitCode: exitCodes.notSetUp,
			message: `The cloud is "custom", and its ${variable === 'USHER_LOGIN_URL' ? 'login' : 'Graph'} address is ${text === undefined || text === '' ? 'not set' : 'no https address'}.`,
			advice: `Set ${variable === 'USHER_LOGIN_URL' ? 'entra.loginUrl' : 'entra.graphUrl'} (or ${variable}) to an https base, such as https://localhost:8443.`,
		});
	}
	return url.href.replace(/\/+$/, '');
};

/**
 * The cloud that the settings name.
 * @throws UsherError `cloud-url` (exit 10) when the cloud is `custom` and a base is missing or no https address
 */
export const cloudOf = (entra: {
	readonly cloud: CloudName;
	readonly loginUrl?: string;
	readonly graphUrl?: string;
}): Cloud =>
	entra.cloud === 'custom'
		? {
				name: 'custom',
				label: 'A cloud of its own',
				login: base(entra.loginUrl, 'USHER_LOGIN_URL'),
				graph: base(entra.graphUrl, 'USHER_GRAPH_URL'),
			}
		: clouds[entra.cloud];
