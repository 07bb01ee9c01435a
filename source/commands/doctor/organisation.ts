import type {Hosts} from '../../bitwarden/hosts.ts';
import type {OrganisationCheck, OrganisationProbe} from '../../bitwarden/probe.ts';
import {findRegion} from '../../bitwarden/region.ts';
import {whereTheKeyIs} from '../../bitwarden/where.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {CallContext} from '../../core/ports.ts';
import type {Profile} from '../../profile/open.ts';
import {askYes} from '../ask.ts';
import {commandLine} from '../command-line.ts';
import type {Shell} from '../shell.ts';
import type {Finding} from '../text/doctor.ts';

const names: Readonly<Record<OrganisationCheck['code'], string>> = {
	server: 'Bitwarden server',
	'sign-in': 'Bitwarden key',
	members: 'Bitwarden members',
	groups: 'Bitwarden groups',
	revoke: 'revoke, restore',
	seats: 'seats',
};

/** What was tried on the organisation's server, a finding each; a refused key comes with the way to the right one. */
export const organisationFindings = (probe: OrganisationProbe, hosts: Hosts): Finding[] =>
	probe.checks.map(check => ({
		name: names[check.code],
		state: check.state === 'good' ? 'ok' : check.state === 'note' ? 'warn' : 'bad',
		fact: check.message,
		...(check.advice === '' ? {} : {advice: adviceOf(check, hosts)}),
		...(check.state === 'bad' ? {exitCode: probe.error?.exitCode ?? exitCodes.organisationRefused} : {}),
	}));

const adviceOf = (check: OrganisationCheck, hosts: Hosts): readonly string[] =>
	check.code === 'sign-in' && check.state === 'bad'
		? [
				check.advice,
				'Where the key is:',
				...whereTheKeyIs(hosts, hosts.kind).map((line, index) => `${index + 1}. ${line}`),
			]
		: [check.advice];

/** Codes of a key that the region may explain. */
const keyRefused = new Set(['bitwarden-key-refused', 'bitwarden-organisation-unknown']);

/**
 * Whether another of Bitwarden's regions takes the key. It is sent there, so a person is asked first; where nobody can
 * be asked, nothing is sent.
 */
export const regionFinding = async (
	shell: Shell,
	profile: Profile,
	probe: OrganisationProbe,
	call: CallContext,
): Promise<Finding[]> => {
	const {hosts} = profile.organisation;
	if (hosts.kind !== 'cloud' || probe.error === undefined || !keyRefused.has(probe.error.code)) return [];
	const question =
		'Is the organisation in another of Bitwarden’s regions? Usher can try this key there; it is sent to that region then. Try?';
	if (shell.json || !(await askYes(shell, question))) return [];
	const {bitwarden} = profile.settings;
	const url = await findRegion(
		{
			url: bitwarden.url,
			clientId: bitwarden.clientId ?? '',
			secret: () => profile.secrets.read('bitwarden'),
			http: profile.http,
		},
		call,
	);
	return [
		url === undefined
			? {name: 'region', state: 'warn', fact: 'No other region takes this key either.'}
			: {
					name: 'region',
					state: 'warn',
					fact: `The organisation is at ${url}.`,
					advice: [`${commandLine(shell, 'config', 'set', 'bitwarden.url', url)} changes to it.`],
				},
	];
};
