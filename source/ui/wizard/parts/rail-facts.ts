// What stands below each step of the rail: what was found out there, or what will be asked. Pure.
import {hostsOf} from '../../../bitwarden/hosts.ts';
import {neededPermissions} from '../../../entra/permissions.ts';
import {count, many} from '../../text/numbers.ts';
import type {WizardState} from '../state.ts';
import type {StepId} from '../steps.ts';

/** The host of the organisation's server, as people know it. */
export const serverName = (url: string): string => {
	try {
		const hosts = hostsOf(url);
		return hosts.kind === 'cloud' ? hosts.label : new URL(hosts.vault).host;
	} catch {
		return url.replace(/^https:\/\//, '');
	}
};

const proofs = {secret: 'a client secret', certificate: 'a certificate', federated: 'a federated token'} as const;

/** What is still ahead, in a few words. */
const ahead: Readonly<Record<StepId, string>> = {
	start: 'connect, practise',
	bitwarden: 'server and API key',
	tenant: 'your directory',
	registration: 'an application',
	credentials: 'how it signs in',
	permissions: 'waits for consent',
	scope: 'filters, counts',
	test: 'everyone, and why',
	finish: 'look over, and run',
};

const organisationFacts = ({settings, checks: {organisation}}: WizardState): string[] => {
	if (settings.bitwarden.clientId === undefined) return [];
	const {members} = organisation.kind === 'good' ? organisation.result : {members: undefined};
	return [
		serverName(settings.bitwarden.url),
		...(settings.bitwarden.organisationName === undefined ? [] : [settings.bitwarden.organisationName]),
		...(members === undefined ? [] : [many(members, 'member')]),
	].slice(0, 2);
};

const found = (state: WizardState, step: StepId): readonly string[] => {
	const {settings, counts, session, checks, draft} = state;
	const {entra, sync} = settings;
	switch (step) {
		case 'start':
			return draft.start === 'import' ? ['brought over'] : ['connect'];
		case 'bitwarden':
			return organisationFacts(state);
		case 'tenant':
			return [entra.tenantName, entra.tenant].filter(one => one !== undefined);
		case 'registration':
			return entra.clientId === undefined ? [] : [entra.clientId];
		case 'credentials':
			return [
				proofs[entra.credential],
				...(entra.credentialEnds === undefined ? [] : [`until ${entra.credentialEnds.slice(0, 10)}`]),
			];
		case 'permissions': {
			const needed = neededPermissions(sync).length;
			const missing =
				checks.permissions.kind === 'good' ? checks.permissions.result.comparison.missing.length : undefined;
			return missing === undefined ? ['granted'] : [`${needed - missing} of ${needed} granted`];
		}
		case 'scope':
			return counts?.kind === 'counted'
				? [many(counts.people.inside, 'person', 'people'), many(counts.groups.inside, 'group')]
				: [sync.groupFilter === '' && sync.userFilter === '' ? 'everyone' : 'with a filter'];
		case 'test':
			return session?.view === undefined ? [] : [`${count(session.view.roster.snapshot.users.length)} read`];
		case 'finish':
			return [];
	}
};

/** A line or two for a step of the rail. */
export const railFacts = (state: WizardState, step: StepId): readonly string[] => {
	if (state.skipped.has(step)) return ['left for later'];
	if (state.finished.has(step)) return found(state, step);
	return [ahead[step]];
};
