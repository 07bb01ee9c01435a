// The dashboard on a scripted profile, rendered in this process.
import {App} from '../../source/ui/app.tsx';
import type {DashboardState} from '../../source/ui/dashboard/state.ts';
import {createSession, type Session} from '../../source/ui/session/create-session.ts';
import {type FakeProfile, fakeProfile, type ScriptOptions} from './fake-profile.ts';
import {type Rendered, type RenderScreenOptions, renderScreen} from './render.tsx';

export type OpenDashboard = Rendered & {
	readonly session: Session;
	readonly profile: FakeProfile;
	close(): Promise<void>;
};

/** Opens it; `close` stops what runs and unmounts. */
export const openDashboard = (
	script: ScriptOptions = {},
	options: RenderScreenOptions & {readonly start?: Partial<DashboardState>; readonly beatMs?: number} = {},
): OpenDashboard => {
	const profile = fakeProfile(script);
	const session = createSession({profile, beatMs: options.beatMs ?? 20});
	const screen = renderScreen(<App session={session} start={options.start} />, {columns: 120, rows: 36, ...options});
	return {
		...screen,
		session,
		profile,
		close: async () => {
			await session.close();
			screen.unmount();
		},
	};
};
