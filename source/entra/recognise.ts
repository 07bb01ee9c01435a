// What a pasted text looks like, so that the classic mix-ups are named before anything is sent anywhere.

export type Recognised =
	| 'empty'
	| 'guid'
	| 'entra-secret'
	| 'bitwarden-organisation-id'
	| 'bitwarden-user-id'
	| 'bitwarden-secret'
	| 'domain'
	| 'email'
	| 'url'
	| 'jwt'
	| 'pem'
	| 'path'
	| 'unknown';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @returns whether the text is a GUID, in any case */
export const isGuid = (text: string): boolean => guid.test(text);

/**
 * What a text looks like. Only its form is judged: a GUID may be a tenant, an application, an object or a secret's ID.
 * @param pasted as typed; spaces around it do not count
 */
export const recognise = (pasted: string): Recognised => {
	const text = pasted.trim();
	if (text === '') return 'empty';
	if (/^-----BEGIN [A-Z ]+-----/.test(text)) return 'pem';
	if (guid.test(text)) return 'guid';
	if (/^organization\.[0-9a-f-]{36}$/i.test(text)) return 'bitwarden-organisation-id';
	if (/^user\.[0-9a-f-]{36}$/i.test(text)) return 'bitwarden-user-id';
	if (/^https?:\/\//i.test(text)) return 'url';
	if (/^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return 'jwt';
	if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return 'email';
	// Entra's own: 3 characters, a version, 'Q~', 34 in all (40 in newer tenants).
	if (/^[\w.~-]{3}\dQ~[\w.~-]{28,40}$/.test(text)) return 'entra-secret';
	if (/^[A-Za-z0-9]{30}$/.test(text)) return 'bitwarden-secret';
	if (/^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}$/i.test(text)) return 'domain';
	if (/^(?:\/|~\/|\.{1,2}\/)/.test(text)) return 'path';
	return 'unknown';
};

export type Field =
	| 'tenant'
	| 'client-id'
	| 'client-secret'
	| 'bitwarden-client-id'
	| 'bitwarden-client-secret'
	| 'bitwarden-url';

/**
 * A sentence when a pasted text is surely not what the field asks for; undefined when it may be.
 * The text itself is never part of the sentence, as it may be a secret.
 */
export const mixUp = (field: Field, pasted: string): string | undefined => {
	const kind = recognise(pasted);
	if (kind === 'empty') return 'Nothing is typed yet.';
	switch (field) {
		case 'tenant':
			if (kind === 'guid' || kind === 'domain') return undefined;
			if (kind === 'email')
				return 'This is an address. The tenant is the part after the @, or the directory (tenant) ID.';
			if (kind === 'url')
				return 'This is a link. The tenant is a domain such as contoso.onmicrosoft.com, or the directory (tenant) ID.';
			if (kind === 'entra-secret')
				return 'This looks like a client secret. Here goes the directory (tenant) ID or a domain.';
			return 'This is neither a directory (tenant) ID nor a domain.';
		case 'client-id':
			if (kind === 'guid') return undefined;
			if (kind === 'entra-secret') return 'This looks like the client secret. Here goes the application (client) ID.';
			if (kind === 'bitwarden-organisation-id' || kind === 'bitwarden-user-id')
				return 'This is Bitwarden’s client_id. Here goes the application (client) ID of the app registration in Entra.';
			return 'The application (client) ID is 32 digits and letters with four dashes; it is on the application’s overview page.';
		case 'client-secret':
			if (kind === 'guid')
				return 'This is an ID, most likely the secret’s ID. What is needed is its Value, which the portal shows only right after the secret is made.';
			if (kind === 'bitwarden-organisation-id' || kind === 'bitwarden-user-id')
				return 'This is Bitwarden’s client_id, not Entra’s secret.';
			if (kind === 'bitwarden-secret')
				return 'This looks like Bitwarden’s client_secret. Here goes the Value of the secret in Entra.';
			if (kind === 'pem')
				return 'This is a certificate or key. Choose certificate as the way to sign in, and give its file.';
			if (kind === 'jwt') return 'This is a token. Here goes the Value of the client secret.';
			if (kind === 'url' || kind === 'email' || kind === 'domain') return 'This is no client secret.';
			return undefined;
		case 'bitwarden-client-id':
			if (kind === 'bitwarden-organisation-id') return undefined;
			if (kind === 'bitwarden-user-id')
				return 'This is the API key of a person. The organisation’s own begins with “organization.”; it is in the admin console, Settings, Organization info.';
			if (kind === 'guid') return 'The client_id begins with “organization.”, before the ID.';
			if (kind === 'bitwarden-secret')
				return 'This looks like the client_secret. The client_id begins with “organization.”.';
			return 'The client_id begins with “organization.”; it is in the admin console, Settings, Organization info.';
		case 'bitwarden-client-secret':
			if (kind === 'bitwarden-organisation-id' || kind === 'bitwarden-user-id')
				return 'This is the client_id. The client_secret stands below it.';
			if (kind === 'guid') return 'This is an ID. The client_secret is 30 letters and digits.';
			if (kind === 'entra-secret')
				return 'This looks like the secret of the application in Entra. Here goes Bitwarden’s client_secret.';
			return undefined;
		case 'bitwarden-url':
			if (kind === 'url')
				return pasted.trim().toLowerCase().startsWith('https://') ? undefined : 'The address must begin with https://.';
			if (kind === 'bitwarden-organisation-id' || kind === 'bitwarden-user-id')
				return 'This is the client_id. Here goes the address at which your web vault opens.';
			if (kind === 'bitwarden-secret' || kind === 'entra-secret')
				return 'This looks like a secret. Here goes the address at which your web vault opens.';
			return kind === 'domain'
				? 'Write it with https:// before it.'
				: 'This is no address. It looks like https://vault.example.com.';
	}
};
