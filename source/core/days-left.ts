// How long a credential still works, in days and in words: counted the same on a screen, in a notice and for a command. Pure.

/** Days before its end from which a credential is spoken of. */
export const credentialWarningDays = 30;
const dayMs = 86_400_000;

/** Whole days until then; negative once it has ended. */
export const daysUntil = (ends: Date, now: Date): number => Math.floor((ends.getTime() - now.getTime()) / dayMs);

/** `ends in 12 days`, `ends within a day`, `has ended`. */
export const endWords = (ends: Date, now: Date): string => {
	const days = daysUntil(ends, now);
	if (ends.getTime() <= now.getTime()) return 'has ended';
	return days === 0 ? 'ends within a day' : `ends in ${days} ${days === 1 ? 'day' : 'days'}`;
};
