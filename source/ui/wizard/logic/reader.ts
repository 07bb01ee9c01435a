// The directory, read once and used by the steps that need it: the session of the profile as it is saved.
import type {Snapshot} from '../../../core/ports.ts';
import type {Session} from '../../session/create-session.ts';
import {failureOf} from '../checks/check.ts';
import type {Core} from '../core.ts';

export type Reader = {
	/** Opens the profile, if it is not open as it is saved now; reads the directory when nobody has, or when asked. */
	read(again?: boolean): void;
	snapshot(): Snapshot | undefined;
	/** Reading at the moment. */
	busy(): boolean;
	/** Hears when the state of the reading changes. */
	onChange(listener: () => void): void;
	close(): Promise<void>;
};

/** Nothing is opened before the first `read`. */
export const createReader = (core: Core): Reader => {
	let session: Session | undefined;
	let madeFor = '';
	let opening: Promise<void> = Promise.resolve();
	let listener = (): void => {};
	let closed = false;

	/** What the session's sign-ins rest on: a change of it needs another one. */
	const signature = (): string => {
		const {entra, bitwarden, network} = core.get().settings;
		return JSON.stringify([entra, bitwarden, network]);
	};
	const shut = async (): Promise<void> => {
		const old = session;
		session = undefined;
		core.patch({session: undefined});
		await old?.close();
	};
	const open = async (again: boolean): Promise<void> => {
		const wanted = signature();
		if (session === undefined || wanted !== madeFor) {
			await shut();
			core.patch({sessionFailure: undefined});
			try {
				const made = await core.services.openSession();
				if (closed) {
					await made.close();
					return;
				}
				session = made;
				madeFor = wanted;
				made.subscribe(() => {
					if (session !== made) return;
					core.patch({session: made.get()});
					listener();
				});
				core.patch({session: made.get()});
				again = true;
			} catch (error) {
				core.patch({sessionFailure: failureOf(error)});
				return;
			}
		}
		if (again && session?.get().run === undefined) session?.start({mode: 'test'});
	};
	return {
		read: (again = false) => {
			opening = opening.then(() => open(again));
		},
		snapshot: () => session?.get().view?.roster.snapshot,
		busy: () => session?.get().run !== undefined,
		onChange: hear => {
			listener = hear;
		},
		close: async () => {
			closed = true;
			await opening;
			await shut();
		},
	};
};
