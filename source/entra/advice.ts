// What the codes of the login service mean for the person who sets Usher up. Microsoft Entra, "Authentication and
// authorization error codes": codes are hints for people and may change, so the raw text is always kept.

export type Advice = {
	/** What happened, one sentence. */
	readonly happened: string;
	/** What to do next. */
	readonly todo: string;
	/** The setting or secret it is about, as `usher config` or `usher secret` names it. */
	readonly setting?: string;
	/** `transient`: try again as it is. `propagation`: right after a change, may come right within minutes. */
	readonly kind?: 'transient' | 'propagation';
};

const of = (codes: readonly number[], advice: Advice): readonly (readonly [number, Advice])[] =>
	codes.map(code => [code, advice] as const);

const table: ReadonlyMap<number, Advice> = new Map<number, Advice>([
	...of([90002], {
		happened: 'This tenant does not exist in this cloud.',
		todo: 'Check the directory (tenant) ID, and the cloud: a tenant of the US Government or of China is unknown to the public one.',
		setting: 'entra.tenant',
	}),
	...of([900023, 900021], {
		happened: 'The tenant is neither a tenant id nor a domain.',
		todo: 'Paste the directory (tenant) ID from the application’s overview page, or a domain such as contoso.onmicrosoft.com. It is not the application ID and not an object ID.',
		setting: 'entra.tenant',
	}),
	...of([9001023, 50194, 50059, 50128, 90019], {
		happened: 'The sign-in does not say which tenant it is for.',
		todo: 'Set the tenant to the directory (tenant) ID; “common” and “organizations” do not work for an application.',
		setting: 'entra.tenant',
	}),
	...of([700016], {
		happened: 'No application with this ID is in this tenant.',
		todo: 'Check the application (client) ID and the tenant. The object ID of the application does not work. An application made a moment ago takes a minute to arrive.',
		setting: 'entra.clientId',
		kind: 'propagation',
	}),
	...of([70001, 7000112, 7000117], {
		happened: 'The application is switched off.',
		todo: 'In the portal, Enterprise applications, open it, Properties, and set “Enabled for users to sign in” to Yes.',
		setting: 'entra.clientId',
	}),
	...of([7000215], {
		happened: 'The client secret is wrong.',
		todo: 'Copy the secret’s Value, not its Secret ID; the portal shows the value only once, right after it is made. Make a new secret if it is lost. A secret made a moment ago takes up to a minute to work.',
		setting: 'usher secret set entra',
		kind: 'propagation',
	}),
	...of([7000222], {
		happened: 'The client secret has expired.',
		todo: 'Make a new secret on the application’s page “Certificates & secrets” and set it, or change to a certificate.',
		setting: 'usher secret set entra',
	}),
	...of([7000216, 7000218], {
		happened: 'No secret or certificate was sent with the sign-in.',
		todo: 'Set the client secret, or the certificate’s file. For a device sign-in with an application of your own, set “Allow public client flows” to Yes.',
		setting: 'usher secret set entra',
	}),
	...of([700025], {
		happened: 'The application is a public client, which takes no secret.',
		todo: 'In the portal, Authentication, set “Allow public client flows” to No, or use another application.',
		setting: 'entra.clientId',
	}),
	...of([700027, 50012, 700030], {
		happened: 'The certificate is not registered with this application, or has expired.',
		todo: 'Upload the certificate (without its key) on “Certificates & secrets” of this application. A certificate uploaded a moment ago takes some minutes to work.',
		setting: 'entra.certificateFile',
		kind: 'propagation',
	}),
	...of([700024], {
		happened: 'The signed assertion is not valid at this time.',
		todo: 'Check this machine’s clock; with a federated credential, have the outside issuer write a fresh token.',
		setting: 'entra.assertionFile',
	}),
	...of([700021, 70021, 700211, 700212, 700213], {
		happened: 'No federated credential of the application fits the token in the assertion file.',
		todo: 'In the portal, “Certificates & secrets”, “Federated credentials”, copy issuer, subject and audience exactly as the token has them (usually audience api://AzureADTokenExchange).',
		setting: 'entra.assertionFile',
	}),
	...of([70011, 1002012, 28002, 28003, 70022, 700022], {
		happened: 'The scope of the sign-in was refused.',
		todo: 'With a cloud of your own, check that the Graph address is only the base, without /v1.0.',
		setting: 'entra.graphUrl',
	}),
	...of([500011, 50001], {
		happened: 'Microsoft Graph at this address is unknown to this tenant.',
		todo: 'The Graph address belongs to another cloud than the tenant. Set the tenant’s own cloud.',
		setting: 'entra.cloud',
	}),
	...of([65001, 650056, 650057, 90094, 90095], {
		happened: 'An administrator has not granted consent yet.',
		todo: 'On the application’s page “API permissions”, press “Grant admin consent”. A Privileged Role Administrator or Global Administrator may.',
	}),
	...of([65002], {
		happened: 'Microsoft does not let this application ask for that permission.',
		todo: 'Use an application of your own: make the registration in the portal.',
		setting: 'entra.clientId',
	}),
	...of([53003, 53004], {
		happened: 'A Conditional Access policy blocks this sign-in.',
		todo: 'Ask whoever keeps the policies to allow this machine’s address or this application, or make the registration in the portal instead.',
	}),
	...of([530036], {
		happened: 'A Conditional Access policy forbids sign-in with a device code.',
		todo: 'Make the registration in the portal instead; Usher shows each click.',
	}),
	...of([530032, 53000, 53001, 53002, 50097, 50131, 50158], {
		happened: 'A policy asks for a device that the tenant knows.',
		todo: 'Sign in on a device that the tenant manages, or make the registration in the portal.',
	}),
	...of([50034, 50020, 50014, 51004, 16000], {
		happened: 'The account is not one of this tenant.',
		todo: 'Sign in with an administrator of the tenant itself, not with a guest or a personal account.',
	}),
	...of([50105], {
		happened: 'The account is not assigned to the application that signs it in.',
		todo: 'Assign it under Enterprise applications, or make the registration in the portal.',
	}),
	...of([50057], {happened: 'The account is disabled.', todo: 'Sign in with another administrator.'}),
	...of([50055], {
		happened: 'The account’s password has expired.',
		todo: 'Change it in a browser, then sign in again.',
	}),
	...of([50053], {
		happened: 'The account is locked.',
		todo: 'Wait some minutes, or sign in with another administrator.',
	}),
	...of([50126], {happened: 'The user name or password is wrong.', todo: 'Sign in again.'}),
	...of([50076, 50079, 50072, 50074], {
		happened: 'The sign-in needs a second factor.',
		todo: 'Finish it in the browser, then go on here.',
	}),
	...of([90013, 90014, 900144, 9002313], {
		happened: 'The login service could not read the request.',
		todo: 'Check the tenant, the application ID and the secret for stray spaces or missing characters.',
		setting: 'entra.tenant',
	}),
	...of([90038, 900382, 900432, 900439], {
		happened: 'The tenant belongs to another of Microsoft’s clouds.',
		todo: 'Change the cloud to the one the tenant is in.',
		setting: 'entra.cloud',
	}),
	...of([70018], {happened: 'The code was typed wrongly.', todo: 'Start again and type the new code.'}),
	...of([70019, 70020], {happened: 'The code has expired.', todo: 'Start again; a code lasts fifteen minutes.'}),
	...of([90119, 90120], {happened: 'The code is no longer good.', todo: 'Start again with a new code.'}),
	...of([50196], {
		happened: 'The login service was asked the same too often.',
		todo: 'Wait some minutes. If it comes again, look for another program with the same application ID.',
		kind: 'transient',
	}),
	...of([50033, 90006, 90012, 90024, 90033, 90090], {
		happened: 'The login service has a passing fault.',
		todo: 'Try again in some minutes.',
		kind: 'transient',
	}),
	...of([90055], {
		happened: 'The tenant has too many sign-ins at the moment.',
		todo: 'Try again in some minutes.',
		kind: 'transient',
	}),
]);

/** @returns what an AADSTS number means, or undefined when it is not one that Usher knows */
export const adviceFor = (code: number): Advice | undefined => table.get(code);

/** The number in a text such as `AADSTS7000215: Invalid client secret provided.` */
export const codeIn = (text: string): number | undefined => {
	const found = /AADSTS(\d{4,8})/.exec(text)?.[1];
	return found === undefined ? undefined : Number(found);
};
