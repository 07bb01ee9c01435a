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
	/** What the guided set-up that is reached from the dashboard works on, where that is not this very profile. */
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
	setUp = {profile: name, environment},
	...options
}: OpenDashboardOptions): Promise<ExitCode> => {
	const open = () => openUnconnected({profile: name, environment, by: 'screen'});
	let profile = open();
	const seen = () => sessionProfile(profile, {environment, ...(writePlan === undefined ? {} : {writePlan})});
	try {
		return await startDashboard({
			...options,
			profile: seen(),
			environment,
			setup: {
				load: async () => {
					const {SetUpInside: Inside} = await import('./set-up-inside.tsx');
					return done => <Inside {...setUp} onDone={done} />;
				},
				reopen: async () => {
					const before = profile;
					profile = open();
					await before.close();
					return seen();
				},
			},
		});
	} finally {
		await profile.close();
	}
};
