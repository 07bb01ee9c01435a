// The table of the practice directory, its change log, and how far lists and deltas lag behind what is written.
import type {Clock} from '../clock.ts';
import type {Change, PracticeGroup, PracticeObject, PracticeThing, PracticeUnit, PracticeUser} from './model.ts';

/** How long a write stays unseen, milliseconds. */
export type Lag = {
	/** By lists, single reads and members. */
	listMs: number;
	/** By delta queries. */
	deltaMs: number;
};

export type Store = {
	readonly clock: Clock;
	/** By handle. */
	readonly objects: PracticeObject[];
	readonly byId: Map<string, number>;
	/** Handles, in the order of creation: what a list walks through. */
	readonly users: number[];
	readonly groups: number[];
	readonly units: PracticeUnit[];
	readonly log: Change[];
	readonly lag: Lag;
	/** The object as lists see it now; undefined when they do not see it yet. */
	view(handle: number): PracticeObject | undefined;
	/** Call before an object is changed, so that lists can lag. `born`: it did not exist before. */
	touch(handle: number, born?: boolean): void;
	record(change: Omit<Change, 'at'>): void;
	/** How many entries of the log deltas see now. */
	visibleChanges(): number;
	insertUser(user: Omit<PracticeUser, 'handle' | 'kind'>): PracticeUser;
	insertGroup(group: Omit<PracticeGroup, 'handle' | 'kind'>): PracticeGroup;
	insertThing(thing: Omit<PracticeThing, 'handle'>): PracticeThing;
};

/** An empty table. */
export const createStore = (clock: Clock, lag: Lag): Store => {
	const objects: PracticeObject[] = [];
	const byId = new Map<string, number>();
	const stale = new Map<number, {until: number; was: PracticeObject | undefined}>();
	const log: Change[] = [];
	const insert = <T extends PracticeObject>(object: T): T => {
		objects.push(object);
		byId.set(object.id, object.handle);
		return object;
	};
	const users: number[] = [];
	const groups: number[] = [];
	return {
		clock,
		objects,
		byId,
		users,
		groups,
		units: [],
		log,
		lag,
		view(handle) {
			if (stale.size > 0) {
				const old = stale.get(handle);
				if (old !== undefined) {
					if (old.until > clock()) return old.was;
					stale.delete(handle);
				}
			}
			return objects[handle];
		},
		touch(handle, born = false) {
			if (lag.listMs <= 0) return;
			const now = clock();
			const old = stale.get(handle);
			const until = now + lag.listMs;
			if (old !== undefined && old.until > now) {
				old.until = until;
				return;
			}
			const object = objects[handle];
			if (born || object === undefined) stale.set(handle, {until, was: undefined});
			else stale.set(handle, {until, was: copy(object)});
		},
		record(change) {
			log.push({...change, at: clock()});
		},
		visibleChanges() {
			if (lag.deltaMs <= 0) return log.length;
			const until = clock() - lag.deltaMs;
			let count = log.length;
			while (count > 0 && (log[count - 1]?.at ?? 0) > until) count--;
			return count;
		},
		insertUser(user) {
			const made = insert<PracticeUser>({kind: 'user', handle: objects.length, ...user});
			users.push(made.handle);
			return made;
		},
		insertGroup(group) {
			const made = insert<PracticeGroup>({kind: 'group', handle: objects.length, ...group});
			groups.push(made.handle);
			return made;
		},
		insertThing: thing => insert<PracticeThing>({...thing, handle: objects.length}),
	};
};

const copy = (object: PracticeObject): PracticeObject =>
	object.kind === 'group' ? {...object, members: [...object.members]} : {...object};
