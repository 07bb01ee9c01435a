import {useRef} from 'react';

/**
 * A value that changes all the time, at most every so many milliseconds of the session's clock: the live tree, whose rows all move
 * when a name comes in between. Another key lets the new value through at once.
 */
export const useHeld = <Value>(value: Value, key: string | undefined, now: number, everyMs: number): Value => {
	const held = useRef({value, key, at: now});
	if (held.current.key !== key || now - held.current.at >= everyMs) held.current = {value, key, at: now};
	return held.current.value;
};
