// What is asked of users and groups. A change of it makes every stored delta link useless, so it is part of the shape.
const userProperties = 'id,displayName,mail,userPrincipalName,accountEnabled,userType';
const groupProperties = 'id,displayName,visibility';

export const paths = {
	users: `/users?$select=${userProperties}&$top=999`,
	usersCount: '/users/$count',
	user: (id: string) => `/users/${id}?$select=${userProperties}`,
	/** One that no list named: as much as a list says, and since when it has been there. */
	userMet: (id: string) => `/users/${id}?$select=${userProperties},createdDateTime`,
	userCreated: (id: string) => `/users/${id}?$select=id,createdDateTime`,
	usersLatest: `/users/delta?$select=${userProperties}&$deltatoken=latest`,
	groups: `/groups?$select=${groupProperties}&$top=999`,
	group: (id: string) => `/groups/${id}?$select=${groupProperties}`,
	groupMet: (id: string) => `/groups/${id}?$select=${groupProperties},createdDateTime`,
	groupCreated: (id: string) => `/groups/${id}?$select=id,createdDateTime`,
	groupsLatest: `/groups/delta?$select=${groupProperties},members&$deltatoken=latest`,
	members: (group: string) => `/groups/${group}/members?$select=id&$top=999`,
	unit: (id: string) => `/directory/administrativeUnits/${id}?$select=id,visibility`,
	unitMembers: (id: string) => `/directory/administrativeUnits/${id}/members?$select=id&$top=999`,
} as const;

/**
 * What a cursor is good for: another tenant, Graph, selection or right to see hidden members needs a full read.
 * @param hidden whether members of groups that hide them can be read
 */
export const shapeOf = (tenant: string, root: string, hidden: boolean): string =>
	`1 ${tenant} ${new URL(root).host} ${hidden ? 'hidden' : 'plain'} ${userProperties} ${groupProperties}`;
