// Proof: signs in with the new credential, waits for the permissions with fresh tokens, and tries every call.
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {EntraId} from '../../core/ports.ts';
import type {Credential} from '../credential.ts';
import {createGraph} from '../graph/client.ts';
import {comparePermissions, type NeededPermission} from '../permissions.ts';
import {probeGraph} from '../probe.ts';
import {createSignIn, type SignIn} from '../sign-in.ts';
import {callFor, type Ground, type Workshop} from './context.ts';

/** A certificate of a moment ago takes minutes to be known everywhere. */
const propagationMs = 10 * 60_000;
/** Consent that was granted takes up to a quarter of an hour to be in the tokens. */
const arrivalMs = 20 * 60_000;

/**
 * Signs in as the application. Waits out what a new application, secret or certificate explains.
 * @throws UsherError exit 11 when it stays refused
 */
export const proveSignIn = async (
	ground: Ground,
	about: {readonly tenant: string; readonly appId: string; readonly credential: Credential; readonly patient?: boolean},
): Promise<SignIn> => {
	const signIn = createSignIn({
		...ground.kit,
		cloud: ground.cloud,
		tenant: about.tenant,
		clientId: about.appId,
		credential: about.credential,
		propagationMs: about.patient === false ? 0 : propagationMs,
	});
	await signIn.token(callFor(ground, 'test-sign-in'));
	return signIn;
};

/** What is known of a permission that no token has yet. */
export type Consent = 'granted' | 'not-granted' | 'unknown';

const waits = [5, 10, 15, 20, 30];

/**
 * Waits with fresh tokens until they carry every needed permission. Whether it was granted and is on its way, or waits
 * for a person, is told apart by `granted`.
 * @param consentMs how long a person is waited for
 * @throws UsherError exit 12 `consent-missing`, `consent-not-arrived`
 */
export const awaitConsent = async (
	ground: Ground,
	signIn: SignIn,
	needed: readonly NeededPermission[],
	granted: () => Promise<Consent>,
	consentMs: number,
): Promise<void> => {
	const began = ground.kit.now().getTime();
	let grantedAt: number | undefined;
	for (let round = 0; ; round++) {
		const token = await signIn.token(callFor(ground, 'consent'), {fresh: true});
		// A token that cannot be read proves nothing: the calls will.
		if (token.roles === undefined) return;
		const missing = comparePermissions(token.roles, needed).missing.map(one => one.name);
		if (missing.length === 0) return;
		const state = await granted();
		const now = ground.kit.now().getTime();
		if (state === 'granted') grantedAt ??= now;
		const until = grantedAt === undefined ? began + consentMs : grantedAt + arrivalMs;
		const seconds = waits[Math.min(round, waits.length - 1)] ?? 30;
		if (now + seconds * 1000 > until) throw grantedAt === undefined ? notGranted(missing) : notArrived(missing);
		ground.tell({
			kind: 'step',
			step: 'consent',
			state: 'waiting',
			seconds,
			fact:
				grantedAt === undefined
					? `Waiting for someone to grant ${missing.join(', ')}`
					: `Granted; waiting until Microsoft puts ${missing.join(', ')} into the tokens`,
		});
		await ground.kit.pause(seconds * 1000, ground.signal);
	}
};

const notGranted = (missing: readonly string[]): UsherError =>
	new UsherError({
		code: 'consent-missing',
		exitCode: exitCodes.permissionMissing,
		message: `Nobody has granted ${missing.join(' and ')} yet.`,
		advice:
			'Everything else is done and kept. Once a Privileged Role Administrator or Global Administrator has granted consent, `usher doctor` shows it; running the registration again goes on from here.',
	});
const notArrived = (missing: readonly string[]): UsherError =>
	new UsherError({
		code: 'consent-not-arrived',
		exitCode: exitCodes.permissionMissing,
		message: `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} granted, but not in the tokens yet, after 20 minutes.`,
		advice:
			'This passes, seldom after more than an hour. Everything is done and kept; `usher doctor` shows when it has arrived.',
	});

/**
 * Tries every call of a read. Refusals are waited out for some minutes, as parts of Graph hear later of an application.
 * @throws UsherError of the first needed call that stays refused
 */
export const proveCalls = async (
	shop: Workshop,
	signIn: SignIn,
	units: readonly EntraId[],
): Promise<string | undefined> => {
	const graph = createGraph({...shop.kit, cloud: shop.cloud, signIn});
	const until = shop.kit.now().getTime() + 5 * 60_000;
	for (let round = 0; ; round++) {
		const probed = await probeGraph(graph, callFor(shop, 'test-calls'), units);
		const refused = probed.probes.filter(one => one.needed && one.outcome === 'refused');
		const seconds = waits[Math.min(round, waits.length - 1)] ?? 30;
		if (refused.length === 0 || shop.kit.now().getTime() + seconds * 1000 > until) {
			const {tenantName, probes} = probed;
			shop.tell({kind: 'proved', probes, ...(tenantName === undefined ? {} : {tenantName})});
			if (refused[0]?.error !== undefined) throw refused[0].error;
			return tenantName;
		}
		shop.tell({
			kind: 'step',
			step: 'test-calls',
			state: 'waiting',
			seconds,
			fact: `Not every part of Microsoft Graph knows the application yet (${refused.map(one => one.label.toLowerCase()).join(', ')})`,
		});
		await shop.kit.pause(seconds * 1000, shop.signal);
		await signIn.token(callFor(shop, 'test-calls'), {fresh: true});
	}
};
