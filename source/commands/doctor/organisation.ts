import type {OrganisationCheck, OrganisationProbe} from '../../bitwarden/probe.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Finding} from '../text/doctor.ts';

const names: Readonly<Record<OrganisationCheck['code'], string>> = {
	server: 'Bitwarden server',
	'sign-in': 'Bitwarden key',
	members: 'Bitwarden members',
	groups: 'Bitwarden groups',
	revoke: 'revoke, restore',
	seats: 'seats',
};

/** What was tried on the organisation's server, a finding each. */
export const organisationFindings = (probe: OrganisationProbe): Finding[] =>
	probe.checks.map(check => ({
		name: names[check.code],
		state: check.state === 'good' ? 'ok' : check.state === 'note' ? 'warn' : 'bad',
		fact: check.message,
		...(check.advice === '' ? {} : {advice: [check.advice]}),
		...(check.state === 'bad' ? {exitCode: probe.error?.exitCode ?? exitCodes.organisationRefused} : {}),
	}));
