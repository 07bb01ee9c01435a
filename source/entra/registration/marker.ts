import {randomBytes} from 'node:crypto';

/** What only one registration has, in the name and notes of its application. */
export const newMarker = (): string => randomBytes(8).toString('hex');
