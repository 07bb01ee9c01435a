import {InvalidArgumentError} from 'commander';

/** A whole number from 1 on. */
export const whole = (text: string): number => {
	const value = Number(text);
	if (!/^\d{1,9}$/.test(text) || value < 1) throw new InvalidArgumentError('It takes a whole number, such as 500.');
	return value;
};

/** An upper bound: a whole number from 0 on. */
export const bound = (text: string): number => {
	if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It takes a whole number, the most that may pass.');
	return Number(text);
};
