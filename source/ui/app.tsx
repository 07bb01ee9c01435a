import {type ReactNode, useState} from 'react';
import {exitCodes} from '../core/exit-codes.ts';
import {Dashboard} from './dashboard/dashboard.tsx';
import type {DashboardState} from './dashboard/state.ts';
import type {Session} from './session/create-session.ts';
import {useTerminal} from './terminal/context.tsx';

/** A set-up that can be reached from the dashboard: it calls back when it is done with. */
export type SetupScreen = (done: () => void) => ReactNode;

/** The dashboard, and the set-up in its place while it is open. */
export const App = ({
	session,
	setup,
	start,
}: {
	readonly session: Session;
	readonly setup?: SetupScreen | undefined;
	readonly start?: Partial<DashboardState> | undefined;
}) => {
	const {leave} = useTerminal();
	const [inSetup, setInSetup] = useState(false);
	if (inSetup && setup !== undefined) return setup(() => setInSetup(false));
	const onLeave = (): void => {
		session.cancel();
		void session.close().then(() => leave(exitCodes.done));
	};
	return (
		<Dashboard
			session={session}
			onLeave={onLeave}
			{...(setup === undefined ? {} : {onSetup: () => setInSetup(true)})}
			{...(start === undefined ? {} : {start})}
		/>
	);
};
