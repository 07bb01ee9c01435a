import {spawn} from 'node:child_process';
import process from 'node:process';
import {withoutSecrets} from '../../platform/environment.ts';
import type {Environment} from './capabilities.ts';

/** The program that opens an address in a browser of this machine; undefined where there is no screen to show one. */
const browserFor = (environment: Environment, platform = process.platform): string | undefined => {
	if (environment.SSH_CONNECTION !== undefined || environment.SSH_TTY !== undefined) return undefined;
	if (platform === 'darwin') return 'open';
	if (platform === 'win32') return undefined;
	return (environment.DISPLAY ?? '') !== '' || (environment.WAYLAND_DISPLAY ?? '') !== '' ? 'xdg-open' : undefined;
};

/** A browser that is there takes the address within this time, or goes on running. */
const patienceMs = 1500;

/** Opens an https address in a browser of this machine. @returns false where that cannot be */
export const openInBrowser = async (address: string, environment: Environment): Promise<boolean> => {
	const program = browserFor(environment);
	if (program === undefined || !address.startsWith('https://')) return false;
	return new Promise(resolve => {
		// No shell: the address is one argument, whatever is in it. Nothing of what the program prints reaches the screen.
		const child = spawn(program, [address], {stdio: 'ignore', detached: true, env: withoutSecrets(environment)});
		const waiting = setTimeout(() => resolve(true), patienceMs);
		const done = (opened: boolean): void => {
			clearTimeout(waiting);
			resolve(opened);
		};
		child.once('error', () => done(false));
		// xdg-open ends with an error when it finds no browser.
		child.once('exit', code => done(code === 0));
		child.unref();
	});
};
