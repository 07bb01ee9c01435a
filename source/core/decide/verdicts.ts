import type {Verdict} from '../changes.ts';

/** What the numbers in a roster's columns stand for: out, hold, inside. */
export const verdicts: readonly [Verdict, Verdict, Verdict] = ['out', 'hold', 'in'];
