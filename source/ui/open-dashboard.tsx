// The dashboard on a real profile: opens it, shows it, closes it.
import type {ExitCode} from '../core/exit-codes.ts';
import {openUnconnected} from '../profile/open.ts';
import {sessionProfile} from './session/of-profile.ts';
import type {PlanWriter} from './session/port.ts';
import type {SetUpInside} from './set-up-inside.tsx';
import {type DashboardOptions, startDashboard} from './start.tsx';

export type OpenDashboardOptions = Omit<DashboardOptions, 'profile' | 'setup'> & {
	readonly profile: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** A guided set-up that is reached from the dashboard. */
	readonly setUp?: SetUpInside;
	/** The commands know the format of plan files. */
	readonly writePlan?: PlanWriter;
};

/**
 * `usher`: the dashboard of a profile until the person leaves it.
 * @throws UsherError `not-set-up` and others of exit code 10, `not-a-terminal`
 */
export const openDashboard = async ({
	profile: name,
	environment,
	writePlan,
	setUp,
	...options
}: OpenDashboardOptions): Promise<ExitCode> => {
	const profile = openUnconnected({profile: name, environment, by: 'screen'});
	try {
		const session = sessionProfile(profile, writePlan === undefined ? {} : {writePlan});
		// Its screens are as large as all others together.
		const Inside = setUp === undefined ? undefined : (await import('./set-up-inside.tsx')).SetUpInside;
		return await startDashboard({
			...options,
			profile: session,
			environment,
			...(setUp === undefined || Inside === undefined ? {} : {setup: done => <Inside {...setUp} onDone={done} />}),
		});
	} finally {
		await profile.close();
	}
};
