// What the settings hold of a registration, wherever they are kept.
import type {IsoTime} from '../../core/ports.ts';
import type {CloudName} from '../../platform/settings/settings.ts';

export type Kept = {
	readonly cloud: CloudName;
	readonly loginUrl?: string;
	readonly graphUrl?: string;
	/** Object id. */
	readonly tenant: string;
	readonly tenantName?: string;
	readonly appId: string;
	readonly credential: 'certificate' | 'secret';
	readonly credentialEnds: IsoTime;
	readonly certificateFile?: string;
	/** Of a new secret only. */
	readonly secret?: string;
};

/** The settings of a registration in a cloud that is set already. */
export const keptSettings = (kept: Kept) => ({
	'entra.tenant': kept.tenant,
	...(kept.tenantName === undefined ? {} : {'entra.tenantName': kept.tenantName}),
	'entra.clientId': kept.appId,
	'entra.credential': kept.credential,
	'entra.certificateFile': kept.certificateFile,
	'entra.credentialEnds': kept.credentialEnds,
});

/** The settings once the registration is undone: the tenant stays. */
export const forgottenSettings = {
	'entra.clientId': undefined,
	'entra.credential': undefined,
	'entra.certificateFile': undefined,
	'entra.credentialEnds': undefined,
} as const;
