// The log-in with an organisation's API key, as the official server and Vaultwarden take it.
import {randomBytes} from 'node:crypto';
import {type BitwardenReply, type BitwardenRequest, json} from './message.ts';
import type {Store} from './store.ts';
import {vaultwardenError} from './vaultwarden-error.ts';

export type Identity = {
	/** Answers POST /identity/connect/token. */
	readonly token: (request: BitwardenRequest) => BitwardenReply;
	/** Whether the request carries a token that is still good. */
	readonly knows: (request: BitwardenRequest) => boolean;
	/** A new secret; tokens given out before stay good until they end, as on the real servers. */
	readonly rotate: (secret: string) => void;
	/** Makes every token that was given out worthless. */
	readonly forget: () => void;
	readonly clientId: string;
	readonly secret: () => string;
	/** Seconds that a token lives. */
	lifetime: number;
};

const segment = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The identity half of the server. */
export const createIdentity = (store: Store, options: {vaultwarden: boolean; secret: string}): Identity => {
	let secret = options.secret;
	const clientId = `organization.${store.organisation}`;
	const tokens = new Map<string, number>();
	const refused = (error: string) => json(400, {error});

	const official = (form: URLSearchParams): BitwardenReply | undefined => {
		const grant = form.get('grant_type');
		if (grant === null || grant === '') return refused('unsupported_grant_type');
		if (grant !== 'client_credentials') return refused('unsupported_grant_type');
		const client = form.get('client_id');
		if (client !== clientId || form.get('client_secret') !== secret) return refused('invalid_client');
		if (!store.knobs.organisationEnabled || !store.knobs.planHasApi) return refused('invalid_client');
		if (form.get('scope') !== 'api.organization') return refused('invalid_scope');
		return undefined;
	};

	const vaultwarden = (form: URLSearchParams): BitwardenReply | undefined => {
		if (form.get('grant_type') !== 'client_credentials') return vaultwardenError('Invalid type');
		for (const name of ['client_id', 'client_secret', 'scope', 'device_identifier', 'device_name', 'device_type']) {
			// Both spellings are taken: deviceType and device_type.
			const camel = name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
			if ((form.get(name) ?? form.get(camel) ?? '') === '') return vaultwardenError(`${name} cannot be blank`);
		}
		if (form.get('scope') !== 'api.organization') return vaultwardenError('Scope not supported');
		const client = form.get('client_id') ?? '';
		if (!client.startsWith('organization.')) return vaultwardenError('Malformed client_id');
		if (client !== clientId) return vaultwardenError('Invalid client_id');
		if (form.get('client_secret') !== secret) return vaultwardenError('Incorrect client_secret');
		return undefined;
	};

	const identity: Identity = {
		clientId,
		secret: () => secret,
		lifetime: 3600,
		token: request => {
			if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'))
				return options.vaultwarden ? {status: 404} : refused('invalid_request');
			const form = new URLSearchParams(request.body);
			const refusal = options.vaultwarden ? vaultwarden(form) : official(form);
			if (refusal !== undefined) return refusal;
			const now = Math.floor(store.now() / 1000);
			const claims = {
				nbf: now,
				exp: now + identity.lifetime,
				iss: options.vaultwarden ? 'localhost|api.organization' : 'https://localhost/identity',
				client_id: clientId,
				client_sub: store.organisation,
				scope: ['api.organization'],
			};
			const signature = randomBytes(32).toString('base64url');
			const token = `${segment({alg: 'RS256', typ: 'at+jwt'})}.${segment(claims)}.${signature}`;
			tokens.set(token, store.now() + identity.lifetime * 1000);
			return json(200, {
				access_token: token,
				expires_in: identity.lifetime,
				token_type: 'Bearer',
				scope: 'api.organization',
			});
		},
		knows: request => {
			const value = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
			const ends = value === undefined ? undefined : tokens.get(value);
			return ends !== undefined && ends > store.now();
		},
		rotate: value => {
			secret = value;
		},
		forget: () => tokens.clear(),
	};
	return identity;
};
