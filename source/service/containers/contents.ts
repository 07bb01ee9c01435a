// What a container is given of a profile, whoever runs it, and the words of a shell that its files name.
import type {HandOver} from '../hand-over.ts';

/**
 * Where a container keeps the profile, and where its secrets are mounted. Not the home of the systemd service: in there
 * Usher would tell people to call it as that service.
 */
export const home = '/srv/usher';
export const credentials = '/run/credentials/usher';

/** Nobody's account on the host, and the one that the image is made for. */
export const account = 65_532;

/** JSON strings are YAML strings. */
export const text = (value: string): string => JSON.stringify(value);

/** Kubernetes expands `$(NAME)` in values, Compose every `$`; doubling it says a plain one in both. */
export const plain = (value: string): string => JSON.stringify(value.replaceAll('$', '$$$$'));

/** Lines of a file that are for who reads it. */
export const comment = (lines: readonly string[]): string =>
	lines.map(line => `${line === '' ? '#' : `# ${line}`}\n`).join('');

/** Variables that name a file of this machine: a container gets it beside the secrets, under this name. */
const fileVariables: Readonly<Record<string, string>> = {
	USHER_CERTIFICATE_FILE: 'certificate',
	USHER_CA_FILE: 'authorities.pem',
	NODE_EXTRA_CA_CERTS: 'extra-authorities.pem',
};
/** Where a secret is on this machine is nothing that a container could look up. */
const secretVariable = /^USHER_.*(?:SECRET|PASSWORD|WEBHOOK)_(?:FILE|COMMAND)$/;

/** Its folder is one of this machine too: nothing collects files in a container. */
const metricsVariable = 'USHER_METRICS_FILE';

/** A proxy's address may hold its password. */
const holdsPassword = (value: string): boolean => URL.canParse(value) && new URL(value).password !== '';

export type Contents = {
	readonly variables: readonly (readonly [string, string])[];
	/** Variables whose values are secrets themselves: they are not printed. */
	readonly secretVariables: readonly string[];
	/** File names in the mounted folder, and the file of this machine that it is a copy of, when there is one. */
	readonly files: readonly {readonly name: string; readonly from?: string}[];
};

/** @param given its environment holds the settings as variables too */
export const contentsOf = (given: HandOver): Contents => {
	const own = {USHER_HOME: home, USHER_PROFILE: given.profile, CREDENTIALS_DIRECTORY: credentials};
	const all = Object.entries({...given.environment, ...own});
	return {
		secretVariables: all.filter(([, value]) => holdsPassword(value)).map(([key]) => key),
		variables: all
			.filter(([key, value]) => !secretVariable.test(key) && key !== metricsVariable && !holdsPassword(value))
			.map(([key, value]) => {
				const name = fileVariables[key];
				return [key, name === undefined ? value : `${credentials}/${name}`] as const;
			}),
		files: [
			...given.credentials.map(name => ({name})),
			...all.flatMap(([key, from]) => {
				const name = fileVariables[key];
				return name === undefined ? [] : [{name, from}];
			}),
		],
	};
};

/** Puts what comes on standard input where the ledger of the profile belongs in the volume; a word of a shell. */
export const takeLedger = (profile: string): string => {
	const folder = `${home}/profiles/${profile}`;
	return `'umask 077; mkdir -p ${folder} && rm -f ${folder}/ledger.db* && cat > ${folder}/ledger.db'`;
};
