import {type ReactNode, useState} from 'react';
import {exitCodes} from '../core/exit-codes.ts';
import {Dashboard} from './dashboard/dashboard.tsx';
import type {DashboardState} from './dashboard/state.ts';
import type {Session} from './session/create-session.ts';
import {useTerminal} from './terminal/context.tsx';

/** A set-up that can be reached from the dashboard: it calls back when it is done with. */
export type SetupScreen = (done: () => void) => ReactNode;

/** How the dashboard gives way to the set-up, and comes back with what was set there. */
export type SetupWay = {
	/** Loaded only when somebody wants it: its screens are as large as all others together. */
	readonly load: () => Promise<SetupScreen>;
	/** A session with the settings of now, in the place of one that is closed. */
	readonly renew: (before: Session) => Promise<Session>;
};

/** The dashboard, and the set-up in its place while it is open. */
export const App = ({
	session: first,
	setup,
	start,
	onFailure,
}: {
	readonly session: Session;
	readonly setup?: SetupWay | undefined;
	readonly start?: Partial<DashboardState> | undefined;
	/** What has been set cannot be opened: said when the terminal is given back. */
	readonly onFailure?: ((error: unknown) => void) | undefined;
}) => {
	const {leave} = useTerminal();
	const [session, setSession] = useState(first);
	const [inside, setInside] = useState<{readonly screen: SetupScreen}>();
	const failed = (error: unknown): void => {
		onFailure?.(error);
		leave(exitCodes.notSetUp);
	};
	if (inside !== undefined && setup !== undefined) {
		return inside.screen(() => {
			setup.renew(session).then(next => {
				setSession(next);
				setInside(undefined);
			}, failed);
		});
	}
	const onLeave = (): void => {
		session.cancel();
		void session.close().then(() => leave(exitCodes.done));
	};
	const onSetup = (way: SetupWay): void => {
		// Nothing runs by itself while settings are half typed.
		Promise.all([way.load(), session.close()]).then(([screen]) => setInside({screen}), failed);
	};
	return (
		<Dashboard
			session={session}
			onLeave={onLeave}
			{...(setup === undefined ? {} : {onSetup: () => onSetup(setup)})}
			{...(start === undefined ? {} : {start})}
		/>
	);
};
