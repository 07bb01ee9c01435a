// The next credential: made, proven, kept, and only then is the old one taken out.
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {callKit} from '../calls.ts';
import {createGraph, type Graph} from '../graph/client.ts';
import {GraphError} from '../graph/errors.ts';
import {createSignIn} from '../sign-in.ts';
import {callFor, type Ground, keep, type Workshop} from './context.ts';
import {ensureCredential} from './credential.ts';
import type {RegistrationEvent} from './events.ts';
import {newRecord, openJournal} from './journal.ts';
import {newMarker} from './marker.ts';
import type {Current, RegistrationOptions} from './options.ts';
import {proveSignIn} from './prove.ts';
import {acceptCurrent, finishRetiring, keptOf, saveAndRetire} from './renewal-steps.ts';
import {openSession} from './session.ts';
import {step} from './step.ts';
import {telling} from './telling.ts';
import {tenantObjects} from './tenant-objects.ts';

export type RenewalOptions = Pick<
	RegistrationOptions,
	'cloud' | 'credential' | 'keeper' | 'paths' | 'http' | 'retryMs' | 'now' | 'pause' | 'random'
> & {
	readonly tenant: string;
	readonly current: Current;
};

export type RenewalResult = {
	readonly appId: string;
	readonly credential: 'certificate' | 'secret';
	readonly ends: string;
	readonly certificateFile?: string;
	/** Who did it: a person, or the application itself. */
	readonly by: string;
	/** False: an earlier renewal was finished, and nothing new was made. */
	readonly renewed: boolean;
};

type Hand = {readonly graph: Graph; readonly tenant: string; readonly by: string};

const ownRights = ['Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All'];

/** The application's own token, when it may change itself (Microsoft Graph permissions reference). */
const ownHand = async (ground: Ground, options: RenewalOptions): Promise<Hand | undefined> => {
	const {cloud, tenant, current} = options;
	const signIn = createSignIn({
		...ground.kit,
		cloud,
		tenant,
		clientId: current.clientId,
		credential: current.credential,
	});
	try {
		const token = await signIn.token(callFor(ground, 'sign-in'));
		if (token.roles?.some(role => ownRights.includes(role)) !== true) return undefined;
		return {graph: createGraph({...ground.kit, cloud, signIn}), tenant: token.tenant, by: 'the application itself'};
	} catch (error) {
		ground.signal.throwIfAborted();
		// An ended credential is what renewing is for; a network that is away is not.
		if (error instanceof UsherError && error.exitCode !== exitCodes.unavailable) return undefined;
		throw error;
	}
};

const personsHand = async (ground: Ground, tenant: string): Promise<Hand> => {
	const {person, graph} = await openSession(ground, tenant, ['Application.ReadWrite.All']);
	return {graph, tenant: person.tenant, by: person.upn};
};

const gone = (clientId: string): UsherError =>
	new UsherError({
		code: 'application-gone',
		exitCode: exitCodes.signInFailed,
		message: `The application ${clientId} is not in this tenant any more.`,
		advice:
			'Restore it within 30 days in the portal (App registrations, Deleted applications), or make another one: `usher setup --register`.',
	});

/**
 * Renews the credential that the settings name. Safe to run again: one that was cut short goes on from there.
 * @throws UsherError: 11 (sign-in), 12 (permission or policy), 16 (network)
 */
export const renewCredential = (
	options: RenewalOptions,
	signal: AbortSignal,
): AsyncGenerator<RegistrationEvent, RenewalResult> =>
	telling<RegistrationEvent, RenewalResult>(async (tell, stop) => {
		const ground: Ground = {kit: callKit(options), cloud: options.cloud, tell, signal: stop};
		tell({kind: 'step', step: 'sign-in', state: 'doing'});
		const own = await ownHand(ground, options);
		if (own === undefined) return carry(ground, options, await personsHand(ground, options.tenant));
		tell({kind: 'step', step: 'sign-in', state: 'done', fact: 'The application may renew its own credential'});
		try {
			return await carry(ground, options, own);
		} catch (error) {
			// It has the permission, but does not own itself.
			if (!(error instanceof GraphError) || error.status !== 403) throw error;
			tell({kind: 'note', text: 'The application does not own its registration, so a person has to sign in.'});
			return carry(ground, options, await personsHand(ground, options.tenant));
		}
	}, signal);

const carry = async (ground: Ground, options: RenewalOptions, hand: Hand): Promise<RenewalResult> => {
	const {current, paths} = options;
	const clientId = current.clientId.toLowerCase();
	const call = callFor(ground, 'find');
	const objects = tenantObjects(hand.graph, call);
	const journal = openJournal(paths);
	const application = await step(ground, 'find', async () => {
		const value = await objects.applicationByAppId(clientId);
		if (value === undefined) throw gone(clientId);
		return {value, fact: `“${value.name}” (${value.appId})`};
	});
	const at = ground.kit.now().toISOString();
	const shop: Workshop = {
		...ground,
		call,
		objects,
		journal,
		graph: hand.graph,
		record: journal.all().findLast(one => one.application?.id === application.id) ?? {
			...newRecord({
				marker: newMarker(),
				tenant: hand.tenant,
				cloud: options.cloud.name,
				name: application.name,
				startedAt: at,
			}),
			application: {intendedAt: at, id: application.id, appId: application.appId, made: false},
			savedAt: at,
			provedAt: at,
		},
	};
	await acceptCurrent(shop, application, options);
	const last = shop.record.credentials.findLast(one => one.savedAt !== undefined);
	if ((await finishRetiring(shop, application, options)) && last !== undefined) {
		ground.tell({kind: 'note', text: 'This finished the renewal that was cut short before; nothing new was made.'});
		return {appId: application.appId, credential: last.kind, ends: last.ends ?? '', by: hand.by, renewed: false};
	}
	keep(shop, {});
	const fresh = await step(shop, 'credential', async () => {
		const value = await ensureCredential(shop, application, {kind: options.credential, folder: paths.folder});
		return {value, fact: `A ${value.record.kind} until ${(value.record.ends ?? '').slice(0, 10)}`};
	});
	await step(shop, 'test-sign-in', async () => ({
		value: await proveSignIn(shop, {tenant: hand.tenant, appId: application.appId, credential: fresh.use}),
		fact: 'It signs in',
	}));
	await saveAndRetire(shop, options, keptOf(shop, application.appId, fresh), fresh, application);
	const {record} = fresh;
	return {
		appId: application.appId,
		credential: record.kind,
		ends: record.ends ?? '',
		...(record.file === undefined ? {} : {certificateFile: record.file}),
		by: hand.by,
		renewed: true,
	};
};
