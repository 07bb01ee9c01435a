// What goes into a support bundle, each part by itself: one that fails is told, and the others still come.
import {release} from 'node:os';
import process from 'node:process';
import {UsherError} from '../../core/errors.ts';
import {proxyAddress, proxyCredentials} from '../../platform/http/proxy.ts';
import {createSecrets} from '../../platform/secrets/secrets.ts';
import {pathsOf} from '../../platform/settings/paths.ts';
import {type SecretName, secretNames} from '../../platform/settings/settings.ts';
import {openSettings} from '../../platform/settings/store.ts';
import {userAgent} from '../../profile/user-agent.ts';
import {runsCsv} from '../csv.ts';
import {doctor} from '../doctor.ts';
import {withMemory} from '../memory.ts';
import type {Shell} from '../shell.ts';

export type Part = {
	readonly name: string;
	/** For the reader: what it is. */
	readonly what: string;
	/** A text, or a value that becomes JSON. */
	readonly make: () => unknown;
};

const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'https_proxy', 'http_proxy', 'all_proxy'];
const said = ['NO_PROXY', 'no_proxy', 'LANG', 'LC_ALL', 'TZ', 'TERM', 'CI', 'NODE_OPTIONS', 'INVOCATION_ID'];

const versions = ({environment, now, profile}: Shell) => ({
	usher: userAgent,
	node: process.version,
	sqlite: process.versions.sqlite,
	openssl: process.versions.openssl,
	platform: `${process.platform} ${process.arch} ${release()}`,
	time: now().toISOString(),
	timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
	profile,
	/** Names only: a value may be a secret. */
	variables: Object.keys(environment)
		.filter(name => name.startsWith('USHER_'))
		.sort(),
	proxies: proxies.filter(name => environment[name]),
	environment: Object.fromEntries(said.flatMap(name => (environment[name] ? [[name, environment[name]]] : []))),
});

/** A command keeps its program; what it is given may be a secret. */
const settingsOf = ({environment, profile}: Shell): unknown =>
	openSettings({paths: pathsOf({environment, profile}), environment})
		.list()
		.map(({key, value, from, wrong}) => ({
			key,
			value: key.endsWith('ommand') && value !== '' ? `${programOf(value)} [arguments left out]` : value,
			from,
			...(wrong === undefined ? {} : {wrong}),
		}));
const programOf = (value: string): string => /^\[?\s*"?([^\s",\]]+)/.exec(value)?.[1] ?? '';

const secretsIn = (shell: Shell) => {
	const {environment, profile} = shell;
	const paths = pathsOf({environment, profile});
	return createSecrets({paths, settings: openSettings({paths, environment}).settings, environment});
};

/** Every secret that can be read now, so that it can be taken out; those that cannot be read cannot be in it either. */
export const knownSecrets = async (shell: Shell): Promise<string[]> => {
	const {environment} = shell;
	const found: string[] = Object.entries(environment).flatMap(([name, value]) =>
		value &&
		/SECRET|PASSWORD|PASSPHRASE|TOKEN|WEBHOOK/.test(name) &&
		!name.endsWith('_FILE') &&
		!name.endsWith('_COMMAND')
			? [value]
			: [],
	);
	for (const name of proxies) {
		const proxy = proxyAddress(environment[name]?.trim() ?? '');
		if (proxy !== undefined) found.push(proxy.username, proxy.password, ...(proxyCredentials(proxy) ?? []));
	}
	let secrets: ReturnType<typeof createSecrets>;
	try {
		secrets = secretsIn(shell);
	} catch (error) {
		if (error instanceof UsherError) return found;
		throw error;
	}
	for (const name of secretNames) {
		try {
			if (secrets.where(name).from !== undefined) found.push(await secrets.read(name));
		} catch (error) {
			if (!(error instanceof UsherError)) throw error;
		}
	}
	return found;
};

const whereSecrets = (shell: Shell): unknown => {
	const secrets = secretsIn(shell);
	return secretNames.map((name: SecretName) => {
		const {from, shadowed} = secrets.where(name);
		return {name, from: from ?? null, shadowed};
	});
};

const examined = async (shell: Shell): Promise<unknown> => {
	let document: unknown;
	const lines: string[] = [];
	const quiet: Shell = {
		...shell,
		json: true,
		print: () => {},
		tell: (...some) => void lines.push(...some),
		document: value => {
			document = value;
		},
	};
	await doctor(quiet);
	return lines.length === 0 ? document : {document, beside: lines};
};

const ledgerOf = (shell: Shell): Promise<unknown> =>
	withMemory(shell, state => {
		const {directory, ledger} = state.load(shell.now());
		const by: Record<string, number> = {};
		for (const person of ledger.people.values()) by[person.by] = (by[person.by] ?? 0) + 1;
		let memberships = 0;
		for (const group of ledger.groups.values()) memberships += group.members.length;
		return {
			notices: state.notices,
			directory: state.overview() ?? null,
			units: directory === undefined ? 0 : directory.snapshot.units.size,
			people: by,
			groups: ledger.groups.size,
			memberships,
			lastDay: ledger.lastDay,
			approvedScope: ledger.approvedScope ?? null,
			refused: ledger.refused,
			bindings: Object.fromEntries(ledger.bindings),
			acknowledged: [...ledger.acknowledged],
			held: Object.fromEntries(ledger.held),
		};
	});

/** The parts of a bundle: the machine, settings, what doctor says, what is remembered, and the last runs. */
export const partsOf = async (
	shell: Shell,
	options: {readonly runs: number; readonly doctor: boolean},
): Promise<Part[]> => {
	const parts: Part[] = [
		{
			name: 'versions.json',
			what: 'versions, platform, time zone; names of variables, not their values',
			make: () => versions(shell),
		},
		{name: 'settings.json', what: 'every setting and where it comes from; no secrets', make: () => settingsOf(shell)},
		{
			name: 'secrets.json',
			what: 'which place each secret comes from; never the secret',
			make: () => whereSecrets(shell),
		},
		{name: 'memory.json', what: 'what the ledger and the snapshot hold, in numbers', make: () => ledgerOf(shell)},
	];
	if (options.doctor)
		parts.push({name: 'doctor.json', what: 'what `usher doctor` says now', make: () => examined(shell)});
	let runs: readonly {readonly run: string}[] = [];
	try {
		await withMemory(shell, state => {
			const records = state.runs(1000);
			runs = records.slice(0, options.runs);
			parts.push({
				name: 'runs.csv',
				what: `the last ${records.length} runs, a line each`,
				make: () => runsCsv(records),
			});
		});
	} catch (error) {
		if (!(error instanceof UsherError)) throw error;
	}
	for (const {run} of runs) {
		parts.push({
			name: `runs/${run}.json`,
			what: 'one run: its plan, its steps, how it ended',
			make: () => withMemory(shell, state => ({...state.run(run), events: state.events(run, 0)})),
		});
	}
	return parts;
};
