import {daysUntil} from '../../../core/days-left.ts';
import {cloudOf} from '../../../entra/clouds.ts';
import {portal} from '../../../entra/portal.ts';
import type {Span} from '../../parts/line.tsx';
import {count, countdown} from '../../text/numbers.ts';
import {
	type Block,
	checkBlocks,
	clicksBlock,
	factsBlock,
	headingBlock,
	linkBlock,
	noticeBlock,
	textBlock,
} from '../parts/blocks.tsx';
import {itemBlocks} from '../parts/item-rows.tsx';
import {clientSecrets} from '../parts/portal-pages.ts';
import {sketchBlock} from '../parts/sketch.ts';
import type {WizardState} from '../state.ts';
import type {StepView} from './step-view.ts';

const says = (text: string): Span => ({text, tone: 'strong'});
const plain = (text: string): Span => ({text});

/** The portal's page with secrets and certificates of the application. */
export const credentialsPage = ({settings, draft}: WizardState): string | undefined => {
	const cloud = cloudOf(settings.entra);
	const id = draft.clientId.trim();
	return /^[0-9a-f-]{36}$/i.test(id) ? portal.credentials(cloud, id) : portal.registrations(cloud);
};

const clicks: Readonly<Record<WizardState['draft']['credential'], readonly (readonly Span[])[]>> = {
	secret: [
		[
			plain('On '),
			says('Certificates & secrets'),
			plain(', '),
			says('New client secret'),
			plain('. Choose how long it lasts. Add.'),
		],
		[
			plain('Copy the '),
			says('Value'),
			plain(' now: it is shown only this once. The '),
			says('Secret ID'),
			plain(' beside it does not work.'),
		],
	],
	certificate: [
		[
			plain('On '),
			says('Certificates & secrets'),
			plain(', '),
			says('Certificates'),
			plain(', '),
			says('Upload certificate'),
			plain(': the certificate without its key (.cer or .pem).'),
		],
		[
			plain(
				'Here goes the file that has both, certificate and key. Only the user who runs Usher should be able to read it.',
			),
		],
	],
	federated: [
		[
			plain('On '),
			says('Certificates & secrets'),
			plain(', '),
			says('Federated credentials'),
			plain(', '),
			says('Add credential'),
			plain(': issuer, subject and audience exactly as the token has them.'),
		],
		[plain('Here goes the file in which the issuer keeps the token fresh. Usher reads it again for each sign-in.')],
	],
};

const advice: Readonly<Record<WizardState['draft']['credential'], string>> = {
	secret:
		'Usher warns before the secret ends, if it knows the day. A certificate lasts longer and is never sent anywhere.',
	certificate: 'Its end stands in the certificate; Usher warns in time.',
	federated: 'Nothing to keep secret and nothing to renew, where this machine has such a token.',
};

const ways = [
	['a client secret', 'made in a minute; ends after two years at most, and is sent at each sign-in'],
	['a certificate', 'lasts as long as you make it; its key never leaves this machine'],
	['a federated token', 'no secret at all; where the machine has an identity of its own (Kubernetes, GitHub)'],
] as const;

const signedIn = (state: WizardState, width: number): Block => {
	const ends =
		state.checks.signIn.kind === 'good'
			? (state.checks.signIn.result.ends ?? state.settings.entra.credentialEnds)
			: undefined;
	const left = ends === undefined ? undefined : daysUntil(new Date(ends), new Date(state.now));
	return noticeBlock(
		'sign-in',
		'good',
		`Signed in to ${state.settings.entra.tenantName ?? 'the tenant'}.`,
		left === undefined || ends === undefined
			? undefined
			: `Good until ${ends.slice(0, 10)}, ${count(left)} days from now.`,
		width,
		{weight: 9},
	);
};

/** Step 5: how the application signs in. */
export const credentialsView: StepView = input => {
	const {state, items, focused, onType, width, asideWidth, roomy} = input;
	const {draft, checks, remark, wait, now, settings} = state;
	const page = credentialsPage(state);
	const again: Block[] =
		wait?.nextAt === undefined || checks.signIn.kind !== 'bad'
			? []
			: [
					textBlock(
						'again',
						`New? It may take a minute. Tried again by itself in ${countdown(wait.nextAt - now)}.`,
						width,
						{tone: 'wait', weight: 8},
					),
				];
	return {
		main: [
			...itemBlocks(items, {draft, focused, width, onType, roomy}),
			...(remark === undefined ? [] : [noticeBlock('remark', 'warn', remark, undefined, width, {weight: 9})]),
			...(remark === undefined
				? checkBlocks('sign-in', checks.signIn, 'Signing in to Microsoft.', width, () => [signedIn(state, width)])
				: []),
			...again,
			...(draft.credential === 'secret'
				? sketchBlock('client-secrets', 'Certificates & secrets', clientSecrets(settings.entra.credentialEnds), input)
				: []),
			headingBlock('ways-title', 'The three ways to sign in', width, {weight: 1, needs: 'ways'}),
			factsBlock('ways', ways, width, {gap: false, weight: 1}),
		],
		aside: [
			clicksBlock('credential-clicks', clicks[draft.credential], asideWidth, {weight: 4, spaced: roomy}),
			...(page === undefined ? [] : [linkBlock('credential-page', page, asideWidth, {weight: 4, gap: true})]),
			textBlock('credential-advice', advice[draft.credential], asideWidth, {tone: 'quiet', weight: 2}),
			textBlock(
				'credential-kept',
				draft.credential === 'secret'
					? 'It is tried at once, and kept encrypted on this machine only when it works. It is never shown, logged, or put on a command line.'
					: 'It is tried at once, and the settings keep only where the file is.',
				asideWidth,
				{tone: 'quiet', weight: 1},
			),
		],
		asideTitle: 'In the portal',
	};
};
