// A tenant in which Usher registers itself, behind a wire that somebody has tampered with. What each try made is put
// back before the next one, so that each begins in the same tenant and the same profile.
import {cpSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {createOrganisation} from '../../source/bitwarden/organisation.ts';
import {probeOrganisation} from '../../source/bitwarden/probe.ts';
import {checkPermissions} from '../../source/commands/doctor/permissions.ts';
import {createPaint} from '../../source/commands/text/paint.ts';
import {registrationLines, registrationProgress, resultLines} from '../../source/commands/text/registration.ts';
import type {CallContext, EntraId} from '../../source/core/ports.ts';
import {credentialOf} from '../../source/entra/credential.ts';
import {askCredentialEnd} from '../../source/entra/credential-end.ts';
import {createGraph} from '../../source/entra/graph/client.ts';
import {neededPermissions} from '../../source/entra/permissions.ts';
import {probeGraph} from '../../source/entra/probe.ts';
import {consentStateOf} from '../../source/entra/registration/consent-state.ts';
import type {RegistrationEvent, RegistrationResult} from '../../source/entra/registration/events.ts';
import {renewCredential} from '../../source/entra/registration/renewal.ts';
import {currentCredential} from '../../source/entra/registration/retire.ts';
import {profileKeeper} from '../../source/entra/registration/save.ts';
import {createSignIn} from '../../source/entra/sign-in.ts';
import {findTenant} from '../../source/entra/tenant.ts';
import {openRoom} from '../entra/registration/room.ts';
import {testFolder} from '../helpers/folder.ts';
import {tamperedHttp} from './tampered-http.ts';

const never = new AbortController().signal;

/** How a try ended, and everything that a person, a script or a screen got of it. */
export type Ended = {readonly error?: unknown; readonly shown: unknown};

export const openSetUpRoom = async () => {
	const room = await openRoom({
		graphKnobs: {deltaObjects: 3},
		organisation: {knobs: {groupsEnabled: true}},
	});
	const {practice, paths, cloud} = room;
	const {registry, company, environment} = practice;
	const wire = tamperedHttp(room.kit.http, {claims: true});
	const kit = {...room.kit, http: wire.http};

	// Somebody's application of the same name, with a key and a wish of its own, which nobody may lose.
	const wished = 'dc890d15-9560-4a4c-9b7f-a736ec74ec40';
	const theirs = registry.register('Usher directory sync', {
		requiredResourceAccess: [
			{
				resourceAppId: '00000002-0000-0ff1-ce00-000000000000',
				resourceAccess: [{id: wished, type: 'Role'}],
			},
		],
	});
	registry.addSecret(theirs, {displayName: 'Backup'});
	const {makeCertificate} = await import('../../source/entra/registration/make-certificate.ts');
	const {pem} = await makeCertificate('Backup', room.now(), 300);
	const der = Buffer.from(/-----BEGIN CERTIFICATE-----([\s\S]+?)-----END/.exec(pem)?.[1] ?? '', 'base64');
	const backup = registry.makeCertificate(der, 'Backup');
	theirs.certificates.push(backup);

	const unit = company.createUnit({name: 'Workshop', members: [company.users()[0]!]}).id as EntraId;
	const needed = neededPermissions({userFilter: '', groupFilter: `includeadministrativeunit:${unit}`});
	const call: CallContext = {signal: never, waiting: () => {}};
	const current = () => {
		const {entra} = room.store().settings;
		return {
			clientId: entra.clientId ?? '',
			credential: credentialOf(entra, room.secrets()),
			old: () => currentCredential(room.store().settings.entra, room.secrets()),
			kind: entra.credential,
			...(entra.credentialEnds === undefined ? {} : {ends: entra.credentialEnds}),
		};
	};
	const keeper = () => profileKeeper(room.store(), room.secrets(), paths);
	const look = {paint: createPaint(false), columns: 80};

	/** Follows to the end, and keeps what was told in every form. Whoever signs in knows the code from elsewhere. */
	const follow = async (steps: AsyncGenerator<RegistrationEvent, unknown>): Promise<Ended> => {
		const shown: unknown[] = [];
		try {
			for (;;) {
				const next = await steps.next();
				if (next.done) {
					const result = next.value as Partial<RegistrationResult>;
					shown.push(result);
					if (result.made !== undefined) shown.push(resultLines(result as RegistrationResult, 'usher', look));
					return {shown};
				}
				const event = next.value;
				shown.push(event, registrationProgress(event), registrationLines(event, look));
				const code = practice.login.waitingCodes().at(-1);
				if (event.kind === 'code' && code !== undefined) practice.login.signIn(code, {roles: ['Global Administrator']});
			}
		} catch (error) {
			return {error, shown};
		} finally {
			await steps.return(undefined);
		}
	};
	const register = (credential: 'secret' | 'certificate', go: 'new' | 'renew' | 'repair', appId = theirs.appId) =>
		follow(
			room
				.registration({
					...kit,
					credential,
					needed,
					units: [unit],
					consentMs: 60_000,
					choose: async () => (go === 'new' ? {go} : {go, appId}),
					...(go === 'new' ? {} : {application: appId}),
				})
				.run(never),
		);

	const journeys = {
		/** From a domain and nothing else to an application that works. */
		register: () => register('secret', 'new'),
		/** On somebody's application, with a certificate beside theirs. */
		takeOver: () => register('certificate', 'renew'),
		repair: () => register('secret', 'repair', room.store().settings.entra.clientId),
		renew: () => {
			const {tenant = ''} = room.store().settings.entra;
			const options = {...kit, cloud, tenant, credential: 'secret' as const, paths, keeper: keeper()};
			return follow(renewCredential({...options, current: current()}, never));
		},
		undo: () => follow(room.registration(kit).undo(never)),
		/** What doctor and the wizard's steps ask. */
		look: async (): Promise<Ended> => {
			const shown: unknown[] = [];
			const failures: unknown[] = [];
			const attempt = async (work: () => Promise<unknown>): Promise<void> => {
				try {
					shown.push(await work());
				} catch (error) {
					failures.push(error);
				}
			};
			const {entra} = room.store().settings;
			const signIn = createSignIn({
				...kit,
				cloud,
				tenant: company.domains.main,
				clientId: entra.clientId ?? '',
				credential: credentialOf(entra, room.secrets()),
			});
			const graph = createGraph({...kit, cloud, signIn});
			await attempt(() => findTenant({...kit, domainOrId: company.domains.main, cloud, call}));
			await attempt(async () => {
				const {roles, tenant} = await signIn.token(call, {fresh: true});
				const at = {cloud, tenant, clientId: entra.clientId ?? ''};
				return [roles, tenant, checkPermissions(roles, needed, at)];
			});
			await attempt(async () => askCredentialEnd(graph, entra.clientId ?? '', (await current().old())!, call));
			await attempt(() =>
				consentStateOf(
					{graph, clientId: entra.clientId ?? '', missing: needed, record: undefined, now: room.now()},
					call,
				),
			);
			await attempt(() => probeGraph(graph, call, [unit]));
			await attempt(() =>
				probeOrganisation(
					createOrganisation({
						...kit,
						retryMs: 12_000,
						url: environment.USHER_BITWARDEN_URL ?? '',
						clientId: environment.USHER_BITWARDEN_CLIENT_ID ?? '',
						secret: async () => environment.USHER_BITWARDEN_CLIENT_SECRET ?? '',
					}),
					call,
				),
			);
			return {shown, ...(failures.length === 0 ? {} : {error: failures.at(-1)})};
		},
	};

	const folder = testFolder();
	/** The tenant and the profile as they are now. @returns puts them back */
	const keep = (name: string): (() => void) => {
		const place = join(folder, name);
		cpSync(paths.folder, place, {recursive: true, force: true});
		const copy = () => ({
			applications: registry.applications.map(one => ({
				...one,
				secrets: [...one.secrets],
				certificates: [...one.certificates],
				federated: [...one.federated],
				owners: new Set(one.owners),
			})),
			principals: registry.principals.map(one => ({...one})),
			assignments: [...registry.assignments],
		});
		const kept = copy();
		return () => {
			registry.applications.splice(0, Number.POSITIVE_INFINITY, ...kept.applications.map(one => structuredClone(one)));
			registry.principals.splice(0, Number.POSITIVE_INFINITY, ...kept.principals.map(one => ({...one})));
			registry.assignments = [...kept.assignments];
			rmSync(paths.folder, {recursive: true, force: true});
			cpSync(place, paths.folder, {recursive: true});
		};
	};
	/** What is somebody else's: everything in the tenant that Usher did not make. */
	const foreign = (): string[] => {
		const one = registry.applications.find(each => each.id === theirs.id);
		return [
			...company.users().map(each => each.id),
			`deleted ${one?.deletedAt}`,
			...(one?.secrets ?? []).filter(each => each.displayName === 'Backup').map(each => each.keyId),
			// Its name is what the list said; that it is there is what counts.
			...(one?.certificates ?? []).filter(each => each.sha256 === backup.sha256).map(each => each.keyId),
			...(one?.requiredResourceAccess ?? [])
				.flatMap(each => each.resourceAccess.map(({id}) => id))
				.filter(id => id === wished),
		];
	};
	return {room, wire, journeys, keep, foreign, look};
};
