// Microsoft Graph's own service principal: its permissions, and the directory roles that matter for registering an application.
// Ids from Microsoft's permission and built-in role references.

/** The application id of Microsoft Graph, in every tenant. */
export const graphAppId = '00000003-0000-0000-c000-000000000000';
/** Microsoft Graph Command Line Tools: the public client that people sign in with. */
export const commandLineToolsAppId = '14d82eec-204b-4c2f-b7e8-296a70dab67e';

type Permission = {readonly role: string | undefined; readonly scope: string; readonly says: string};

/** By name: the id as an application permission, the id as a delegated one. */
export const permissions: ReadonlyMap<string, Permission> = new Map(
	(
		[
			['User.Read.All', 'df021288-bdef-4463-88db-98f22de89214', 'a154be20-db9c-4678-8ab7-66f6cc099a59'],
			['User.ReadBasic.All', '97235f07-e226-4f63-ace3-39588e11d3a1', 'b340eb25-3456-403f-be2f-af7a0d370277'],
			['User.Read', undefined, 'e1fe6dd8-ba31-4d61-89e7-88639da4683d'],
			['Group.Read.All', '5b567255-7703-4780-807c-7be8301ae99b', '5f8c59db-677d-491f-a6b8-5f174b11ec1d'],
			['GroupMember.Read.All', '98830695-27a2-44f7-8c18-0c3ebc9698f6', 'bc024368-1153-4739-b217-4326f2e966d0'],
			['Group.ReadBasic.All', '07d67222-3a10-4d3b-9ddc-b8aa43198a00', 'ba1917bc-a64b-4c71-b66d-229d4a520e66'],
			['GroupMember.ReadBasic.All', '8222c640-cae5-4860-8d11-b32cfad95e03', '28539367-358c-4ed9-b7f0-793eccb8fd34'],
			['AdministrativeUnit.Read.All', '134fd756-38ce-4afd-ba33-e9623dbe66c2', '3361d15d-be43-4de6-b441-3c746d05163d'],
			['Directory.Read.All', '7ab1d382-f21e-4acd-a863-ba3e13f7da61', '06da0dbc-49e2-44d2-8312-53f166ab848a'],
			['Application.Read.All', '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30', 'c79f8feb-a9db-4090-85f9-90d820caa0eb'],
			['Application.ReadWrite.OwnedBy', '18a4783c-866b-4cc7-a460-3d5e5662c884', ''],
			['Application.ReadWrite.All', '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9', 'bdfbf15f-ee85-4955-8675-146e8e5296b5'],
			[
				'AppRoleAssignment.ReadWrite.All',
				'06b708a9-e830-4db3-a914-8e69da51d44f',
				'84bccea3-f856-4a8a-967b-dbe0a3d53a64',
			],
			['Member.Read.Hidden', '658aa5d8-239f-45c4-aa12-864f4fc7e490', 'f6a3db3e-f7e8-4ed2-a414-557c8c9830be'],
			['Organization.Read.All', '498476ce-e0fe-48b0-b801-37ba7e2685c6', '4908d5b9-3fb2-4b1e-9336-1888b7937185'],
			['Device.Read.All', '7438b122-aefc-4978-80ed-43db9fcc7715', '951183d1-1a61-466f-a6d1-1fde911bfd95'],
			['OrgContact.Read.All', 'e1a88a34-94c4-4418-be12-c87b00e26bea', '08432d1b-5911-483c-86df-7980af5cdee0'],
		] as const
	).map(([name, role, scope]) => [name, {role, scope, says: `Permission ${name} of the practice tenant`}]),
);

/** The name of an application permission by its id. */
export const roleName = (id: string): string | undefined => {
	for (const [name, {role}] of permissions) if (role === id.toLowerCase()) return name;
	return undefined;
};

/** Directory roles and their template ids, as they stand in the `wids` of a person's token. */
export const directoryRoles = {
	'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
	'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
	'Application Administrator': '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
	'Cloud Application Administrator': '158c047a-c907-4556-b7ef-446551a6b5f7',
	'Application Developer': 'cf1c38e5-3621-4004-a7cb-879624dced7c',
	'Global Reader': 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
} as const;
export type DirectoryRole = keyof typeof directoryRoles;
