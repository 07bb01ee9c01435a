// How often a property is tried: as often as its test says, or many times that, from another seed, in `npm run soak`.
import process from 'node:process';

/** What `fc.assert` is told. @param numRuns in `npm test` @throws RangeError when the environment asks for no number */
export const runs = (numRuns: number): {readonly numRuns: number; readonly seed?: number} => {
	const {PROPERTY_FACTOR: factor = '1', PROPERTY_SEED: seed} = process.env;
	// Nothing holds as easily as a property that is never tried.
	if (!(Number(factor) >= 1)) throw new RangeError(`PROPERTY_FACTOR is ${factor}`);
	return {numRuns: Math.round(numRuns * Number(factor)), ...(seed === undefined ? {} : {seed: Number(seed)})};
};
