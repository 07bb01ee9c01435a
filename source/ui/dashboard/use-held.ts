import {useRef} from 'react';

/**
 * A value that moves on step by step, at most every so many milliseconds of the session's clock, however often the screen is drawn:
 * a tree that fills in. Another key begins anew; without a key it stays as it is.
 */
export const useHeld = <Value>(
	start: Value,
	step: (held: Value) => Value,
	key: string | undefined,
	now: number,
	everyMs: number,
): Value => {
	const held = useRef<{value: Value; key: string | undefined; at: number}>({value: start, key: undefined, at: 0});
	if (key === undefined) return held.current.value;
	if (held.current.key !== key) held.current = {value: start, key, at: 0};
	if (now - held.current.at >= everyMs) held.current = {value: step(held.current.value), key, at: now};
	return held.current.value;
};
