// Exact pages of the portals, so that nobody has to look for them.
import type {Cloud} from './clouds.ts';

const page = (cloud: Cloud, view: string): string | undefined =>
	cloud.entraPortal === undefined ? undefined : `${cloud.entraPortal}/#view/${view}`;
const application = (cloud: Cloud, menu: string, appId: string): string | undefined =>
	page(
		cloud,
		`Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/${menu}/appId/${encodeURIComponent(appId)}/isMSAApp~/false`,
	);

/** Links to the pages of the cloud's portal; each is undefined where the cloud has no portal (custom). */
export const portal = {
	/** The tenant's own page, with its id and domains. */
	tenant: (cloud: Cloud) => page(cloud, 'Microsoft_AAD_IAM/TenantOverview.ReactView'),
	/** The list of app registrations. */
	registrations: (cloud: Cloud) => page(cloud, 'Microsoft_AAD_RegisteredApps/ApplicationsListBlade'),
	/** The form that makes a new registration. */
	newRegistration: (cloud: Cloud) =>
		page(cloud, 'Microsoft_AAD_RegisteredApps/CreateApplicationBlade/quickStartType~/null/isMSAApp~/false'),
	/** A registration's overview: application id, directory id. */
	overview: (cloud: Cloud, appId: string) => application(cloud, 'Overview', appId),
	/** A registration's API permissions, with the button that grants consent. */
	permissions: (cloud: Cloud, appId: string) => application(cloud, 'CallAnAPI', appId),
	/** A registration's certificates and secrets. */
	credentials: (cloud: Cloud, appId: string) => application(cloud, 'Credentials', appId),
	/** The list of enterprise applications, where a disabled one is switched on again. */
	enterpriseApplications: (cloud: Cloud) =>
		page(cloud, 'Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview'),
	/** What has been consented to for an enterprise application (service principal). */
	consents: (cloud: Cloud, servicePrincipalId: string, appId: string) =>
		page(
			cloud,
			`Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Permissions/objectId/${encodeURIComponent(servicePrincipalId)}/appId/${encodeURIComponent(appId)}`,
		),
	/** Opened by someone who may grant consent; asks for exactly what the registration lists. Every cloud has it. */
	adminConsent: (cloud: Cloud, tenant: string, appId: string): string =>
		`${cloud.login}/${encodeURIComponent(tenant)}/adminconsent?client_id=${encodeURIComponent(appId)}`,
} as const;
