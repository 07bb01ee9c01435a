// What a registration is about to do and what it did, in a small file of the profile. Written before anything is sent,
// so that whatever cuts it short, the next one knows what to look for, and nothing is made twice or left unlisted.
import {existsSync, readFileSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import * as z from 'zod/mini';
import type {IsoTime} from '../../core/ports.ts';
import {onDisk} from '../../platform/disk/errors.ts';
import {writeWhole} from '../../platform/disk/write.ts';
import type {Paths} from '../../platform/settings/paths.ts';
import type {MadeItem} from './events.ts';

const time = z.string();
/** Ids go into the paths of requests that delete, and the file is deleted with its certificate: nothing else passes. */
const objectId = z.string().check(z.regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i));
const grantId = z.string().check(z.regex(/^[\w-]{1,200}$/));
const ownFile = z.string().check(z.regex(/(?:^|[\\/])entra-[0-9a-f]{12}\.pem$/));
const credential = z.object({
	kind: z.enum(['certificate', 'secret']),
	/** Its name in the tenant, of which there is no other. */
	name: z.string(),
	intendedAt: time,
	ends: z.optional(time),
	keyId: z.optional(objectId),
	/** SHA-256 of the certificate, hex. */
	thumbprint: z.optional(z.string()),
	/** Certificate and key, on this machine. */
	file: z.optional(ownFile),
	/** The tenant said that it has it. */
	madeAt: z.optional(time),
	/** It signed in, and the settings name it. */
	savedAt: z.optional(time),
	/** Gone from the tenant and from this machine. */
	retiredAt: z.optional(time),
});
/** What identifies a credential in the tenant's lists, without being it. */
const oldCredential = z.discriminatedUnion('kind', [
	/** Thumbprints in hex, lower case. */
	z.object({kind: z.literal('certificate'), thumbprint: z.string(), sha1: z.string(), file: z.string()}),
	/** The first three characters, which the tenant shows as its hint. */
	z.object({kind: z.literal('secret'), hint: z.string()}),
]);
const registration = z.object({
	/** Random, part of the application's notes and its unique name. */
	marker: z.string(),
	tenant: z.string(),
	cloud: z.string(),
	name: z.string(),
	startedAt: time,
	application: z.optional(
		z.object({
			intendedAt: time,
			id: z.optional(objectId),
			appId: z.optional(objectId),
			/** False: it was there before. */
			made: z.boolean(),
		}),
	),
	principal: z.optional(z.object({intendedAt: time, id: z.optional(objectId), made: z.boolean()})),
	grants: z.array(
		z.object({
			name: z.string(),
			role: z.string(),
			intendedAt: time,
			id: z.optional(grantId),
			made: z.boolean(),
		}),
	),
	credentials: z.array(credential),
	/** The credential that a new one has replaced in the settings, until it is out of the tenant. */
	retiring: z.optional(oldCredential),
	savedAt: z.optional(time),
	/** Every call worked with it: there is nothing to go on with. */
	provedAt: z.optional(time),
	undoneAt: z.optional(time),
});
const file = z.object({version: z.literal(1), registrations: z.array(registration)});

export type OldCredential = z.infer<typeof oldCredential>;
export type CredentialRecord = z.infer<typeof credential>;
export type RegistrationRecord = z.infer<typeof registration>;

export type RegistrationJournal = {
	readonly path: string;
	/** The latest for this tenant that has not been undone. */
	current(tenant: string): RegistrationRecord | undefined;
	/** Every one that has not been undone. */
	all(): readonly RegistrationRecord[];
	/** Writes the record, new or changed, before it returns. */
	keep(record: RegistrationRecord): void;
};

/** The file's path in a profile. */
export const journalPath = (paths: Pick<Paths, 'folder'>): string => join(paths.folder, 'registration.json');

const read = (path: string): RegistrationRecord[] =>
	onDisk(path, () => {
		if (!existsSync(path)) return [];
		let json: unknown;
		try {
			json = JSON.parse(readFileSync(path, 'utf8'));
		} catch {
			json = undefined;
		}
		const parsed = file.safeParse(json);
		if (parsed.success) return parsed.data.registrations;
		// Set aside, never overwritten: it may list what is in the tenant.
		renameSync(path, `${path}.damaged`);
		return [];
	});

/** Opens the journal of a profile. Nothing is written before `keep`. @throws UsherError `disk-…` */
export const openJournal = (paths: Pick<Paths, 'folder'>): RegistrationJournal => {
	const path = journalPath(paths);
	const registrations = read(path);
	return {
		path,
		current: tenant => registrations.findLast(one => one.tenant === tenant && one.undoneAt === undefined),
		all: () => registrations.filter(one => one.undoneAt === undefined),
		keep: record => {
			const at = registrations.findIndex(one => one.marker === record.marker);
			if (at < 0) registrations.push(record);
			else registrations[at] = record;
			writeWhole(path, `${JSON.stringify({version: 1, registrations}, undefined, '\t')}\n`);
		},
	};
};

/** Everything that a record says exists because of Usher, in the order in which it was made. */
export const madeOf = (record: RegistrationRecord): readonly MadeItem[] => {
	const items: MadeItem[] = [];
	const add = (kind: MadeItem['kind'], label: string, id: string | undefined): void => {
		items.push({kind, label, ...(id === undefined ? {unsure: true} : {id})});
	};
	if (record.undoneAt !== undefined) return items;
	if (record.application?.made === true) add('application', record.name, record.application.id);
	if (record.principal?.made === true) add('service-principal', record.name, record.principal.id);
	for (const grant of record.grants) if (grant.made) add('permission', grant.name, grant.id);
	for (const one of record.credentials) {
		if (one.retiredAt !== undefined) continue;
		if (one.file !== undefined) add('key-file', one.file, one.file);
		add(one.kind, one.name, one.madeAt === undefined ? undefined : (one.keyId ?? one.thumbprint ?? one.name));
	}
	return items;
};

/** A new record; nothing is written yet. */
export const newRecord = (
	about: Pick<RegistrationRecord, 'marker' | 'tenant' | 'cloud' | 'name'> & {readonly startedAt: IsoTime},
): RegistrationRecord => ({...about, grants: [], credentials: []});
