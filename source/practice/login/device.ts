// Device sign-in: a code for the machine, a code for the person, and what becomes of them (RFC 8628; Microsoft's device code flow).
import type {PracticeReply} from '../exchange.ts';
import {commandLineToolsAppId, type DirectoryRole, permissions} from '../tenant/permissions.ts';
import {commandLineTools} from '../tenant/registry.ts';
import type {Device, Form, LoginContext, SignedInPerson} from './context.ts';
import {refuse} from './errors.ts';
import {scopesOf} from './scopes.ts';

/** Who signs in at the verification page: someone of the company, with these directory roles. */
export type SignInAs = {readonly who?: string; readonly roles?: readonly DirectoryRole[]};

/** POST devicecode. @throws LoginRefusal */
export const startDevice = (context: LoginContext, tenant: string, form: Form): PracticeReply => {
	const clientId = form.get('client_id');
	if (clientId === undefined || clientId === '') throw refuse.missing('client_id');
	checkPublicClient(context, clientId);
	const scope = form.get('scope');
	if (scope === undefined || scope.trim() === '') throw refuse.missing('scope');
	const now = context.clock();
	const {knobs, registry} = context;
	const device: Device = {
		deviceCode: registry.random.text(120),
		userCode: registry.random.text(9).toUpperCase(),
		clientId,
		scopes: scopesOf(context, scope),
		tenant,
		startedAt: now,
		expiresAt: now + knobs.deviceSeconds * 1000,
		polledAt: Number.NEGATIVE_INFINITY,
		state: 'waiting',
	};
	context.devices.set(device.deviceCode, device);
	const page = `${context.loginUrl()}/device`;
	return {
		status: 200,
		headers: {'cache-control': 'no-store, no-cache'},
		body: JSON.stringify({
			user_code: device.userCode,
			device_code: device.deviceCode,
			verification_uri: page,
			expires_in: knobs.deviceSeconds,
			interval: knobs.deviceInterval,
			message: `To sign in, use a web browser to open the page ${page} and enter the code ${device.userCode} to authenticate.`,
		}),
	};
};

const checkPublicClient = (context: LoginContext, clientId: string): void => {
	const {registry, company, knobs} = context;
	if (clientId.toLowerCase() === commandLineToolsAppId) {
		if (knobs.toolDisabled) throw refuse.disabledClient(clientId);
		return;
	}
	if (registry.applicationByAppId(clientId) === undefined) throw refuse.unknownClient(clientId, company.name);
	if (registry.principalByAppId(clientId)?.enabled === false) throw refuse.disabledClient(clientId);
};

/** One poll of the token endpoint: the person, once signed in. @throws LoginRefusal until then, or for good. */
export const pollDevice = (
	context: LoginContext,
	tenant: string,
	form: Form,
): {device: Device; person: SignedInPerson} => {
	const clientId = form.get('client_id');
	if (clientId === undefined || clientId === '') throw refuse.missing('client_id');
	checkPublicClient(context, clientId);
	const own = context.registry.applicationByAppId(clientId);
	if (own !== undefined && !own.publicClient) throw refuse.notPublic();
	if (form.has('client_secret') || form.has('client_assertion')) throw refuse.publicClient();
	const code = form.get('device_code');
	if (code === undefined || code === '') throw refuse.missing('device_code');
	const device = context.devices.get(code);
	if (device === undefined || device.clientId !== clientId || device.tenant !== tenant) throw refuse.unknownDevice();
	const now = context.clock();
	const early = now - device.polledAt < context.knobs.deviceInterval * 1000;
	device.polledAt = now;
	if (device.state === 'used') throw refuse.usedDevice();
	if (device.state === 'declined') throw refuse.declined();
	if (device.state === 'blocked') throw refuse.blocked();
	if (device.state === 'no-consent') throw refuse.noConsent(clientId);
	if (now >= device.expiresAt) throw refuse.deviceExpired();
	if (device.state === 'waiting') throw early && context.knobs.slowDown ? refuse.slowDown() : refuse.pending();
	const {person} = device.state;
	device.state = 'used';
	return {device, person};
};

/** Roles that may consent to delegated permissions for everybody. */
const consenting: readonly DirectoryRole[] = [
	'Global Administrator',
	'Privileged Role Administrator',
	'Application Administrator',
	'Cloud Application Administrator',
];

/** What happens at the verification page when somebody types the code and signs in. */
export const personSignsIn = (context: LoginContext, userCode: string, as: SignInAs): void => {
	const device = findDevice(context, userCode);
	const user = as.who === undefined ? context.company.admin : context.company.user(as.who);
	if (user === undefined) throw new RangeError('The practice company has nobody who could sign in.');
	const roles = as.roles ?? ['Global Administrator'];
	if (context.knobs.blockDeviceCode) {
		device.state = 'blocked';
		return;
	}
	if (device.clientId === commandLineToolsAppId) commandLineTools(context.registry);
	if (!context.knobs.toolConsented && !roles.some(role => consenting.includes(role))) {
		device.state = 'no-consent';
		return;
	}
	const name = user.displayName ?? user.userPrincipalName;
	device.state = {person: {id: user.id, upn: user.userPrincipalName, name, roles}};
};

/** The waiting sign-in of a code, as a person types it. @throws RangeError when there is none. */
export const findDevice = (context: LoginContext, userCode: string): Device => {
	const found = [...context.devices.values()].find(
		device => device.userCode === userCode && device.state === 'waiting',
	);
	if (found === undefined) throw new RangeError(`No sign-in waits for the code ${userCode}.`);
	return found;
};

/** Delegated permissions that exist, out of those granted to a session. */
export const grantedScopes = (scopes: readonly string[]): string[] => scopes.filter(scope => permissions.has(scope));
