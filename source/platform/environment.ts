/** Environment variables as given: the process's own, or a test's. */
export type Environment = Readonly<Record<string, string | undefined>>;
