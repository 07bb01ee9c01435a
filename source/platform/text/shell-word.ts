/** A word as a shell takes it, in single quotes when it must be (POSIX, Shell Command Language, 2.2.2). */
export const shellWord = (word: string): string =>
	/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
