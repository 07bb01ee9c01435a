// The steps themselves, one after the other, each told as it begins and ends.
import {UsherError} from '../../core/errors.ts';
import {ensureApplication, ensureAsked, ensurePrincipal, roleIds} from './application.ts';
import type {Chosen} from './choose.ts';
import {keep, patiently, type Workshop} from './context.ts';
import {ensureCredential} from './credential.ts';
import type {FreshCredential} from './credential-rules.ts';
import type {Person} from './device.ts';
import type {RegistrationResult} from './events.ts';
import {consentNeeded, ensureGrants} from './grants.ts';
import {madeOf} from './journal.ts';
import type {Kept} from './kept-settings.ts';
import type {RegistrationOptions} from './options.ts';
import {awaitConsent, type Consent, proveCalls, proveSignIn} from './prove.ts';
import {acceptCurrent, finishRetiring, keptOf, saveAndRetire} from './renewal-steps.ts';
import {step} from './step.ts';
import type {PrincipalObject} from './tenant-objects.ts';

type Working = {readonly signIn: Awaited<ReturnType<typeof proveSignIn>>; readonly fresh?: FreshCredential};

/** Everything after the choice. `changed`: something was added to what was there. */
export const carryOut = async (
	shop: Workshop,
	chosen: Chosen,
	options: RegistrationOptions,
	person: Person,
): Promise<Omit<RegistrationResult, 'unchanged'> & {readonly changed: boolean}> => {
	const {objects} = shop;
	const {tenant} = shop.record;
	const graphPrincipal = await objects.graphPrincipal();
	const roles = roleIds(options.needed, graphPrincipal);
	const names = roles.map(one => one.name);

	let changed = false;
	const application = await step(shop, 'application', async () => {
		const value = chosen.application ?? (await ensureApplication(shop, roles, person.upn));
		if (await ensureAsked(shop, value, roles)) changed = true;
		return {value, fact: `“${value.name}”, application ID ${value.appId}`};
	});

	let principal = await step(shop, 'service-principal', async () => {
		const value = await ensurePrincipal(shop, application);
		return value === undefined
			? {value, partly: true, fact: 'This account may not make it; granting consent makes it too'}
			: {value, fact: 'It is there'};
	});

	const refused = await step(shop, 'permissions', async () => {
		if (principal === undefined)
			return {value: names, partly: true, fact: `Someone else has to grant ${names.join(', ')}`};
		const {refused} = await ensureGrants(shop, principal, graphPrincipal, roles);
		return refused.length === 0
			? {value: [], fact: names.join(', ')}
			: {
					value: refused.map(one => one.name),
					partly: true,
					fact: `This account may not grant ${refused.map(one => one.name).join(', ')}`,
				};
	});
	if (refused.length > 0) {
		shop.tell({
			kind: 'consent-needed',
			consent: consentNeeded(shop, {tenant, appId: application.appId, name: application.name, permissions: names}),
		});
	}

	await acceptCurrent(shop, application, options);
	const working = (await trusted(shop, chosen, options, application.appId)) ?? {
		fresh: await step(shop, 'credential', async () => {
			const value = await ensureCredential(shop, application, {kind: options.credential, folder: options.paths.folder});
			return {value, fact: `A ${value.record.kind} until ${(value.record.ends ?? '').slice(0, 10)}`};
		}),
	};

	if (principal === undefined)
		principal = await awaitPrincipal(shop, application.appId, options.consentMs ?? 3_600_000);
	const {fresh} = working;
	const signIn =
		'signIn' in working
			? working.signIn
			: await step(shop, 'test-sign-in', async () => ({
					value: await proveSignIn(shop, {tenant, appId: application.appId, credential: working.fresh.use}),
					fact: 'It signs in',
				}));

	const kept: Kept | undefined = fresh === undefined ? undefined : keptOf(shop, application.appId, fresh);
	if (kept !== undefined && fresh !== undefined) {
		await saveAndRetire(shop, options, kept, fresh, application);
	} else await finishRetiring(shop, application, options);

	await step(shop, 'consent', async () => {
		await awaitConsent(
			shop,
			signIn,
			options.needed,
			() => consentState(shop, principal, graphPrincipal, roles),
			options.consentMs ?? 3_600_000,
		);
		return {value: undefined, fact: `The tokens carry ${names.join(', ')}`};
	});
	const tenantName = await step(shop, 'test-calls', async () => ({
		value: await proveCalls(shop, signIn, options.units ?? []),
		fact: 'Every call works',
	}));
	keep(shop, {provedAt: shop.kit.now().toISOString()});
	if (tenantName !== undefined && kept !== undefined) await options.keeper.keep({...kept, tenantName});
	return {
		tenant,
		...(tenantName === undefined ? {} : {tenantName}),
		appId: application.appId,
		objectId: application.id,
		name: application.name,
		...(kept === undefined ? currentOf(options) : credentialOf(kept)),
		made: madeOf(shop.record),
		by: person.upn,
		changed,
	};
};

