import {UsherError} from '../../core/errors.ts';
import {parseGroupFilter, parseUserFilter} from '../../core/filter/parse.ts';

/** Whether the core can read a filter; the reason when it cannot. */
export const filterFault = (place: 'user' | 'group', text: string): UsherError | undefined => {
	try {
		if (place === 'user') parseUserFilter(text);
		else parseGroupFilter(text);
		return undefined;
	} catch (error) {
		if (error instanceof UsherError) return error;
		throw error;
	}
};
