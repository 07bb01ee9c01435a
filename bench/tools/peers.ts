// What others ask of Microsoft Graph on every sync, and the shortest time in which any program can list everyone.
// `peers`: users in pages of 100, the whole of users/delta, groups in pages of 100, one request a group, all one after
// the other. `floor`: a token, and users in pages of 999, because each page names the next: nothing can shorten that.
import process from 'node:process';

const {
	USHER_LOGIN_URL: login,
	USHER_GRAPH_URL: graph,
	USHER_TENANT: tenant,
	USHER_CLIENT_ID: id = '',
	USHER_CLIENT_SECRET: secret = '',
} = process.env;

let requests = 0;
let bytes = 0;
let units = 0;
let pages = 0;

const token = async (): Promise<string> => {
	const answer = await fetch(`${login}/${tenant}/oauth2/v2.0/token`, {
		method: 'POST',
		body: new URLSearchParams({
			grant_type: 'client_credentials',
			client_id: id,
			client_secret: secret,
			scope: `${graph}/.default`,
		}),
	});
	return ((await answer.json()) as {access_token: string}).access_token;
};
const authorization = `Bearer ${await token()}`;

type Page = {readonly value: readonly {readonly id: string}[]; readonly '@odata.nextLink'?: string};

const all = async (path: string): Promise<{readonly id: string}[]> => {
	const items: {readonly id: string}[] = [];
	for (let next: string | undefined = `${graph}/v1.0${path}`; next !== undefined; ) {
		const answer = await fetch(next, {headers: {authorization}});
		if (answer.status !== 200) throw new Error(`${next}: ${answer.status}`);
		const text = await answer.text();
		requests++;
		pages++;
		bytes += text.length;
		units += Number(answer.headers.get('x-ms-resource-unit') ?? 0);
		const page = JSON.parse(text) as Page;
		items.push(...page.value);
		next = page['@odata.nextLink'];
	}
	return items;
};

if (process.argv[2] === 'floor') {
	await all('/users?$select=id,displayName,mail,userPrincipalName,accountEnabled,userType&$top=999');
} else {
	await all('/users?$select=id,displayName,mail,userPrincipalName,accountEnabled');
	await all('/users/delta?$select=id,displayName,mail,userPrincipalName,accountEnabled');
	const groups = await all('/groups?$select=id,displayName');
	for (const group of groups) await all(`/groups/${group.id}/members?$select=id`);
}
process.stdout.write(JSON.stringify({requests, bytes, units, pages}));