type Shown = Pick<RegistrationResult, 'credential' | 'credentialEnds' | 'certificateFile'>;

const credentialOf = ({credential, credentialEnds, certificateFile}: Kept): Shown => ({
	credential,
	credentialEnds,
	...(certificateFile === undefined ? {} : {certificateFile}),
});

const currentOf = ({current, credential}: RegistrationOptions): Shown => ({
	credential: current?.kind ?? credential,
	...(current?.ends === undefined ? {} : {credentialEnds: current.ends}),
	...(current?.certificateFile === undefined ? {} : {certificateFile: current.certificateFile}),
});

/** The credential that the settings have now, when it belongs to this application, works, and is not to be renewed. */
const trusted = async (
	shop: Workshop,
	chosen: Chosen,
	options: RegistrationOptions,
	appId: string,
): Promise<Working | undefined> => {
	const {current} = options;
	if (chosen.renew || current === undefined || current.clientId.toLowerCase() !== appId) return undefined;
	try {
		const signIn = await proveSignIn(shop, {
			tenant: shop.record.tenant,
			appId,
			credential: current.credential,
			patient: false,
		});
		const ends = current.ends === undefined ? '' : ` until ${current.ends.slice(0, 10)}`;
		shop.tell({kind: 'step', step: 'credential', state: 'done', fact: `The one in the settings works${ends}`});
		shop.tell({kind: 'step', step: 'test-sign-in', state: 'done', fact: 'It signs in'});
		shop.tell({kind: 'step', step: 'save', state: 'done', fact: 'The settings have it already'});
		return {signIn};
	} catch (error) {
		shop.signal.throwIfAborted();
		if (error instanceof UsherError && error.exitCode !== 16) return undefined;
		throw error;
	}
};

/** Someone's consent makes the service principal where this person could not. */
const awaitPrincipal = async (shop: Workshop, appId: string, budgetMs: number): Promise<PrincipalObject | undefined> =>
	patiently(shop, 'consent', 'Waiting for someone to grant consent', () => shop.objects.principalByAppId(appId), {
		budgetMs,
	});

/** As the tenant's own list has it; a person's session that has ended leaves it unknown. */
const consentState = async (
	shop: Workshop,
	principal: PrincipalObject | undefined,
	graphPrincipal: PrincipalObject,
	roles: readonly {readonly id: string}[],
): Promise<Consent> => {
	try {
		const found = principal === undefined ? undefined : await shop.objects.grantsOf(principal.id);
		if (found === undefined) return 'unknown';
		const has = new Set(found.filter(one => one.resource === graphPrincipal.id).map(one => one.role));
		return roles.every(({id}) => has.has(id)) ? 'granted' : 'not-granted';
	} catch (error) {
		shop.signal.throwIfAborted();
		if (error instanceof UsherError) return 'unknown';
		throw error;
	}
};
