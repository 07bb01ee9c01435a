// From nothing to an application that works: every step told, written down before it is sent, and safe to run twice.
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {callKit} from '../calls.ts';
import {chooseApplication} from './choose.ts';
import {callFor, type Ground, type Workshop} from './context.ts';
import type {MadeItem, RegistrationEvent, RegistrationResult} from './events.ts';
import {madeOf, newRecord, openJournal, type RegistrationRecord} from './journal.ts';
import {newMarker} from './marker.ts';
import type {RegistrationOptions} from './options.ts';
import {openSession, registrationScopes, type Session} from './session.ts';
import {carryOut} from './steps.ts';
import {telling} from './telling.ts';
import {tenantObjects} from './tenant-objects.ts';
import {undoRegistration} from './undo.ts';

/** What the application is called: says what it is, and is easy to find again. */
export const defaultName = 'Usher directory sync';

export type Registration = {
	/**
	 * Goes from the sign-in to the last proof. Ends early by throwing; run again, it goes on from where it was.
	 * @throws UsherError: 10 (`registration-stopped`), 11 (sign-in), 12 (permission or policy), 16 (network)
	 */
	run(signal: AbortSignal): AsyncGenerator<RegistrationEvent, RegistrationResult>;
	/** Takes back what is listed, with the same person's rights, or after a new sign-in. */
	undo(signal: AbortSignal): AsyncGenerator<RegistrationEvent, readonly MadeItem[]>;
	/** What exists because of Usher, as the journal has it now. */
	made(): readonly MadeItem[];
};

/** Makes, repairs or renews the app registration of a profile. Nothing is sent before `run` or `undo`. */
export const createRegistration = (options: RegistrationOptions): Registration => {
	const {cloud} = options;
	const kit = callKit(options);
	let session: Session | undefined;

	const workshop = (ground: Ground, open: Session, record: RegistrationRecord): Workshop => {
		const call = callFor(ground, 'find');
		return {
			...ground,
			call,
			graph: open.graph,
			objects: tenantObjects(open.graph, call),
			journal: openJournal(options.paths),
			record,
		};
	};

	const run: Registration['run'] = signal =>
		telling<RegistrationEvent, RegistrationResult>(async (tell, stop) => {
			let changes = 0;
			const ground: Ground = {
				kit,
				cloud,
				signal: stop,
				tell: event => {
					if (event.kind === 'made' || event.kind === 'undone') changes++;
					tell(event);
				},
			};
			session = await openSession(ground, options.tenant, registrationScopes);
			const {person} = session;
			const about = {
				marker: newMarker(),
				tenant: person.tenant,
				cloud: cloud.name,
				name: options.name ?? defaultName,
				startedAt: kit.now().toISOString(),
			};
			const shop = workshop(ground, session, newRecord(about));
			const chosen = await chooseApplication(shop, options);
			const result = await carryOut(shop, chosen, options, person);
			return {...result, unchanged: changes === 0 && !result.changed};
		}, signal);

	const undo: Registration['undo'] = signal =>
		telling<RegistrationEvent, readonly MadeItem[]>(async (tell, stop) => {
			const ground: Ground = {kit, cloud, signal: stop, tell};
			if (openJournal(options.paths).all().length === 0) throw nothing();
			session ??= await openSession(ground, options.tenant, registrationScopes);
			const open = session;
			const records = openJournal(options.paths)
				.all()
				.filter(one => one.tenant === open.person.tenant);
			if (records.length === 0) throw nothing();
			// Everything that is listed, also of an undo that was cut short and a registration after it; the latest first.
			const undone: MadeItem[] = [];
			for (const record of records.toReversed()) {
				undone.push(...(await undoRegistration(workshop(ground, open, record), appId => options.keeper.forget(appId))));
			}
			return undone;
		}, signal);

	return {
		run,
		undo,
		made: () => openJournal(options.paths).all().flatMap(madeOf),
	};
};

const nothing = (): UsherError =>
	new UsherError({
		code: 'nothing-to-undo',
		exitCode: exitCodes.notSetUp,
		message: 'This profile has made nothing in this tenant that could be undone.',
		advice: 'What another profile or the portal made is theirs: delete it there.',
	});
