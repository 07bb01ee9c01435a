// Looking on at a run of another process, from the journal.
import type {RunRecord, SessionProfile} from './port.ts';
import type {TimedEvent} from './reduce.ts';

/** A run that said nothing for this long, and whose lock nobody holds, was killed. */
export type Follower = {
	/** What the journal has new of a run that goes on elsewhere; empty when there is none. */
	poll(): TimedEvent[];
};

/** Finds a run that has started and not ended while somebody holds the lock, and hands out its events as they are journalled. */
export const createFollower = (profile: Pick<SessionProfile, 'runs' | 'events' | 'holder'>): Follower => {
	let following: {readonly run: string; after: number} | undefined;
	let seen: string | undefined;
	const open = (): RunRecord | undefined => {
		if (profile.holder() === undefined) return undefined;
		const [latest] = profile.runs(1);
		return latest !== undefined && latest.report === undefined && latest.id !== seen ? latest : undefined;
	};
	return {
		poll: () => {
			following ??= ((found = open()) => (found === undefined ? undefined : {run: found.id, after: 0}))();
			if (following === undefined) return [];
			const events = profile.events(following.run, following.after);
			following.after = events.at(-1)?.seq ?? following.after;
			const ended = events.some(({event}) => event.kind === 'run-ended');
			if (ended || (events.length === 0 && profile.holder() === undefined)) {
				seen = following.run;
				following = undefined;
			}
			return events.map(({at, event}) => ({at: Date.parse(at), event}));
		},
	};
};
