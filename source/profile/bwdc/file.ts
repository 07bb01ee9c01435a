// Where Bitwarden Directory Connector keeps its data.json, and the file itself.
import {existsSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {readGiven} from '../../platform/disk/read-given.ts';
import type {Environment} from '../../platform/environment.ts';
import type {BwdcImport} from './map.ts';
import {readBwdc} from './read.ts';

const unreadable = (message: string, advice: string, code = 'bwdc-unreadable'): UsherError =>
	new UsherError({code, exitCode: exitCodes.notSetUp, message, advice});

/** Where it lies on this machine, of the places that Directory Connector's `data-file` knows; undefined when in none. */
export const usualBwdcFile = (environment: Environment): string | undefined => {
	const home = environment.HOME ?? homedir();
	const folders = [
		environment.BITWARDENCLI_CONNECTOR_APPDATA_DIR,
		environment.BITWARDEN_CONNECTOR_APPDATA_DIR,
		join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'Bitwarden Directory Connector'),
		join(home, 'Library/Application Support/Bitwarden Directory Connector'),
	];
	return folders
		.filter(folder => folder !== undefined && folder !== '')
		.map(folder => join(folder ?? '', 'data.json'))
		.find(path => existsSync(path));
};

const most = 4 * 1_048_576;

/**
 * Reads and maps the data.json at this path. Nothing is saved.
 * @throws UsherError (exit 10) `bwdc-unreadable`, and those of `readBwdc`
 */
export const readBwdcFile = async (path: string): Promise<BwdcImport> => {
	let bytes: Buffer;
	try {
		bytes = await readGiven(path, most);
	} catch (error) {
		if (error instanceof UsherError)
			throw unreadable(
				'The file is too large to be a configuration.',
				'`bwdc data-file` prints where its data.json is.',
				'bwdc-unknown',
			);
		const {code} = error as NodeJS.ErrnoException;
		throw unreadable(
			code === 'ENOENT' ? 'There is no such file.' : `The file cannot be read (${code ?? 'unknown reason'}).`,
			code === 'EISDIR'
				? 'Give the data.json inside this folder.'
				: '`bwdc data-file` prints where Directory Connector keeps it. Copy it to this machine if it is on another one.',
		);
	}
	return readBwdc(bytes.toString('utf8'));
};
