declare const USHER_VERSION: string | undefined;
/** Sent to every service, so that an administrator finds Usher in their logs. */
export const userAgent = `usher/${typeof USHER_VERSION === 'string' ? USHER_VERSION : 'source'}`;
