// What the login host says when it says no (Microsoft identity platform, authentication and authorization error codes).
import {randomUUID} from 'node:crypto';
import type {PracticeReply} from '../exchange.ts';

/** Thrown inside, answered with its body. */
export class LoginRefusal extends Error {
	readonly status: number;
	readonly error: string;
	readonly code: number;
	readonly text: string;
	readonly suberror: string | undefined;

	constructor(status: number, error: string, code: number, text: string, suberror?: string) {
		super(`AADSTS${code}`);
		this.status = status;
		this.error = error;
		this.code = code;
		this.text = text;
		this.suberror = suberror;
	}
}

const time = (now: number): string =>
	new Date(now)
		.toISOString()
		.replace('T', ' ')
		.replace(/\.\d+Z$/, 'Z');

/** The body of a refusal; the correlation id is the client's own when it sent one. */
export const refusalReply = (refusal: LoginRefusal, now: number, correlation: string | undefined): PracticeReply => {
	const trace = randomUUID();
	const own = correlation ?? randomUUID();
	const timestamp = time(now);
	return {
		status: refusal.status,
		headers: {'x-ms-request-id': trace, 'cache-control': 'no-store, no-cache'},
		body: JSON.stringify({
			error: refusal.error,
			error_description: `AADSTS${refusal.code}: ${refusal.text} Trace ID: ${trace} Correlation ID: ${own} Timestamp: ${timestamp}`,
			error_codes: [refusal.code],
			timestamp,
			trace_id: trace,
			correlation_id: own,
			error_uri: `https://login.microsoftonline.com/error?code=${refusal.code}`,
			...(refusal.suberror === undefined ? {} : {suberror: refusal.suberror}),
		}),
	};
};

type Refuse = (...about: string[]) => LoginRefusal;

const refused =
	(status: number, error: string) =>
	(code: number, text: string, suberror?: string): LoginRefusal =>
		new LoginRefusal(status, error, code, text, suberror);
const badRequest = refused(400, 'invalid_request');
const unauthorised = refused(400, 'unauthorized_client');
const badClient = refused(401, 'invalid_client');
const badScope = refused(400, 'invalid_scope');
const badGrant = refused(400, 'invalid_grant');

