// A configuration of Bitwarden Directory Connector (data.json), read as it is. Shape: its StateMigrationService and
// state model; versions 3 and 4 keep everything under the active account, 5 and later flat.
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {parseGroupFilter, parseUserFilter} from '../../core/filter/parse.ts';
import type {SettingKey} from '../../platform/settings/keys.ts';
import type {SecretName} from '../../platform/settings/settings.ts';
import {cleanText} from '../../platform/text/clean.ts';
import {type BwdcRow, mapped} from './map.ts';

export type BwdcImport = {
	/** As `config set` takes them. */
	readonly settings: Readonly<Partial<Record<SettingKey, string>>>;
	/** Only those that stand there in clear. */
	readonly secrets: Readonly<Partial<Record<SecretName, string>>>;
	/** For the review: what was found and what becomes of it. */
	readonly rows: readonly BwdcRow[];
	/** What behaves differently, or has to be given again. */
	readonly notes: readonly string[];
};

export type Bag = Readonly<Record<string, unknown>>;

const refused = (code: string, message: string, advice: string): UsherError =>
	new UsherError({code, exitCode: exitCodes.notSetUp, message, advice});

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

const directories: Readonly<Record<number, string>> = {0: 'LDAP', 2: 'Google Workspace', 3: 'Okta', 4: 'OneLogin'};

/** The parts that matter, wherever this version keeps them. */
const partsOf = (tree: Bag) => {
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

/** Whether the core can read a filter; the reason when it cannot. */
export const filterFault = (place: 'user' | 'group', text: string): UsherError | undefined => {
	try {
		if (place === 'user') parseUserFilter(text);
		else parseGroupFilter(text);
		return undefined;
	} catch (error) {
		if (error instanceof UsherError) return error;
		throw error;
	}
};

/**
 * Reads the text of a data.json and maps it onto Usher's settings. Nothing is saved here.
 * @throws UsherError (exit 10) `bwdc-damaged`, `bwdc-unknown`, `bwdc-directory`, `bwdc-old`
 */
export const readBwdc = (text: string): BwdcImport => {
	let json: unknown;
	try {
		json = JSON.parse(text.replace(/^\ufeff/, ''));
	} catch {
		throw refused(
			'bwdc-damaged',
			'The file is damaged: it is no JSON.',
			'Nothing was taken from it. Look for an older copy beside it, or set Usher up by hand: it takes a few minutes.',
		);
	}
	const tree = bagOf(json);
	const parts = partsOf(tree);
	const version = tree.stateVersion ?? bagOf(tree.global).stateVersion;
	const known = parts.type !== undefined || Object.keys(parts.entra).length > 0 || typeof version === 'number';
	if (!known)
		throw refused(
			'bwdc-unknown',
			'This is no configuration of Bitwarden Directory Connector.',
			'`bwdc data-file` prints where its data.json is.',
		);
	if (typeof version === 'number' && version < 3)
		throw refused(
			'bwdc-old',
			'This configuration was written by a Directory Connector older than 2022.',
			'Start a newer Directory Connector once, which brings its file up to date, or set Usher up by hand.',
		);
	const other = typeof parts.type === 'number' ? directories[parts.type] : undefined;
	if (other !== undefined)
		throw refused(
			'bwdc-directory',
			`This configuration syncs from ${other}. Usher reads Microsoft Entra ID only.`,
			'Nothing was taken from it.',
		);
	if (parts.type !== 1 && Object.keys(parts.entra).length === 0)
		throw refused(
			'bwdc-directory',
			'No directory is chosen in this configuration.',
			'Nothing was taken from it. Set Usher up by hand.',
		);
	return mapped(parts);
};
