import {readFileSync} from 'node:fs';

/** What a scheduler has to know to run one profile without a person. */
export type HandOver = {
	readonly profile: string;
	/** Absolute paths: the Node program, then Usher's own file. */
	readonly program: readonly [string, string];
	/** USHER_HOME of the unattended run; holds a folder for the profile. */
	readonly home: string;
	/** The account that it runs as. */
	readonly user: string;
	/** Root's folder of the profile's secrets, one file each, and of its environment file. */
	readonly secretsFolder: string;
	/** File names of the secrets, as `$CREDENTIALS_DIRECTORY` holds them. */
	readonly credentials: readonly string[];
	readonly intervalMinutes: number;
	/** Where the metrics are left, when they are. */
	readonly metricsFile?: string | undefined;
	/** Proxies, certificate authorities and USHER_ settings to pass on. May hold a proxy's password, so it goes into a file of its own. */
	readonly environment: Readonly<Record<string, string>>;
};

/** A file that a hand-over writes. */
export type HandOverFile = {readonly path: string; readonly mode: number; readonly text: string};

/** Lower case too: programs read proxies in either spelling. */
const network = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'];

/** Never handed over: where things are is the scheduler's, and secrets have a way of their own. */
const notPassed = /^USHER_(HOME|PROFILE|.*(SECRET|PASSWORD|PASSPHRASE|KEY|WEBHOOK).*)$/;

/**
 * The part of this shell's environment that an unattended run needs too: proxies, authorities, settings.
 *
 * @param environment the shell's
 */
export const passedOn = (environment: Readonly<Record<string, string | undefined>>): Record<string, string> => {
	const wanted = Object.entries(environment).filter(
		([name, value]) =>
			value !== undefined &&
			value !== '' &&
			(network.includes(name.toUpperCase()) || (name.startsWith('USHER_') && !notPassed.test(name))),
	);
	return Object.fromEntries(wanted.sort(([a], [b]) => a.localeCompare(b))) as Record<string, string>;
};

/**
 * Names of the variables that a file will hold, and of those that it holds now and loses: whoever installs again from
 * another shell may lack a proxy that the first one had.
 *
 * @param path the file as it is; it need not be there, nor be readable
 */
export const variablesNote = (path: string, variables: Readonly<Record<string, string>>): string => {
	const names = Object.keys(variables);
	let before = '';
	try {
		before = readFileSync(path, 'utf8');
	} catch {
		// Nothing is known of it.
	}
	const had = [...before.matchAll(/^(?:export )?([A-Za-z_]\w*)=/gm)].map(([, name = '']) => name);
	const lost = had.filter(name => !names.includes(name));
	return [
		names.length === 0 ? 'no variables' : names.join(' '),
		...(lost.length === 0 ? [] : [`no longer ${lost.join(' ')}, which this shell does not have`]),
	].join('; ');
};
