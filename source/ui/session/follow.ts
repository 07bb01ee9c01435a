// Looking on at a run of another process, from the journal.
import type {SessionProfile} from './port.ts';
import type {TimedEvent} from './reduce.ts';

export type Followed = {
	readonly events: TimedEvent[];
	/** A run goes on elsewhere. */
	readonly going: boolean;
};

/** Finds a run that goes on elsewhere and hands out its events as they are journalled, to the last one. */
export const createFollower = (profile: Pick<SessionProfile, 'current' | 'events'>): {poll(): Followed} => {
	let following: {readonly run: string; after: number} | undefined;
	return {
		poll: () => {
			const current = profile.current();
			if (following === undefined && current !== undefined) following = {run: current.run, after: 0};
			if (following === undefined) return {events: [], going: false};
			const entries = profile.events(following.run, following.after);
			following.after = entries.at(-1)?.seq ?? following.after;
			const going = current?.run === following.run && !entries.some(({event}) => event.kind === 'run-ended');
			if (!going) following = undefined;
			return {events: entries.map(({at, event}) => ({at: Date.parse(at), event})), going};
		},
	};
};
