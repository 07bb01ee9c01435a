import process from 'node:process';

/** Ink's way of handing the terminal to something else for a while. */
export type Suspend = (during: () => Promise<void>) => Promise<void>;

/** How long after asking to be stopped the program takes it that the shell has no job control (it would not have come here otherwise). */
const noJobControlMs = 100;

/** Stops this program and its group as the terminal driver would, and comes back when the shell continues it. */
const stopAndWait = async (): Promise<void> => {
	const continued = new Promise<void>(resolve => {
		const timer = setTimeout(done, noJobControlMs);
		function done(): void {
			clearTimeout(timer);
			process.off('SIGCONT', done);
			resolve();
		}
		process.once('SIGCONT', done);
	});
	process.kill(0, 'SIGTSTP');
	await continued;
};

/** Ctrl+Z and `fg`: the screen is given back, the program stops, and everything is drawn again afterwards. */
export const createSuspension = (): {
	lend(suspend: Suspend): void;
	suspend(): Promise<void>;
	end(): void;
} => {
	let lent: Suspend | undefined;
	let suspended = false;
	const suspend = async (): Promise<void> => {
		if (lent === undefined || suspended) return;
		suspended = true;
		process.off('SIGTSTP', fromOutside);
		try {
			await lent(stopAndWait);
		} finally {
			suspended = false;
			process.on('SIGTSTP', fromOutside);
		}
	};
	function fromOutside(): void {
		void suspend();
	}
	process.on('SIGTSTP', fromOutside);
	return {
		lend: next => {
			lent = next;
		},
		suspend,
		end: () => {
			lent = undefined;
			process.off('SIGTSTP', fromOutside);
		},
	};
};
