import {createOrganisation} from '../../../bitwarden/organisation.ts';
import {type OrganisationProbe, probeOrganisation} from '../../../bitwarden/probe.ts';
import {findRegion} from '../../../bitwarden/region.ts';
import {clouds} from '../../../entra/clouds.ts';
import {createGraph} from '../../../entra/graph/client.ts';
import {comparePermissions} from '../../../entra/permissions.ts';
import {probeGraph} from '../../../entra/probe.ts';
import {consentStateOf} from '../../../entra/registration/consent-state.ts';
import {openJournal} from '../../../entra/registration/journal.ts';
import {createSignIn} from '../../../entra/sign-in.ts';
import {findTenant} from '../../../entra/tenant.ts';
import type {Environment} from '../../../platform/environment.ts';
import {authoritiesOf} from '../../../platform/http/authorities.ts';
import {createHttp} from '../../../platform/http/client.ts';
import type {Http} from '../../../platform/http/port.ts';
import {pathsOf} from '../../../platform/settings/paths.ts';
import type {Settings} from '../../../platform/settings/settings.ts';
import {openProfile, type Profile} from '../../../profile/open.ts';
import {userAgent} from '../../../profile/user-agent.ts';
import {createSession} from '../../session/create-session.ts';
import {sessionProfile} from '../../session/of-profile.ts';
import type {OrganisationKey, Services, SignInWith} from './services.ts';

/** Somebody sits before the screen: a server that does not answer is said soon, and asked again by hand. */
const timeoutMs = 15_000;
const retryMs = 12_000;

/** The services as they are. Nothing is sent before something is asked for. */
export const realServices = ({
	profile,
	environment,
	settings,
}: {
	readonly profile: string;
	readonly environment: Environment;
	readonly settings: () => Settings;
}): Services => {
	let http: Http | undefined;
	let opened: Profile | undefined;
	const wire = (): Http => {
		http ??= createHttp({
			ca: authoritiesOf(settings().network.caFile, environment),
			timeoutMs,
			environment,
			userAgent,
		});
		return http;
	};
	const organisation = ({url, clientId, secret}: OrganisationKey) =>
		createOrganisation({url, clientId, secret, http: wire(), retryMs});
	const entra = (given: SignInWith) => createSignIn({...given, http: wire(), retryMs});

	return {
		findTenant: ({text, cloud, elsewhere}, call) =>
			findTenant({
				http: wire(),
				retryMs,
				domainOrId: text,
				cloud,
				call,
				...(elsewhere && cloud.name !== 'custom' ? {} : {others: []}),
			}),
		server: async (url, call) => {
			const {config} = organisation({url, clientId: '', secret: async () => ''});
			const {known, name, version} = await config(call);
			const vaultwarden = /vaultwarden/i.test(name);
			return {
				known,
				vaultwarden,
				what: `${vaultwarden ? 'Vaultwarden' : name === '' ? 'Bitwarden server' : name}${version === '' ? '' : ` ${version}`}`,
			};
		},
		organisation: async (key, call): Promise<OrganisationProbe> => {
			const probe = await probeOrganisation(organisation(key), call);
			if (probe.error !== undefined) throw probe.error;
			return probe;
		},
		region: ({url, clientId, secret}, call) => findRegion({url, clientId, secret, http: wire(), retryMs}, call),
		signIn: async (given, call) => {
			const {roles, tenant} = await entra(given).token(call, {fresh: true});
			const {credential} = given;
			if (credential.kind !== 'certificate') return {roles, tenant};
			return {roles, tenant, ends: (await credential.certificate()).notAfter.toISOString()};
		},
		permissions: async (given, needed, call) => {
			const signIn = entra(given);
			const {roles} = await signIn.token(call, {fresh: true});
			// A token that cannot be read says nothing: then the calls themselves do.
			const comparison = comparePermissions(roles ?? needed.map(({name}) => name), needed);
			const graph = createGraph({cloud: given.cloud, signIn, http: wire(), retryMs});
			const {missing} = comparison;
			if (missing.length > 0) {
				const clientId = given.clientId.toLowerCase();
				const record = openJournal(pathsOf({environment, profile}))
					.all()
					.findLast(one => one.application?.appId === clientId);
				const consent = await consentStateOf({graph, clientId, missing, record, now: new Date()}, call);
				return {comparison, refused: [], complete: false, consent};
			}
			const {probes, tenantName} = await probeGraph(graph, call);
			const refused = probes.filter(probe => probe.needed && probe.outcome === 'refused');
			const broken = refused.find(probe => probe.error !== undefined && probe.error.exitCode !== 12)?.error;
			if (broken !== undefined) throw broken;
			return {
				comparison,
				refused: refused.map(probe => probe.label),
				complete: refused.length === 0,
				...(tenantName === undefined ? {} : {tenantName}),
			};
		},
		openSession: async () => {
			await opened?.close();
			opened = undefined;
			opened = await openProfile({profile, environment, by: 'screen'});
			return createSession({profile: sessionProfile(opened)});
		},
		close: async () => {
			await opened?.close();
			await http?.close();
		},
	};
};

/** The clouds that a person can choose, as they are called. */
export const cloudChoices = Object.values(clouds).map(({name, label}) => ({value: name, label}));
