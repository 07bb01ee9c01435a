import process from 'node:process';

/** Of the tester's own environment, what a program needs to be found and started; nothing of their settings. */
export const cleanEnvironment = (): Record<string, string> => {
	const {PATH = '', NODE_COMPILE_CACHE: compiled} = process.env;
	return {PATH, LANG: 'C.UTF-8', ...(compiled === undefined ? {} : {NODE_COMPILE_CACHE: compiled})};
};
