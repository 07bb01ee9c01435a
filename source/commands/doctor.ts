import {hostsOf} from '../bitwarden/hosts.ts';
import {probeOrganisation} from '../bitwarden/probe.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import type {CallContext} from '../core/ports.ts';
import {cloudOf} from '../entra/clouds.ts';
import {openProfile, type Profile} from '../profile/open.ts';
import {checkEntra} from './doctor/entra.ts';
import {failed, notTried} from './doctor/finding.ts';
import {checkMemory} from './doctor/memory.ts';
import {checkNetwork} from './doctor/network.ts';
import {organisationFindings, regionFinding} from './doctor/organisation.ts';
import {checkSecrets} from './doctor/secrets.ts';
import {checkSettings} from './doctor/settings.ts';
import type {Shell} from './shell.ts';
import {type Finding, findingLines, verdictLine} from './text/doctor.ts';
import {waitingWords} from './text/events.ts';
import {loadWidths} from './text/width.ts';

const hosts = ({settings}: Profile) => {
	const cloud = cloudOf(settings.entra);
	const organisation = hostsOf(settings.bitwarden.url);
	const tenant = encodeURIComponent(settings.entra.tenant ?? 'common');
	return [
		{service: 'login', url: `${cloud.login}/${tenant}/v2.0/.well-known/openid-configuration`},
		{service: 'graph', url: `${cloud.graph}/v1.0/`},
		{service: 'bitwarden', url: `${organisation.api}/config`},
		{service: 'bitwarden', url: `${organisation.identity}/.well-known/openid-configuration`},
	] as const;
};

const withProfile = async (
	shell: Shell,
	profile: Profile,
	say: (findings: readonly Finding[]) => void,
): Promise<void> => {
	const call: CallContext = {
		signal: shell.signal,
		waiting: event => shell.progress.show(waitingWords(event)),
	};
	shell.progress.show('Secrets');
	const {findings: secrets, unreadable} = await checkSecrets(profile);
	say(secrets);
	shell.progress.show('Reaching each host');
	const {findings: network, unreachable} = await checkNetwork(profile.http, hosts(profile), shell.now, shell.signal);
	say(network);
	const [login, graph, api, identity] = hosts(profile).map(host => host.url) as [string, string, string, string];
	const isDown = (...urls: readonly string[]): boolean => urls.some(url => unreachable.has(url));

	shell.progress.show('Signing in to Entra');
	if (unreadable.has('entra')) say([notTried('sign-in', 'secrets')]);
	else if (isDown(login, graph)) say([notTried('sign-in', 'network')]);
	else say(await checkEntra(profile, shell.now(), call));

	shell.progress.show('Signing in to Bitwarden');
	if (unreadable.has('bitwarden')) say([notTried('Bitwarden', 'secrets')]);
	else if (isDown(api, identity)) say([notTried('Bitwarden', 'network')]);
	else {
		const probe = await probeOrganisation(profile.organisation, call);
		say(organisationFindings(probe, profile.organisation.hosts));
		shell.progress.clear();
		say(await regionFinding(shell, profile, probe, call));
	}
};

/** `usher doctor`: everything a sync needs, a line each, with what to do. Ends with the code of the first that failed. */
export const doctor = async (shell: Shell): Promise<ExitCode> => {
	const findings: Finding[] = [];
	const say = (found: readonly Finding[]): void => {
		findings.push(...found);
		for (const finding of found) shell.print(...findingLines(finding, shell));
	};
	await loadWidths();
	const settings = checkSettings(shell);
	say(settings.findings);
	if (settings.settings === undefined) {
		for (const name of ['secrets', 'network', 'sign-in', 'permissions', 'Graph', 'Bitwarden'])
			say([notTried(name, 'settings')]);
	} else {
		let profile: Profile | undefined;
		try {
			profile = await openProfile({profile: shell.profile, environment: shell.environment, by: 'command'});
		} catch (error) {
			say([failed('profile', error)]);
		}
		if (profile !== undefined) {
			try {
				await withProfile(shell, profile, say);
			} finally {
				await profile.close();
			}
		}
	}
	say(await checkMemory(shell));
	shell.progress.clear();
	const exitCode = findings.find(finding => finding.state === 'bad')?.exitCode ?? exitCodes.done;
	if (shell.json) shell.document({profile: shell.profile, exitCode, checks: findings});
	shell.print('', shell.paint.bold(verdictLine(findings, exitCode)));
	return exitCode;
};
