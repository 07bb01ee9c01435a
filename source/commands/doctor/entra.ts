import {credentialWarningDays, daysUntil, endWords} from '../../core/days-left.ts';
import {unitsNamed} from '../../core/decide/decide.ts';
import {UsherError} from '../../core/errors.ts';
import type {CallContext} from '../../core/ports.ts';
import {cloudOf} from '../../entra/clouds.ts';
import {askCredentialEnd, credentialEnd} from '../../entra/credential-end.ts';
import {comparePermissions, neededPermissions} from '../../entra/permissions.ts';
import {probeGraph} from '../../entra/probe.ts';
import {type ConsentState, consentStateOf} from '../../entra/registration/consent-state.ts';
import {openJournal} from '../../entra/registration/journal.ts';
import {currentCredential} from '../../entra/registration/retire.ts';
import {wrongCloud} from '../../entra/registration/session.ts';
import {findTenant} from '../../entra/tenant.ts';
import type {Profile} from '../../profile/open.ts';
import type {Finding} from '../text/doctor.ts';
import {failed, notTried} from './finding.ts';
import {checkPermissions} from './permissions.ts';

/** Until when the credential is good: as this machine knows it, or as the tenant says when it may be asked. */
const credentialFindings = async (profile: Profile, now: Date, call: CallContext): Promise<Finding[]> => {
	const {entra} = profile.settings;
	const name = 'credential';
	if (entra.credential === 'federated') return [];
	const current = await currentCredential(entra, profile.secrets);
	const known = credentialEnd(entra);
	const end =
		known ??
		(current === undefined ? undefined : await askCredentialEnd(profile.graph, entra.clientId ?? '', current, call));
	if (end === undefined) {
		return [
			{
				name,
				state: 'skipped',
				fact: 'its end is not known, as the application may not read its own registration',
				advice: [
					'Note what the portal shows under Certificates & secrets: usher config set entra.credentialEnds 2027-01-31',
				],
			},
		];
	}
	const fact = `${endWords(end.ends, now)} (${end.ends.toISOString().slice(0, 10)})`;
	if (daysUntil(end.ends, now) > credentialWarningDays) return [{name, state: 'ok', fact}];
	return [
		{
			name,
			state: 'warn',
			fact,
			advice: ['`usher credentials renew` makes the next one, proves it, and takes this one out.'],
		},
	];
};

/** A tenant that lives in another cloud says so only to who asks there. */
const cloudFinding = async (profile: Profile, call: CallContext): Promise<Finding | undefined> => {
	const {entra} = profile.settings;
	const cloud = cloudOf(entra);
	if (cloud.name === 'custom' || entra.tenant === undefined) return undefined;
	try {
		const tenant = await findTenant({http: profile.http, retryMs: 10_000, domainOrId: entra.tenant, cloud, call});
		return tenant.cloud.name === cloud.name ? undefined : failed('cloud', wrongCloud(tenant, cloud));
	} catch (error) {
		call.signal.throwIfAborted();
		if (error instanceof UsherError) return undefined;
		throw error;
	}
};

/** Whether what is missing was granted and is on its way. */
const consentOf = async (
	profile: Profile,
	roles: readonly string[] | undefined,
	now: Date,
	call: CallContext,
): Promise<ConsentState> => {
	const {settings, graph} = profile;
	const clientId = (settings.entra.clientId ?? '').toLowerCase();
	const {missing} = comparePermissions(roles ?? [], neededPermissions(settings.sync));
	if (roles === undefined || missing.length === 0) return {kind: 'unknown'};
	const record = openJournal(profile.paths)
		.all()
		.findLast(one => one.application?.appId === clientId);
	return consentStateOf({graph, clientId, missing, record, now}, call);
};

/** Signs in with a fresh token, holds its permissions against what the settings need, and tries each Graph call once. */
export const checkEntra = async (profile: Profile, now: Date, call: CallContext): Promise<Finding[]> => {
	const {settings} = profile;
	const findings: Finding[] = [];
	let token: Awaited<ReturnType<Profile['signIn']['token']>>;
	try {
		token = await profile.signIn.token(call, {fresh: true});
	} catch (error) {
		const elsewhere = await cloudFinding(profile, call);
		return [
			failed('sign-in', error),
			...(elsewhere === undefined ? [] : [elsewhere]),
			notTried('permissions', 'sign-in'),
			notTried('Graph', 'sign-in'),
		];
	}
	const called = settings.entra.tenantName ?? settings.entra.tenant ?? token.tenant;
	findings.push({name: 'sign-in', state: 'ok', fact: `${called}, application ${settings.entra.clientId}`});
	try {
		findings.push(...(await credentialFindings(profile, now, call)));
	} catch (error) {
		findings.push(failed('credential', error));
	}
	const permissions = checkPermissions(token.roles, neededPermissions(settings.sync), {
		cloud: cloudOf(settings.entra),
		tenant: token.tenant,
		clientId: settings.entra.clientId ?? '',
		consent: await consentOf(profile, token.roles, now, call),
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
