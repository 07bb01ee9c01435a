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

const surest: readonly Found['known'][] = ['settings', 'here', 'usher', 'name'];

/**
 * Everything that a person may want to go on with, the surest first, each once.
 * @param records of this tenant, not undone
 */
export const findExisting = async (
	objects: TenantObjects,
	about: {
		/** That a person named. */
		readonly application?: string;
		/** Of the settings. */
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
	const byAppId = async (id: string | undefined): Promise<ApplicationObject | undefined> =>
		id !== undefined && /^[0-9a-f-]{36}$/i.test(id) ? objects.applicationByAppId(id.toLowerCase()) : undefined;
	add(await byAppId(about.clientId), 'settings');
	for (const record of about.records.toReversed()) {
		if (record.application?.id !== undefined) add(await objects.application(record.application.id), 'here');
	}
	const knownOf = (application: ApplicationObject): Found['known'] =>
		about.records.some(record => isOf(application, record))
			? 'here'
			: application.notes.startsWith(signature)
				? 'usher'
				: 'name';
	const meant = await byAppId(about.application);
	const named = await objects.applicationsNamed(about.name);
	for (const one of meant === undefined ? named : [meant, ...named]) add(one, knownOf(one));
	return [...found.values()].toSorted((a, b) => surest.indexOf(a.known) - surest.indexOf(b.known));
};

/** The same for people. */
export const shown = ({application, known}: Found): ExistingApplication => ({
	appId: application.appId,
	name: application.name,
	...(application.createdAt === undefined ? {} : {createdAt: application.createdAt}),
	known,
	notes: application.notes,
});
