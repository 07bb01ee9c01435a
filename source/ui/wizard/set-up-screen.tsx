import {useEffect} from 'react';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Environment} from '../terminal/capabilities.ts';
import {useTerminal} from '../terminal/context.tsx';
import type {Wizard as WizardPort} from './create-wizard.ts';
import {Wizard} from './wizard.tsx';

/** The set-up as the only screen: `lend` is given the way out of the terminal. */
export const SetUpScreen = ({
	wizard,
	environment,
	lend,
}: {
	readonly wizard: WizardPort;
	readonly environment: Environment;
	readonly lend: (leave: () => void) => void;
}) => {
	const {leave} = useTerminal();
	useEffect(() => lend(() => leave(exitCodes.done)), [lend, leave]);
	return <Wizard wizard={wizard} environment={environment} />;
};
