// Where the screens begin. Commands reach the terminal through here and nowhere else.
import process from 'node:process';
import type {ReactNode} from 'react';
import type {ExitCode} from '../core/exit-codes.ts';
import {App, type SetupScreen} from './app.tsx';
import type {DashboardState} from './dashboard/state.ts';
import {createSession, type Session, type SessionOptions} from './session/create-session.ts';
import type {SessionProfile} from './session/port.ts';
import type {SessionState} from './session/state.ts';
import type {Environment} from './terminal/capabilities.ts';
import {notATerminal} from './terminal/not-a-terminal.ts';
import {isTerminal, openTerminal} from './terminal/open-terminal.tsx';

export type DashboardOptions = SessionOptions & {
	readonly environment?: Environment;
	/** The guided set-up, reached by a key of the dashboard, and the profile with what was set there. */
	readonly setup?: {readonly load: () => Promise<SetupScreen>; readonly reopen: () => Promise<SessionProfile>};
	/** Syncs on the interval from the start. */
	readonly automatic?: boolean;
	/** Starts with this run, so that there is something to see. */
	readonly first?: 'test' | 'plan';
	readonly start?: Partial<DashboardState>;
	/** What the log says before anything has run. */
	readonly notes?: readonly string[];
	/** What happens by itself in a company made up for practice: each call makes one thing happen and says it. */
	readonly life?: {readonly everyMs: number; readonly happen: () => string | undefined};
};

/** What the next session may go on from: everything, unless what is set has changed since. */
const remembered = (before: Session, next: SessionProfile): Partial<SessionState> => {
	const {log, automatic, last, plan, view} = before.get();
	const same = JSON.stringify(before.profile.settings()) === JSON.stringify(next.settings());
	return {log, automatic, ...(same ? {last, plan, view} : {})};
};

/**
 * Shows the dashboard until the person leaves it; gives the exit code.
 * @throws UsherError `not-a-terminal` where nobody could see it.
 */
export const startDashboard = async (options: DashboardOptions): Promise<ExitCode> => {
	if (!isTerminal()) throw notATerminal('The dashboard');
	let session = createSession(options);
	let failure: {readonly error: unknown} | undefined;
	for (const note of options.notes ?? []) session.note('info', note);
	if (options.automatic === true) session.setAutomatic(true);
	if (options.first !== undefined) session.start({mode: options.first});
	const {life} = options;
	let begun = false;
	const living =
		life === undefined
			? undefined
			: setInterval(() => {
					// First things first: the company waits until its first plan has been applied, and while a run goes on.
					const {run, last} = session.get();
					begun ||= last !== undefined && ['applied', 'applied-in-part', 'nothing-to-do'].includes(last.report.outcome);
					const happened = begun && run === undefined ? life.happen() : undefined;
					if (happened !== undefined) session.note('info', happened);
				}, life.everyMs);
	try {
		const {setup} = options;
		const way =
			setup === undefined
				? undefined
				: {
						load: setup.load,
						renew: async (before: Session) => {
							const next = await setup.reopen();
							session = createSession({...options, profile: next, before: remembered(before, next)});
							return session;
						},
					};
		const code = await openTerminal(
			<App
				session={session}
				setup={way}
				start={options.start}
				onFailure={error => {
					failure = {error};
				}}
			/>,
			{environment: options.environment ?? process.env, stop: () => session.close()},
		);
		if (failure !== undefined) throw failure.error;
		return code;
	} finally {
		clearInterval(living);
		await session.close();
	}
};

/**
 * Shows one screen on its own (the set-up) until it leaves; gives the exit code.
 * @throws UsherError `not-a-terminal` where nobody could see it.
 */
export const startScreen = async (
	what: string,
	screen: ReactNode,
	options: {readonly environment?: Environment; readonly stop?: () => Promise<void>} = {},
): Promise<ExitCode> => {
	if (!isTerminal()) throw notATerminal(what);
	return openTerminal(screen, {
		environment: options.environment ?? process.env,
		stop: options.stop ?? (async () => {}),
	});
};
