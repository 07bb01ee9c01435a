import {X509Certificate} from 'node:crypto';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {readRegular} from '../disk/read.ts';
import type {Environment} from '../environment.ts';

/** The usual ones together have a quarter of that. */
const most = 1_048_576;

const blocks = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

const invalid = (path: string, what: string, setting: string): UsherError =>
	new UsherError({
		code: 'ca-file-invalid',
		exitCode: exitCodes.notSetUp,
		message: `The file of certificate authorities ${what}: ${path}`,
		advice: `${setting} must name a PEM file: text with -----BEGIN CERTIFICATE----- in it. A DER file is turned into one by openssl x509 -inform der -in FILE.`,
	});

/**
 * The certificates in a PEM file, each as PEM.
 * @param setting the setting or variable that names the file, for the message
 * @throws UsherError `ca-file-invalid` (exit 10)
 */
const readAuthorities = (path: string, setting: string): string[] => {
	let bytes: Buffer | undefined;
	try {
		bytes = readRegular(path, most);
	} catch (error) {
		if (!(error instanceof UsherError)) throw error;
		const {message} = error;
		const advice = `${setting} must name a PEM file that the user who runs Usher may read.`;
		throw new UsherError({
			code: 'ca-file-invalid',
			exitCode: exitCodes.notSetUp,
			message: `The file of certificate authorities cannot be read. ${message}`,
			advice,
		});
	}
	if (bytes === undefined) throw invalid(path, 'is not there', setting);
	const text = bytes.toString('latin1');
	const found = text.match(blocks) ?? [];
	if (found.length === 0) throw invalid(path, 'holds no certificate', setting);
	return found.map(pem => {
		try {
			return new X509Certificate(pem).toString();
		} catch {
			throw invalid(path, 'holds a certificate that cannot be read', setting);
		}
	});
};

/**
 * Authorities to trust besides the usual ones: those of the setting, and those of NODE_EXTRA_CA_CERTS where the given
 * environment names others than this process was started with (Node has read those already).
 * @throws UsherError `ca-file-invalid` (exit 10)
 */
export const authoritiesOf = (caFile: string | undefined, environment: Environment): string[] => {
	const extra = environment.NODE_EXTRA_CA_CERTS;
	const others = extra !== undefined && extra !== '' && extra !== process.env.NODE_EXTRA_CA_CERTS;
	return [
		...(caFile === undefined ? [] : readAuthorities(caFile, 'network.caFile (USHER_CA_FILE)')),
		...(others ? readAuthorities(extra, 'NODE_EXTRA_CA_CERTS') : []),
	];
};
