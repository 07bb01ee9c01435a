// The page on which Usher creates the registration itself: the code, the steps, what was made, and the way back.
import {Box, useStdout} from 'ink';
import {useEffect, useState} from 'react';
import {openRegistration} from '../../../profile/registration.ts';
import {Footer} from '../../parts/footer.tsx';
import {useStore} from '../../store.ts';
import {openInBrowser} from '../../terminal/browser.ts';
import {clipboardSequence} from '../../terminal/clipboard.ts';
import {useTerminal} from '../../terminal/context.tsx';
import {useKeys} from '../../use-keys.ts';
import type {Core} from '../core.ts';
import {Blocks} from '../parts/blocks.tsx';
import {type RegistrationContext, registrationBindings} from './bindings.ts';
import {pageBlocks} from './blocks.tsx';
import {createRegistrationSession, type RegistrationSession, setUpKeeper} from './session.ts';

export type CreateRegistrationProps = {
	/** State, settings, secrets and the way on: `core.finish('registration')` once there is an application. */
	readonly core: Core;
	/** Cells and rows that it may fill. */
	readonly width: number;
	readonly height: number;
	/** To the portal's pages, where a person does it by hand. */
	readonly onPortal: () => void;
	readonly onBack: () => void;
	/** Somebody looks at the help: keys mean nothing here. */
	readonly active?: boolean;
};

const sessionOf = (core: Core): RegistrationSession =>
	createRegistrationSession({
		open: core.services.registration ?? openRegistration,
		wish: {profile: core.get().profile, environment: core.environment},
		now: core.now,
		keeper: setUpKeeper({
			save: values => core.save(values),
			keepSecret: value => core.keepSecret('entra', value),
			fixed: () => core.get().fixed,
			clientId: () => core.get().settings.entra.clientId,
		}),
	});

/** The steps that a registration made here answers. */
const proven = ['registration', 'credentials', 'permissions'] as const;

/** What was made is in the settings, and proven: the steps that ask for it are done. */
const goOn = (core: Core): void => {
	const {entra} = core.get().settings;
	core.set(old => ({
		...old,
		page: 'choose',
		draft: {
			...old.draft,
			clientId: entra.clientId ?? '',
			credential: entra.credential,
			certificateFile: entra.certificateFile ?? '',
			ends: entra.credentialEnds?.slice(0, 10) ?? '',
			secret: '',
		},
	}));
	for (const step of proven) core.finish(step);
};

/** Makes the registration, step by step; begins by itself. */
export const CreateRegistration = ({core, width, height, onPortal, onBack, active = true}: CreateRegistrationProps) => {
	const [session] = useState(() => sessionOf(core));
	const state = useStore(session);
	const {stdout} = useStdout();
	const {capabilities, glyphs, plain} = useTerminal();
	useEffect(() => {
		session.start();
		return () => void session.close();
	}, [session]);
	const {phase} = state;
	useEffect(() => {
		if (phase === 'done') core.settle(proven);
		if (phase === 'undone') core.reopen(proven);
	}, [core, phase]);
	const context: RegistrationContext = {
		session,
		state,
		onPortal,
		onBack,
		onward: () => goOn(core),
		copy: (text, what) => {
			const sequence = clipboardSequence(text);
			if (sequence !== undefined) stdout.write(sequence);
			core.say(`${what} is in the clipboard, where this terminal allows that. If not, mark it with the mouse.`);
		},
		openPage: page =>
			void openInBrowser(page, core.environment).then(opened =>
				core.say(
					opened
						? 'The page opens in the browser.'
						: 'There is no browser on this machine. Click the link, or copy it.',
				),
			),
	};
	useKeys(registrationBindings, context, {isActive: active, notice: core.say});
	const look = {width, height: height - 2, glyphs, pictures: capabilities.unicode && !plain};
	return (
		<Box flexDirection="column" width={width} height={height} justifyContent="space-between">
			<Box flexDirection="column">
				<Blocks blocks={pageBlocks(state, look)} height={height - 2} />
			</Box>
			<Footer bindings={registrationBindings} context={context} width={width} />
		</Box>
	);
};
