// State outside React: key handlers read what is so now, never what was rendered last.
import {useSyncExternalStore} from 'react';

export type Store<State> = {
	get(): State;
	/** Replaces the state and tells the subscribers; the same state tells nobody. */
	set(next: State | ((state: State) => State)): void;
	subscribe(listener: () => void): () => void;
};

/** A value with subscribers. */
export const createStore = <State>(initial: State): Store<State> => {
	let state = initial;
	const listeners = new Set<() => void>();
	return {
		get: () => state,
		set: next => {
			const value = typeof next === 'function' ? (next as (state: State) => State)(state) : next;
			if (Object.is(value, state)) return;
			state = value;
			for (const listener of [...listeners]) listener();
		},
		subscribe: listener => {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
	};
};

/** The state of a store, rendered again when it changes. */
export const useStore = <State>(store: Pick<Store<State>, 'get' | 'subscribe'>): State =>
	useSyncExternalStore(store.subscribe, store.get, store.get);
