import {unitsNamed} from '../../core/decide/decide.ts';
import type {CallContext} from '../../core/ports.ts';
import {cloudOf} from '../../entra/clouds.ts';
import {neededPermissions} from '../../entra/permissions.ts';
import {probeGraph} from '../../entra/probe.ts';
import type {Profile} from '../../profile/open.ts';
import type {Finding} from '../text/doctor.ts';
import {count} from '../text/words.ts';
import {failed, notTried} from './finding.ts';
import {checkPermissions} from './permissions.ts';

const dayMs = 86_400_000;

const credentialFinding = (ends: string, now: Date): Finding[] => {
	const left = Math.floor((Date.parse(ends) - now.getTime()) / dayMs);
	const fact = left < 0 ? 'has ended' : `ends in ${count(left, 'day')}`;
	return left > 30
		? [{name: 'credential', state: 'ok', fact}]
		: [
				{
					name: 'credential',
					state: 'warn',
					fact,
					advice: ['Make the next one in Entra, under Certificates & secrets, before it ends.'],
				},
			];
};

/** Signs in with a fresh token, holds its permissions against what the settings need, and tries each Graph call once. */
export const checkEntra = async (profile: Profile, call: CallContext): Promise<Finding[]> => {
	const {settings} = profile;
	const findings: Finding[] = [];
	let token: Awaited<ReturnType<Profile['signIn']['token']>>;
	try {
		token = await profile.signIn.token(call, {fresh: true});
	} catch (error) {
		return [failed('sign-in', error), notTried('permissions', 'sign-in'), notTried('Graph', 'sign-in')];
	}
	const called = settings.entra.tenantName ?? settings.entra.tenant ?? token.tenant;
	findings.push({name: 'sign-in', state: 'ok', fact: `${called}, application ${settings.entra.clientId}`});
	if (settings.entra.credentialEnds !== undefined) {
		findings.push(...credentialFinding(settings.entra.credentialEnds, new Date()));
	}
	const permissions = checkPermissions(token.roles, neededPermissions(settings.sync), {
		cloud: cloudOf(settings.entra),
		tenant: token.tenant,
		clientId: settings.entra.clientId ?? '',
	});
	findings.push(...permissions);
	if (permissions.some(finding => finding.state === 'bad')) return [...findings, notTried('Graph', 'permissions')];
	return [...findings, ...(await graphFindings(profile, call))];
};

/** Each call that a read makes, tried once: those that work on one line, each that does not on its own. */
const graphFindings = async (profile: Profile, call: CallContext): Promise<Finding[]> => {
	const name = 'Graph';
	try {
		const {probes} = await probeGraph(profile.graph, call, unitsNamed(profile.settings.sync));
		const good = probes.filter(probe => probe.outcome === 'ok');
		const findings: Finding[] = [];
		if (good.length > 0) {
			findings.push({name, state: 'ok', fact: good.map(probe => probe.label.toLowerCase()).join(', ')});
		}
		for (const probe of probes) {
			if (probe.outcome === 'ok') continue;
			if (probe.outcome === 'skipped') {
				findings.push({name, state: 'skipped', fact: `${probe.label}: ${probe.note ?? 'not tried'}`});
			} else if (probe.needed && probe.error !== undefined) findings.push(failed(name, probe.error));
		}
		return findings;
	} catch (error) {
		return [failed(name, error)];
	}
};
