// What a registration leaves in the settings and secrets of the profile, and how it is taken out again.
import {readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {writeWhole} from '../../platform/disk/write.ts';
import type {Secrets} from '../../platform/secrets/secrets.ts';
import type {SettingKey} from '../../platform/settings/keys.ts';
import type {Paths} from '../../platform/settings/paths.ts';
import type {SettingsStore} from '../../platform/settings/store.ts';
import {forgottenSettings, type Kept, keptSettings} from './kept-settings.ts';

/** Where a registration is kept. The wizard keeps it in what it has not saved yet, a command in the profile. */
export type Keeper = {
	/** @returns sentences about what stands in the way of what was kept (variables that override it) */
	keep(kept: Kept): Promise<readonly string[]>;
	/** Takes it out again, when the settings still name this application. */
	forget(appId: string): Promise<void>;
};

const own = [
	'entra.cloud',
	'entra.loginUrl',
	'entra.graphUrl',
	'entra.tenant',
	'entra.tenantName',
	'entra.clientId',
	'entra.credential',
	'entra.certificateFile',
	'entra.credentialEnds',
] as const satisfies readonly SettingKey[];

/** Keeps it in the profile's settings file and encrypted secrets. @throws UsherError of the settings, secrets or disk */
export const profileKeeper = (store: SettingsStore, secrets: Secrets, paths: Pick<Paths, 'folder'>): Keeper => ({
	keep: async kept => {
		if (kept.secret !== undefined) await secrets.set('entra', kept.secret);
		const values: Partial<Record<(typeof own)[number], string | undefined>> = {
			'entra.cloud': kept.cloud,
			...(kept.cloud === 'custom' ? {'entra.loginUrl': kept.loginUrl, 'entra.graphUrl': kept.graphUrl} : {}),
			...keptSettings(kept),
		};
		await store.setAll(values);
		const notes: string[] = [];
		for (const row of store.list()) {
			const wanted = values[row.key as (typeof own)[number]];
			// A tenant may be named by a domain; the ids of application and certificate may not differ.
			// A service names its copy of the certificate by a variable: that copy is replaced.
			const copy = row.key === 'entra.certificateFile' && dirname(row.value) === paths.folder;
			if (row.from === 'environment' && copy && kept.certificateFile !== undefined) {
				writeWhole(row.value, readFileSync(kept.certificateFile));
			} else if (
				row.from === 'environment' &&
				wanted !== undefined &&
				row.value !== wanted &&
				row.key !== 'entra.tenant'
			) {
				notes.push(
					`${row.variable} is set in this shell and goes before ${row.key}: remove it, or give it the new value.`,
				);
			}
		}
		if (kept.credential === 'secret') {
			const {from, detail} = secrets.where('entra');
			if (from !== undefined && from !== 'encrypted') {
				notes.push(`The client secret is kept in the encrypted file, but ${detail} goes before it: remove that.`);
			}
		}
		return notes;
	},
	forget: async appId => {
		if (store.settings.entra.clientId !== appId) return;
		if (store.settings.entra.credential === 'secret') await secrets.clear('entra');
		await store.setAll(forgottenSettings);
	},
});
