/** Environment variables as given: the process's own, or a test's. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a program that Usher starts may see: everything but the secrets that the environment holds. */
export const withoutSecrets = (environment: Environment): Record<string, string> =>
	Object.fromEntries(
		Object.entries(environment).filter(
			(entry): entry is [string, string] =>
				entry[1] !== undefined && !/^USHER_.*(?:SECRET|PASSWORD|PASSPHRASE|WEBHOOK)$/.test(entry[0]),
		),
	);
