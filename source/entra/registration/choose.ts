// Which application this is about: the one that was begun, one that is there, or a new one.
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {cleanText} from '../../platform/text/clean.ts';
import {keep, type Workshop} from './context.ts';
import type {ExistingApplication} from './events.ts';
import {findExisting, shown} from './find.ts';
import type {RegistrationRecord} from './journal.ts';
import type {RegistrationOptions} from './options.ts';
import type {ApplicationObject} from './tenant-objects.ts';

export type Chosen = {
	/** Undefined: the record's own, to be made or found again. */
	readonly application?: ApplicationObject;
	/** A new credential, whatever there is. */
	readonly renew: boolean;
};

const stopped = (): UsherError =>
	new UsherError({
		code: 'registration-stopped',
		exitCode: exitCodes.notSetUp,
		message: 'Nothing was made.',
		advice: 'Run it again to repair the application that is there, renew its credential, or make another one.',
	});

const unknown = (appId: string): UsherError =>
	new UsherError({
		code: 'application-unknown',
		exitCode: exitCodes.notSetUp,
		message: `There is no application with the ID ${cleanText(appId, 60)} in this tenant. Nothing was made.`,
		advice: 'It is the “Application (client) ID” on the application’s overview page, not its object ID.',
	});

/** Whose it is, in a few words; nothing to say of the profile's own. */
const whose: Readonly<Record<ExistingApplication['known'], string>> = {
	settings: '',
	here: '',
	usher: ', made by another Usher; what it has stays',
	name: ', made by somebody else; what it has stays',
};

/** `Usher`, or `Usher 2` and so on when that is taken: two of one name confuse whoever reads the list. */
const freeName = async (shop: Workshop, name: string): Promise<string> => {
	for (let number = 1; number < 50; number++) {
		const candidate = number === 1 ? name : `${name} ${number}`;
		if ((await shop.objects.applicationsNamed(candidate)).length === 0) return candidate;
	}
	return `${name} ${shop.record.marker.slice(0, 6)}`;
};

/** Kept but not proven counts only while the settings name it: a person may have turned to another one since. */
const isUnfinished = ({savedAt, provedAt, application}: RegistrationRecord, {current}: RegistrationOptions): boolean =>
	savedAt === undefined || (provedAt === undefined && current?.clientId.toLowerCase() === application?.appId);

/** An unfinished registration goes on without a question; otherwise the person chooses among what is there. */
export const chooseApplication = async (shop: Workshop, options: RegistrationOptions): Promise<Chosen> => {
	const {journal, objects, tell} = shop;
	const {tenant} = shop.record;
	tell({kind: 'step', step: 'find', state: 'doing'});
	const begun = journal.current(tenant);
	const named = options.application?.toLowerCase();
	if (
		begun !== undefined &&
		isUnfinished(begun, options) &&
		(named ?? begun.application?.appId) === begun.application?.appId
	) {
		shop.record = begun;
		tell({
			kind: 'step',
			step: 'find',
			state: 'done',
			fact: `Going on with the registration begun on ${begun.startedAt.slice(0, 16).replace('T', ' at ')} UTC`,
		});
		const {application} = begun;
		const there =
			application?.made === false && application.id !== undefined
				? await objects.application(application.id)
				: undefined;
		return {renew: false, ...(there === undefined ? {} : {application: there})};
	}
	const records = journal.all().filter(one => one.tenant === tenant);
	const found = await findExisting(objects, {
		name: shop.record.name,
		records,
		cloud: shop.cloud.name,
		...(named === undefined ? {} : {application: named}),
		...(options.current === undefined ? {} : {clientId: options.current.clientId}),
	});
	if (named !== undefined && !found.some(one => one.application.appId === named)) throw unknown(named);
	if (found.length === 0) {
		keep(shop, {});
		tell({kind: 'step', step: 'find', state: 'done', fact: 'No registration is there yet'});
		return {renew: false};
	}
	const choice = await options.choose(found.map(shown), shop.signal);
	shop.signal.throwIfAborted();
	if (choice.go === 'stop') throw stopped();
	if (choice.go === 'new') {
		keep(shop, {name: await freeName(shop, shop.record.name)});
		tell({kind: 'step', step: 'find', state: 'done', fact: `A new one, “${shop.record.name}”, beside what is there`});
		return {renew: false};
	}
	const chosen = found.find(one => one.application.appId === choice.appId);
	if (chosen === undefined) throw stopped();
	const {application: picked, known} = chosen;
	const own: RegistrationRecord | undefined = records.findLast(one => one.application?.id === picked.id);
	shop.record = own ?? {...shop.record, name: picked.name};
	if (own === undefined) {
		keep(shop, {
			application: {intendedAt: shop.kit.now().toISOString(), id: picked.id, appId: picked.appId, made: false},
		});
	}
	tell({kind: 'step', step: 'find', state: 'done', fact: `“${picked.name}” (${picked.appId}) is there${whose[known]}`});
	return {application: picked, renew: choice.go === 'renew'};
};
