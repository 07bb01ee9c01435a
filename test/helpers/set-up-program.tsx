// The set-up on scripted services, as a program of its own: for pseudo-terminals and pictures. The script comes as JSON.
import process from 'node:process';
import {startScreen} from '../../source/ui/start.tsx';
import {createWizard} from '../../source/ui/wizard/create-wizard.ts';
import {SetUpScreen} from '../../source/ui/wizard/set-up-screen.tsx';
import {fakeServices, type ServicesScript} from './fake-services.ts';

const script = JSON.parse(process.env.SCRIPT ?? '{}') as ServicesScript;
let leave = (): void => {};
const wizard = createWizard({
	profile: 'default',
	environment: process.env,
	services: () => fakeServices(script),
	onLeave: () => leave(),
});
await startScreen(
	'The set-up',
	<SetUpScreen
		wizard={wizard}
		environment={process.env}
		lend={how => {
			leave = how;
		}}
	/>,
	{environment: process.env},
);
await wizard.close();
