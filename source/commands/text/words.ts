/** A short length of time: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 days`. */
export const duration = (milliseconds: number): string => {
	const seconds = milliseconds / 1000;
	if (seconds < 10) return `${(Math.round(seconds * 10) / 10).toString()} s`;
	if (seconds < 60) return `${Math.round(seconds)} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) {
		const rest = Math.round(seconds - minutes * 60);
		return rest > 0 && rest < 60 ? `${minutes} min ${rest} s` : `${minutes} min`;
	}
	const hours = Math.floor(minutes / 60);
	if (hours < 48) return minutes % 60 > 0 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
	return `${Math.floor(hours / 24)} days`;
};

/** How long ago a time was: `just now`, `3 min ago`, `5 h ago`, `4 days ago`. A time to come is `just now` too: clocks differ. */
export const ago = (iso: string, now: Date): string => {
	const milliseconds = now.getTime() - Date.parse(iso);
	if (!(milliseconds >= 60_000)) return 'just now';
	const minutes = Math.floor(milliseconds / 60_000);
	if (minutes < 60) return `${minutes} min ago`;
	if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
	return `${Math.floor(minutes / 1440)} days ago`;
};

/** A time for people, in the machine's own zone: `2026-11-22 14:03`. */
export const moment = (iso: string): string => {
	const at = new Date(iso);
	if (Number.isNaN(at.getTime())) return iso;
	const two = (value: number): string => String(value).padStart(2, '0');
	return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
};

/** `a, b and c`. */
export const list = (items: readonly string[]): string =>
	items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
