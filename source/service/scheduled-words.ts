// The words that each scheduler gives Usher. All of them sync as with nobody there; how they take an end differs.

/** A timer of systemd: its journal has everything, and its unit takes 14 for no failure. */
export const timerWords = ['sync', '--unattended'] as const;

/** Cron mails what is printed, so a run that went well prints nothing. */
export const cronWords = ['--log-level', 'warn', 'sync', '--unattended', '--quiet', '--ok-with-problems'] as const;

/** A CronJob knows only success and failure, and its log goes to a collector. */
export const cronJobWords = ['--log-format', 'json', 'sync', '--unattended', '--ok-with-problems'] as const;
