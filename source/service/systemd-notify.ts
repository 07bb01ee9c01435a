import {execFile} from 'node:child_process';
import type {Environment} from '../platform/environment.ts';

export type SystemdNotify = {
	/** Tells systemd a state: `ready`, what it is doing, or that it stops. */
	readonly tell: (state: {readonly ready?: true; readonly stopping?: true; readonly status?: string}) => Promise<void>;
	/** Keeps the watchdog quiet for as long as the event loop turns. */
	readonly stop: () => void;
};

/** A line of its own would be a message of its own, such as another main process (sd_notify(3)). */
const oneLine = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ');

/**
 * Speaks to systemd through its own `systemd-notify`, since Node has no datagram sockets; does nothing outside systemd
 * (sd_notify(3): NOTIFY_SOCKET and WATCHDOG_USEC are set by the service manager).
 */
export const createSystemdNotify = (environment: Environment): SystemdNotify => {
	if (!environment.NOTIFY_SOCKET) return {tell: () => Promise.resolve(), stop: () => {}};
	const send = (words: readonly string[]): Promise<void> =>
		new Promise(resolve => {
			// A service manager that does not hear us is no reason to stop.
			execFile('systemd-notify', [`--pid=${process.pid}`, ...words], {timeout: 10_000}, () => resolve());
		});
	const period = Number(environment.WATCHDOG_USEC) / 1000 / 2;
	const timer = period > 0 ? setInterval(() => void send(['WATCHDOG=1']), period) : undefined;
	timer?.unref();
	return {
		tell: ({ready, stopping, status}) =>
			send([
				...(ready === true ? ['READY=1'] : []),
				...(stopping === true ? ['STOPPING=1'] : []),
				...(status === undefined ? [] : [`STATUS=${oneLine(status)}`]),
			]),
		stop: () => clearInterval(timer),
	};
};
