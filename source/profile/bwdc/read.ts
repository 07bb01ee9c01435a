// A configuration of Bitwarden Directory Connector (data.json), read as it is.
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {type BwdcImport, mapped} from './map.ts';
import {bagOf, partsOf} from './parts.ts';

const refused = (code: string, message: string, advice: string): UsherError =>
	new UsherError({code, exitCode: exitCodes.notSetUp, message, advice});

const directories: Readonly<Record<number, string>> = {0: 'LDAP', 2: 'Google Workspace', 3: 'Okta', 4: 'OneLogin'};

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
