// Takes back what Usher made in the tenant and on this machine, as the journal lists it; nothing else is touched.
import {GraphError} from '../graph/errors.ts';
import {removeCertificate} from './certificate-file.ts';
import {keep, type Workshop} from './context.ts';
import type {MadeItem} from './events.ts';
import {isOf, uniqueNameOf} from './find.ts';
import {madeOf} from './journal.ts';
import {removeKey} from './new-certificate.ts';
import {removeSecret} from './new-secret.ts';

/** What is gone already is as good as undone. */
const gone = async (work: Promise<unknown>): Promise<void> => {
	try {
		await work;
	} catch (error) {
		if (!(error instanceof GraphError) || error.status !== 404) throw error;
	}
};

/**
 * Undoes one registration: an application that Usher made is deleted (its service principal, permissions and
 * credentials go with it); of one that was there before, only what Usher added is taken away. Deleted applications stay
 * in the tenant's recycle bin for 30 days.
 * @param forget takes it out of the settings; it is undone only after that
 * @throws GraphError; what was undone before is recorded, and a second call goes on from there
 */
export const undoRegistration = async (
	shop: Workshop,
	forget: (appId: string) => Promise<void>,
): Promise<readonly MadeItem[]> => {
	const items = madeOf(shop.record);
	const {record, objects, graph, call} = shop;
	const {application} = record;
	shop.tell({kind: 'step', step: 'undo', state: 'doing'});
	if (application?.made === true) {
		const found =
			(application.id === undefined ? undefined : await objects.application(application.id)) ??
			(await objects.applicationByUniqueName(uniqueNameOf(record.marker))) ??
			(await objects.applicationsNamed(record.name)).find(one => isOf(one, record));
		if (found !== undefined) await gone(graph.send('DELETE', `/applications/${found.id}`, undefined, call));
	} else if (application?.id !== undefined) {
		for (const credential of record.credentials) {
			if (credential.kind === 'secret') await removeSecret(shop, application.id, credential);
			else await removeKey(shop, application.id, credential);
		}
		if (record.principal?.made === true && record.principal.id !== undefined) {
			await gone(graph.send('DELETE', `/servicePrincipals/${record.principal.id}`, undefined, call));
		} else if (record.principal?.id !== undefined) {
			const there = (await objects.grantsOf(record.principal.id)) ?? [];
			for (const grant of record.grants) {
				const id = grant.id ?? there.find(one => one.role === grant.role)?.id;
				if (!grant.made || id === undefined) continue;
				await gone(
					graph.send('DELETE', `/servicePrincipals/${record.principal.id}/appRoleAssignments/${id}`, undefined, call),
				);
			}
		}
	}
	for (const credential of record.credentials) if (credential.file !== undefined) removeCertificate(credential.file);
	if (application?.appId !== undefined) await forget(application.appId);
	keep(shop, {undoneAt: shop.kit.now().toISOString()});
	for (const item of items) shop.tell({kind: 'undone', item});
	shop.tell({
		kind: 'step',
		step: 'undo',
		state: 'done',
		fact:
			application?.made === true
				? 'The application is deleted; the tenant keeps it in its recycle bin for 30 days.'
				: 'What Usher had added is taken away.',
	});
	return items;
};
