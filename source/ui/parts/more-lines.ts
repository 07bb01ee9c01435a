import {many} from '../text/numbers.ts';

/** What of a frame's lines is out of sight, for its lower edge: a thumb beside them says it to nobody who does not know one. */
export const moreLines = ({above, below}: {readonly above: number; readonly below: number}): string =>
	below > 0 ? `${above > 0 ? 'PgUp, ' : ''}PgDn: ${many(below, 'more line')}` : above > 0 ? 'PgUp: back' : '';
