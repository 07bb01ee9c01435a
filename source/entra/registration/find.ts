// What is there already: by the id that the settings have, by what the journal says, by name.
import {hostname} from 'node:os';
import type {CloudName} from '../../platform/settings/settings.ts';
import {cleanText} from '../../platform/text/clean.ts';
import type {ExistingApplication} from './events.ts';
import type {RegistrationRecord} from './journal.ts';
import type {ApplicationObject, TenantObjects} from './tenant-objects.ts';

/** Begins what every application that Usher made says of itself. */
const signature = 'Made by Usher';

/** The notes of a new application: who made it, where, what for. At most 1,024 characters (Microsoft Graph, "application"). */
export const notesOf = (marker: string, by: string, at: Date): string =>
	`${signature} on ${cleanText(hostname(), 100)} on ${at.toISOString().slice(0, 10)}${by === '' ? '' : `, for ${by}`}. It reads people and groups, so that a Bitwarden organisation follows them. Registration ${marker}.`.slice(
		0,
		1024,
	);

/** The unique name of an application, which the tenant lets exist once. */
export const uniqueNameOf = (marker: string): string => `usher-${marker}`;

/** Whether an application is the one that this record is about. */
export const isOf = (application: ApplicationObject, record: RegistrationRecord): boolean =>
	application.id === record.application?.id ||
	application.uniqueName === uniqueNameOf(record.marker) ||
	application.notes.includes(`Registration ${record.marker}.`);

export type Found = {readonly application: ApplicationObject; readonly known: ExistingApplication['known']};

/**
 * Everything that a person may want to go on with, the surest first, each once.
 * @param records of this tenant, not undone
 */
export const findExisting = async (
	objects: TenantObjects,
	about: {
		readonly clientId?: string;
		readonly name: string;
		readonly records: readonly RegistrationRecord[];
		readonly cloud: CloudName;
	},
): Promise<readonly Found[]> => {
	const found = new Map<string, Found>();
	const add = (application: ApplicationObject | undefined, known: Found['known']): void => {
		if (application !== undefined && !found.has(application.id)) found.set(application.id, {application, known});
	};
	if (about.clientId !== undefined && /^[0-9a-f-]{36}$/i.test(about.clientId)) {
		add(await objects.applicationByAppId(about.clientId.toLowerCase()), 'settings');
	}
	for (const record of about.records.toReversed()) {
		if (record.application?.id !== undefined) add(await objects.application(record.application.id), 'here');
	}
	for (const application of await objects.applicationsNamed(about.name)) {
		const here = about.records.some(record => isOf(application, record));
		add(application, here ? 'here' : application.notes.startsWith(signature) ? 'usher' : 'name');
	}
	return [...found.values()];
};

/** The same for people. */
export const shown = ({application, known}: Found): ExistingApplication => ({
	appId: application.appId,
	name: application.name,
	...(application.createdAt === undefined ? {} : {createdAt: application.createdAt}),
	known,
	notes: application.notes,
});
