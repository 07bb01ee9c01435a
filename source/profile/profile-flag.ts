/** The profile that is meant when none is named. */
export const defaultProfile = 'default';

/** What a command needs for this profile, with the blank before it: ` --profile fabrikam`, or nothing. */
export const profileFlag = (profile: string): string => (profile === defaultProfile ? '' : ` --profile ${profile}`);
