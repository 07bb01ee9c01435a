// What a request costs in resource units, and what a tenant may spend. Microsoft Graph, "Service-specific throttling
// limits", identity and access.

const base = (path: string): number => {
	if (/^\/users(?:\/[^/]+)?$/.test(path)) return 2;
	if (/^\/users\/[^/]+\/(?:transitiveM|m)emberOf/.test(path)) return 2;
	if (/^\/groups\/[^/]+\/members/.test(path)) return 3;
	if (/^\/groups\/[^/]+\/transitiveMembers/.test(path)) return 5;
	if (/^\/applications(?:\/[^/]+)?$/.test(path)) return 2;
	if (/^\/servicePrincipals\/[^/]+\/appRoleAssignments/.test(path)) return 2;
	if (path === '/directoryObjects/getByIds') return 5;
	return 1;
};

/**
 * Resource units of one request, at least 1. Deltas are not in Microsoft's table and count as anything else.
 * @param path after `/v1.0`, with its query
 */
export const costOf = (path: string): number => {
	const [plain = '', query = ''] = path.split('?');
	let cost = plain.startsWith('/users/delta') ? 1 : base(plain);
	// A next link carries its options inside its token; Graph charges it as it charged the first page.
	if (/(?:^|&)(?:\$|%24)select=/i.test(query)) cost--;
	if (/(?:^|&)(?:\$|%24)expand=/i.test(query)) cost++;
	const top = /(?:^|&)(?:\$|%24)top=(\d+)/i.exec(query)?.[1];
	if (top !== undefined && Number(top) < 20) cost--;
	return Math.max(1, cost);
};

/** Resource units that one application may spend on one tenant in ten seconds; a bucket of this size that refills. */
export const allowanceFor = (users: number): number => (users > 500 ? 8000 : users >= 50 ? 5000 : 3500);