/** The refusals, by what happened. */
export const refuse = {
	unknownTenant: (tenant: string) =>
		badRequest(
			90002,
			`Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
		),
	tenantFormat: (tenant: string) =>
		badRequest(
			900023,
			`Specified tenant identifier '${tenant}' is neither a valid DNS name, nor a valid external domain.`,
		),
	zeroTenant: (tenant: string) => badRequest(900021, `Requested tenant identifier '${tenant}' is not valid.`),
	commonTenant: () =>
		badRequest(
			9001023,
			'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
		),
	noTenant: () =>
		badRequest(
			50059,
			'No tenant-identifying information found in either the request or implied by any provided credentials.',
		),
	missing: (field: string) => badRequest(900144, `The request body must contain the following parameter: '${field}'.`),
	malformed: () => badRequest(9002313, 'Invalid request. Request is malformed or invalid.'),
	postOnly: () =>
		refused(405, 'invalid_request')(900561, 'The endpoint only accepts POST requests. Received a GET request.'),
	grant: (grant: string) =>
		refused(400, 'unsupported_grant_type')(70003, `The app requested an unsupported grant type '${grant}'.`),
	unknownClient: (client: string, tenant: string) =>
		unauthorised(
			700016,
			`Application with identifier '${client}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
		),
	disabledClient: (client: string) => unauthorised(7000112, `Application '${client}' is disabled.`),
	badSecret: (client: string) =>
		badClient(
			7000215,
			`Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${client}'.`,
		),
	expiredSecret: (client: string) =>
		badClient(
			7000222,
			`The provided client secret keys for app '${client}' are expired. Visit the Azure portal to create new keys for your app, or consider using certificate credentials for added security.`,
		),
	noCredential: () =>
		badClient(
			7000216,
			"'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
		),
	notPublic: () =>
		badClient(7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
	publicClient: () =>
		badClient(700025, "Client is public so neither 'client_assertion' nor 'client_secret' should be presented."),
	unknownKey: (thumbprint: string, client: string) =>
		badClient(
			700027,
			`The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${thumbprint}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${client}'.]`,
		),
	expiredKey: (thumbprint: string, client: string) =>
		badClient(
			700027,
			`The certificate with identifier used to sign the client assertion is expired on application. [Reason - The key used is expired., Thumbprint of key used by client: '${thumbprint}', app Id '${client}'.]`,
		),
	badSignature: (thumbprint: string) =>
		badClient(
			700027,
			`Client assertion failed signature validation. [Reason - The key was found, but use of the key to verify the signature failed., Thumbprint of key used by client: '${thumbprint}']`,
		),
	assertionTime: () =>
		badClient(
			700024,
			'Client assertion is not within its valid time range. Ensure that the client system clock is correct and that the assertion has not expired.',
		),
	badAssertion: (why: string) =>
		badClient(50012, `Client assertion contains an invalid signature or is malformed. ${why}`),
	assertionAudience: (audience: string) =>
		badClient(
			700023,
			`Client assertion audience claim does not match Realm issuer. Presented audience: '${audience}'.`,
		),
	federatedIssuer: (issuer: string) =>
		badRequest(
			700211,
			`No matching federated identity record found for presented assertion issuer '${issuer}'. Please check your federated identity credential Subject, Audience and Issuer against the presented assertion.`,
		),
	federatedAudience: (audience: string) =>
		badRequest(
			700212,
			`No matching federated identity record found for presented assertion audience '${audience}'. Please check your federated identity credential Subject, Audience and Issuer against the presented assertion.`,
		),
	federatedSubject: (subject: string) =>
		badRequest(
			700213,
			`No matching federated identity record found for presented assertion subject '${subject}'. Please check your federated identity credential Subject, Audience and Issuer against the presented assertion.`,
		),
	scopeFormat: (scope: string) =>
		badScope(
			70011,
			`The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
		),
	scopeDefault: (scope: string) =>
		badScope(
			1002012,
			`The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
		),
	scopeResources: (scope: string) =>
		badScope(
			28003,
			`Provided value for the input parameter scope can't be empty or name more than one resource. The scope ${scope} is not valid.`,
		),
	resource: (resource: string, tenant: string) =>
		refused(400, 'invalid_resource')(
			500011,
			`The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
		),
	pending: () =>
		refused(400, 'authorization_pending')(
			70016,
			'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
		),
	slowDown: () => refused(400, 'slow_down')(70016, 'OAuth 2.0 device flow error. Polling too often.'),
	declined: () =>
		refused(400, 'authorization_declined')(
			70000,
			'OAuth 2.0 device flow error. The end user has declined the authorization.',
		),
	deviceExpired: () => refused(400, 'expired_token')(70020, 'The device code has expired. Please restart the sign-in.'),
	unknownDevice: () =>
		refused(400, 'bad_verification_code')(70018, 'Invalid verification code. The device code was not recognised.'),
	usedDevice: () =>
		badGrant(
			54005,
			'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
		),
	blocked: () =>
		refused(400, 'access_denied')(
			53003,
			'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
		),
	refreshBlocked: () =>
		badGrant(
			530036,
			'The refresh token has been revoked by an authentication flows policy. The session was started with device code flow.',
		),
	refreshUnknown: () => badGrant(9002313, 'Invalid request. Request is malformed or invalid.'),
	noConsent: (client: string) =>
		badGrant(
			65001,
			`The user or administrator has not consented to use the application with ID '${client}' named 'Microsoft Graph Command Line Tools'. Send an interactive authorization request for this user and resource.`,
			'consent_required',
		),
} satisfies Record<string, Refuse>;
