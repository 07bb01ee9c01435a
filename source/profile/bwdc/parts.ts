// What a data.json of Bitwarden Directory Connector is made of. Shape: its StateMigrationService and state model;
// versions 3 and 4 keep everything under the active account, 5 and later flat.
import {cleanText} from '../../platform/text/clean.ts';

type Bag = Readonly<Record<string, unknown>>;

/** An object of the file, without what its keys could inherit; an empty one for anything else. */
export const bagOf = (value: unknown): Bag => {
	const bag: Record<string, unknown> = Object.create(null);
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) Object.assign(bag, value);
	return bag;
};

/** A text of the file, cleaned; undefined when there is none or it is only a placeholder for the keychain. */
export const textOf = (value: unknown, most = 1000): string | undefined => {
	if (typeof value !== 'string') return undefined;
	const text = cleanText(value, most).trim();
	return text === '' || text === '[STORED SECURELY]' ? undefined : text;
};

/** The parts that matter, wherever this version keeps them. */
export const partsOf = (tree: Bag) => {
	const account = bagOf(typeof tree.activeUserId === 'string' ? tree[tree.activeUserId] : undefined);
	const global = bagOf(tree.global);
	const settings = bagOf(account.directorySettings);
	const configurations = bagOf(account.directoryConfigurations);
	const old = Object.keys(settings).length > 0 || Object.keys(configurations).length > 0;
	return old
		? {
				type: settings.directoryType,
				organization: settings.organizationId,
				entra: bagOf(configurations.entra ?? configurations.azure),
				sync: bagOf(settings.sync),
				urls: bagOf(global.environmentUrls ?? bagOf(account.settings).environmentUrls),
				keyId: bagOf(account.profile).apiKeyClientId,
				keySecret: bagOf(account.keys).apiKeyClientSecret,
			}
		: {
				type: tree.directoryType,
				organization: tree.organizationId,
				entra: bagOf(tree.directoryEntra ?? tree.directoryAzure),
				sync: bagOf(tree.sync),
				urls: bagOf(tree.environmentUrls),
				keyId: tree.apiKeyClientId,
				keySecret: tree.apiKeyClientSecret,
			};
};
export type BwdcParts = ReturnType<typeof partsOf>;
