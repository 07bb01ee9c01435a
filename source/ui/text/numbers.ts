// Numbers, times and durations as people read them.
import {count as counted, number} from '../../core/words.ts';

/** 4812 → `4,812`; of a fraction, the whole part. */
export const count = (value: number): string => number(Math.trunc(value));

/** `1 group`, `2 groups`; irregular plurals are given. */
export const many = counted;

/** Milliseconds as a person says them: `4 s`, `2 min`, `3 h`, `5 days`. */
export const duration = (milliseconds: number): string => {
	const seconds = Math.max(0, Math.round(milliseconds / 1000));
	if (seconds < 90) return `${seconds} s`;
	const minutes = Math.round(seconds / 60);
	if (minutes < 90) return `${minutes} min`;
	const hours = Math.round(minutes / 60);
	return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
};

/** Milliseconds as a countdown: `0:18`, `3:12`, `1:00:05`. */
export const countdown = (milliseconds: number): string => {
	const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
	const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
	const shown = parts[0] === 0 ? parts.slice(1) : parts;
	return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
};

const two = (value: number): string => String(value).padStart(2, '0');

/** `14:03` in the local time of the machine; with seconds `14:03:11`. */
export const clock = (at: Date, seconds = false): string =>
	`${two(at.getHours())}:${two(at.getMinutes())}${seconds ? `:${two(at.getSeconds())}` : ''}`;

/** `2026-03-04 14:03`, local time. */
export const dateAndTime = (at: Date): string =>
	`${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock(at)}`;
