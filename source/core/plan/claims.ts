import type {ApplySettings} from '../settings.ts';

/** Whether the settings let Usher manage what carries this external id, although this tenant is not known to have had it. */
export const claims = ({claim}: Pick<ApplySettings, 'claim'>): ((id: string) => boolean) => {
	const ids = new Set(claim);
	return ids.has('*') ? () => true : id => ids.has(id);
};
