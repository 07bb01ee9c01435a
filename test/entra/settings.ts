import type {Settings} from '../../source/platform/settings/settings.ts';

/** Settings of the Entra side, as they are before anyone changes them. */
export const defaultEntra: Settings['entra'] = {
	cloud: 'public',
	credential: 'secret',
	secret: {},
	certificatePassword: {},
};
