// The page on which Usher creates the registration itself: the code, the steps, what was made, and the way back.
import {useStdout} from 'ink';
import {useEffect, useMemo} from 'react';
import {openRegistration} from '../../../profile/registration.ts';
import {createStore, useStore} from '../../store.ts';
import {openInBrowser} from '../../terminal/browser.ts';
import {clipboardSequence} from '../../terminal/clipboard.ts';
import {useKeys} from '../../use-keys.ts';
import type {Core} from '../core.ts';
import {type RegistrationContext, registrationBindings} from './bindings.ts';
import {setUpKeeper} from './keeper.ts';
import {createRegistrationSession, type RegistrationSession, type RegistrationState} from './session.ts';

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

const none = createStore<RegistrationState | undefined>(undefined);

/** All of the context but what depends on the rows that there are. */
export type Registering = Omit<RegistrationContext, 'outOfSight' | 'scroll' | 'help' | 'quit'>;

/**
 * Makes the registration, step by step, from when its page is opened until it is left; begins by itself. It belongs to
 * the set-up and not to what is on the screen: with the help over it the code that somebody types elsewhere stays good.
 * @param creating the page is open
 */
export const useRegistration = (core: Core, creating: boolean): Registering | undefined => {
	const session = useMemo(() => (creating ? sessionOf(core) : undefined), [core, creating]);
	const state = useStore<RegistrationState | undefined>(session ?? none);
	const {stdout} = useStdout();
	useEffect(() => {
		session?.start();
		return () => void session?.close();
	}, [session]);
	const shown = state && `${state.phase} ${state.code?.userCode} ${state.reading} ${state.asksUndo}`;
	useEffect(() => {
		if (shown !== undefined) core.patch({pages: 0, notice: undefined});
	}, [core, shown]);
	const phase = state?.phase;
	const tenantName = state?.result?.tenantName;
	useEffect(() => {
		if (phase === 'done') core.settle(proven);
		if (phase === 'undone') core.reopen(proven);
		if (phase === 'done' && tenantName !== undefined && core.get().settings.entra.tenantName !== tenantName)
			void core.save({'entra.tenantName': tenantName});
	}, [core, phase, tenantName]);
	if (session === undefined || state === undefined) return undefined;
	return {
		session,
		state,
		onPortal: () => core.patch({page: 'register'}),
		onBack: () => core.patch({page: 'choose'}),
		onward: () => goOn(core),
		copy: (text, what) => {
			const sequence = clipboardSequence(text);
			if (sequence !== undefined) stdout.write(sequence);
			core.say(`${what} is copied, if this terminal allows that; else mark it with the mouse.`);
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
};

/** Lets the keys of the page be heard. */
export const RegistrationKeys = ({context, core}: {readonly context: RegistrationContext; readonly core: Core}) => {
	useKeys(registrationBindings, context, {notice: core.say});
	return null;
};
