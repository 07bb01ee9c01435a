// Which application asks, and whether it is the one it says: secret, certificate, federated assertion.
import {constants, createPublicKey, type KeyObject, verify, X509Certificate} from 'node:crypto';
import type {PracticeRequest} from '../exchange.ts';
import type {Application, ServicePrincipal} from '../tenant/registry.ts';
import type {Form, LoginContext} from './context.ts';
import {refuse} from './errors.ts';
import {splitToken} from './jwt.ts';

export type Client = {
	readonly application: Application;
	readonly principal: ServicePrincipal;
	readonly how: 'secret' | 'certificate' | 'federated';
};

const bearerType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Entra forgives so much between the clocks. */
const leewaySeconds = 300;

/** The application of a client-credentials request, proven. @throws LoginRefusal */
export const authenticate = (context: LoginContext, request: PracticeRequest, form: Form): Client => {
	const basic = basicOf(request.headers.authorization);
	const clientId = form.get('client_id') ?? basic?.id;
	if (clientId === undefined || clientId === '') throw refuse.missing('client_id');
	const {application, principal} = findClient(context, clientId);
	const assertion = form.get('client_assertion');
	if (assertion !== undefined) {
		if (form.get('client_assertion_type') !== bearerType) throw refuse.missing('client_assertion_type');
		return {application, principal, how: checkAssertion(context, application, assertion)};
	}
	const secret = form.get('client_secret') ?? basic?.secret;
	if (secret === undefined || secret === '') throw refuse.noCredential();
	const found = application.secrets.find(one => one.text === secret);
	if (found === undefined || found.knownAt > context.clock() || found.start > context.clock() + leewaySeconds * 1000) {
		throw refuse.badSecret(application.appId);
	}
	if (found.end <= context.clock()) throw refuse.expiredSecret(application.appId);
	return {application, principal, how: 'secret'};
};

/** The application and its principal, without any proof. @throws LoginRefusal */
const findClient = (
	context: LoginContext,
	clientId: string,
): {application: Application; principal: ServicePrincipal} => {
	const {registry, company, clock} = context;
	const application = registry.applicationByAppId(clientId);
	const principal = registry.principalByAppId(clientId);
	const known = clock() - registry.propagation.applicationMs;
	if (application === undefined || principal === undefined || principal.createdAt > known) {
		throw refuse.unknownClient(clientId, company.name);
	}
	if (!principal.enabled) throw refuse.disabledClient(clientId);
	return {application, principal};
};

const basicOf = (header: string | undefined): {id: string; secret: string} | undefined => {
	const encoded = /^basic ([a-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
	if (encoded === undefined) return undefined;
	const text = Buffer.from(encoded, 'base64').toString();
	const colon = text.indexOf(':');
	try {
		return {id: decodeURIComponent(text.slice(0, colon)), secret: decodeURIComponent(text.slice(colon + 1))};
	} catch {
		return undefined;
	}
};

const checkAssertion = (context: LoginContext, application: Application, assertion: string): Client['how'] => {
	const token = splitToken(assertion);
	if (token === undefined) throw refuse.badAssertion('The assertion is no JSON Web Token.');
	const {claims} = token;
	// Its own issuer: signed by the application's certificate. Somebody else's: a federated credential.
	return claims.iss === application.appId
		? checkCertificate(context, application, token)
		: checkFederated(context, application, token);
};

type Token = NonNullable<ReturnType<typeof splitToken>>;

const checkTimes = (context: LoginContext, claims: Token['claims']): void => {
	const now = Math.floor(context.clock() / 1000);
	if (typeof claims.exp !== 'number') throw refuse.assertionTime();
	if (claims.exp + leewaySeconds <= now) throw refuse.assertionTime();
	if (typeof claims.nbf === 'number' && claims.nbf - leewaySeconds > now) throw refuse.assertionTime();
};

const checkCertificate = (context: LoginContext, application: Application, token: Token): 'certificate' => {
	const {header, claims} = token;
	const sha256 = header['x5t#S256'];
	const sha1 = header.x5t;
	const thumbprint = typeof sha256 === 'string' ? sha256 : typeof sha1 === 'string' ? sha1 : undefined;
	if (thumbprint === undefined) throw refuse.badAssertion('The header names no certificate (x5t or x5t#S256).');
	if (claims.sub !== application.appId) throw refuse.badAssertion('The subject is not the application.');
	const shown = Buffer.from(thumbprint, 'base64url').toString('hex').toUpperCase();
	const certificate = application.certificates.find(one => one.sha256 === sha256 || one.sha1 === sha1);
	if (certificate === undefined || certificate.knownAt > context.clock()) {
		throw refuse.unknownKey(shown, application.appId);
	}
	const key = new X509Certificate(certificate.der).publicKey;
	if (!verifies(key, token)) throw refuse.badSignature(shown);
	if (certificate.end <= context.clock()) throw refuse.expiredKey(shown, application.appId);
	const audience = String(claims.aud);
	const {tenantId, domains} = context.company;
	const bases = [tenantId, domains.main, domains.initial].map(name => `${context.loginUrl()}/${name}`);
	if (
		!bases.some(base => audience === `${base}/oauth2/v2.0/token` || audience === `${base}/v2.0` || audience === base)
	) {
		throw refuse.assertionAudience(audience);
	}
	checkTimes(context, claims);
	return 'certificate';
};

const checkFederated = (context: LoginContext, application: Application, token: Token): 'federated' => {
	const {claims} = token;
	const issuer = String(claims.iss);
	const audiences = Array.isArray(claims.aud) ? claims.aud.map(String) : [String(claims.aud)];
	const sameIssuer = application.federated.filter(one => one.issuer === issuer);
	if (sameIssuer.length === 0) throw refuse.federatedIssuer(issuer);
	const sameSubject = sameIssuer.filter(one => one.subject === String(claims.sub));
	if (sameSubject.length === 0) throw refuse.federatedSubject(String(claims.sub));
	if (!sameSubject.some(one => one.audiences.some(audience => audiences.includes(audience)))) {
		throw refuse.federatedAudience(audiences.join(' '));
	}
	const pem = context.issuers.get(issuer);
	if (pem === undefined || !verifies(createPublicKey(pem), token)) {
		throw refuse.badAssertion('The signature does not match the keys of the issuer.');
	}
	checkTimes(context, claims);
	return 'federated';
};

const verifies = (key: KeyObject, {header, signed, signature}: Token): boolean => {
	const data = Buffer.from(signed);
	switch (header.alg) {
		case 'RS256':
			return key.asymmetricKeyType === 'rsa' && verify('sha256', data, key, signature);
		case 'PS256': {
			const padding = constants.RSA_PKCS1_PSS_PADDING;
			const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
			return key.asymmetricKeyType === 'rsa' && verify('sha256', data, {key, padding, saltLength}, signature);
		}
		default:
			return false;
	}
};
