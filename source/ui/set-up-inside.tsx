// The guided set-up in the place of the dashboard, and back.
import {useEffect, useState} from 'react';
import type {Environment} from '../platform/environment.ts';
import {realServices} from './wizard/checks/real-services.ts';
import {createWizard} from './wizard/create-wizard.ts';
import {Wizard} from './wizard/wizard.tsx';

export type SetUpInside = {
	readonly profile: string;
	readonly environment: Environment;
};

/** The set-up of a profile whose application is registered already, where it was left; calls back when the person is done with it. */
export const SetUpInside = ({
	profile,
	environment,
	onDone,
}: SetUpInside & {
	readonly onDone: () => void;
}) => {
	const [wizard] = useState(() => {
		const made = createWizard({
			profile,
			environment,
			services: settings => realServices({profile, environment, settings}),
			onLeave: onDone,
		});
		made.core.patch({draft: {...made.get().draft, way: 'there'}});
		return made;
	});
	useEffect(() => () => void wizard.close(), [wizard]);
	return <Wizard wizard={wizard} environment={environment} />;
};
