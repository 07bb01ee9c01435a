// Taking a new credential into use, and the old one out of it: in the settings first, then in the tenant.
import {isDeepStrictEqual} from 'node:util';
import {keep, type Workshop} from './context.ts';
import type {FreshCredential} from './credential-rules.ts';
import type {Kept} from './kept-settings.ts';
import type {RegistrationOptions} from './options.ts';
import {retire} from './retire.ts';
import {step} from './step.ts';
import type {ApplicationObject} from './tenant-objects.ts';

/** What a new credential leaves in the settings. */
export const keptOf = (
	shop: Workshop,
	appId: string,
	{record, secret}: Pick<FreshCredential, 'record' | 'secret'>,
): Kept => ({
	cloud: shop.cloud.name,
	...(shop.cloud.name === 'custom' ? {loginUrl: shop.cloud.login, graphUrl: shop.cloud.graph} : {}),
	tenant: shop.record.tenant,
	appId,
	credential: record.kind,
	credentialEnds: record.ends ?? '',
	...(record.file === undefined ? {} : {certificateFile: record.file}),
	...(secret === undefined ? {} : {secret}),
});

/** Keeps the new credential in the settings, then takes the one that they named before out of the tenant. */
export const saveAndRetire = async (
	shop: Workshop,
	options: Pick<RegistrationOptions, 'current' | 'keeper' | 'paths'>,
	kept: Kept,
	fresh: FreshCredential,
	application: ApplicationObject,
): Promise<void> => {
	const {current, keeper, paths} = options;
	// Read before the settings name the new one, and written down: whatever happens next, the old one is not forgotten.
	const old = current?.clientId.toLowerCase() === application.appId ? await current.old() : undefined;
	if (old !== undefined) keep(shop, {retiring: old});
	await step(shop, 'save', async () => {
		const notes = await keeper.keep(kept);
		const savedAt = shop.kit.now().toISOString();
		keep(shop, {
			savedAt,
			credentials: shop.record.credentials.map(one => (one.name === fresh.record.name ? {...one, savedAt} : one)),
		});
		for (const text of notes) shop.tell({kind: 'note', text});
		return {value: undefined, fact: `Settings of the profile ${paths.profile}`};
	});
	await takeOut(shop, application, paths.folder);
};

/**
 * A try that ended after the settings were written and before the journal was: what the settings name is in use, and is
 * not the unfinished credential that the journal takes it for.
 */
export const acceptCurrent = async (
	shop: Workshop,
	application: ApplicationObject,
	{current, keeper}: Pick<RegistrationOptions, 'current' | 'keeper'>,
): Promise<void> => {
	const now = current?.clientId.toLowerCase() === application.appId ? await current.old() : undefined;
	if (now === undefined) return;
	const hintOf = (keyId: string | undefined) => application.passwords.find(one => one.keyId === keyId)?.hint;
	const record = shop.record.credentials.find(one =>
		now.kind === 'certificate'
			? one.thumbprint === now.thumbprint
			: one.kind === 'secret' && one.keyId !== undefined && hintOf(one.keyId) === now.hint,
	);
	if (record === undefined || record.savedAt !== undefined) return;
	// Perhaps only a part of the settings was written.
	await keeper.keep(keptOf(shop, application.appId, {record}));
	const savedAt = shop.kit.now().toISOString();
	keep(shop, {
		savedAt,
		credentials: [...shop.record.credentials.filter(one => one.name !== record.name), {...record, savedAt}],
	});
};

/**
 * Takes out what an earlier, interrupted renewal has replaced.
 * @returns whether there was something, and that renewal is finished now
 */
export const finishRetiring = async (
	shop: Workshop,
	application: ApplicationObject,
	options: Pick<RegistrationOptions, 'current' | 'paths'>,
): Promise<boolean> => {
	const {retiring} = shop.record;
	if (retiring === undefined) return false;
	const current = await options.current?.old();
	// Cut short before the settings named the new one: what they name is still in use.
	if (current === undefined || isDeepStrictEqual(current, retiring)) {
		keep(shop, {retiring: undefined});
		return false;
	}
	await takeOut(shop, application, options.paths.folder);
	return true;
};

const takeOut = async (shop: Workshop, application: ApplicationObject, folder: string): Promise<void> => {
	const {retiring} = shop.record;
	const fresh = shop.record.credentials.findLast(one => one.savedAt !== undefined);
	if (retiring === undefined || fresh === undefined) return;
	// Whatever came before: what is in use is never taken out.
	if (retiring.kind === 'certificate' && retiring.thumbprint === fresh.thumbprint)
		return keep(shop, {retiring: undefined});
	await step(shop, 'retire', async () => {
		const fact = await retire(shop, application.id, retiring, fresh, folder);
		keep(shop, {retiring: undefined});
		return {value: undefined, fact};
	});
};
