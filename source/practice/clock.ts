// The time by which the practice tenant lives.

/** Milliseconds since 1970; tests move it. */
export type Clock = () => number;
