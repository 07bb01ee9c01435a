import {Box, useStdout} from 'ink';
import {useEffect} from 'react';
import {cloudOf, clouds} from '../../entra/clouds.ts';
import {defaultProfile} from '../../profile/profile-flag.ts';
import {Footer} from '../parts/footer.tsx';
import {Header} from '../parts/header.tsx';
import {HelpOverlay} from '../parts/help-overlay.tsx';
import {Line, type Span, wrapSpans} from '../parts/line.tsx';
import {moreLines} from '../parts/more-lines.ts';
import {Panel, panelFrame} from '../parts/panel.tsx';
import {Rail, type StopState} from '../parts/rail.tsx';
import {useStore} from '../store.ts';
import {openInBrowser} from '../terminal/browser.ts';
import type {Environment} from '../terminal/capabilities.ts';
import {clipboardSequence} from '../terminal/clipboard.ts';
import {useTerminal} from '../terminal/context.tsx';
import type {Glyphs} from '../theme.ts';
import {useKeys} from '../use-keys.ts';
import {wizardBindings} from './bindings.ts';
import type {WizardContext} from './context.ts';
import type {Wizard as WizardPort} from './create-wizard.ts';
import {wizardLayout} from './layout.ts';
import {type Block, BlocksInView} from './parts/blocks.tsx';
import {viewBlocks} from './parts/fit-blocks.ts';
import {railFacts, serverName} from './parts/rail-facts.ts';
import {type RegistrationContext, registrationBindings} from './registration/bindings.ts';
import {pageBlocks} from './registration/blocks.tsx';
import {RegistrationKeys, useRegistration} from './registration/use-registration.tsx';
import type {WizardState} from './state.ts';
import {bitwardenView} from './steps/bitwarden.tsx';
import {credentialsPage, credentialsView} from './steps/credentials.tsx';
import {finishView} from './steps/finish.tsx';
import {consentPage, permissionsView} from './steps/permissions.tsx';
import {applicationName, registrationPage, registrationView} from './steps/registration.tsx';
import {scopeView} from './steps/scope.tsx';
import {startView} from './steps/start.tsx';
import type {StepScreen, StepView} from './steps/step-view.ts';
import {tenantPage, tenantView} from './steps/tenant.tsx';
import {TestScreen, treeHeight} from './steps/test-screen.tsx';
import {type StepId, stepIds, stepNumber, stepTitles} from './steps.ts';

const views: Readonly<Record<Exclude<StepId, 'test'>, StepView>> = {
	start: startView,
	bitwarden: bitwardenView,
	tenant: tenantView,
	registration: registrationView,
	credentials: credentialsView,
	permissions: permissionsView,
	scope: scopeView,
	finish: finishView,
};

const stopOf = (state: WizardState, id: StepId): StopState => {
	if (id === state.step) return 'current';
	if (state.finished.has(id)) return 'done';
	return state.skipped.has(id) ? 'skipped' : 'todo';
};

/** The page of the portal that a step is about; undefined where there is none. */
const pageOf = (state: WizardState): string | undefined => {
	switch (state.step) {
		case 'tenant':
			return state.settings.entra.cloud === 'custom' ? undefined : tenantPage(state.draft.cloud);
		case 'registration':
			return state.page === 'choose' || state.page === 'create' ? undefined : registrationPage(state);
		case 'credentials':
			return credentialsPage(state);
		case 'permissions':
			return consentPage(state);
		default:
			return undefined;
	}
};

const copiesOf = (state: WizardState, wizard: WizardPort, page: string | undefined): WizardContext['copies'] => {
	if (state.step === 'permissions') {
		const text = wizard.consentMessage();
		return text === undefined ? undefined : {text, what: 'The message'};
	}
	if (state.step === 'registration' && state.page === 'register') return {text: applicationName, what: 'The name'};
	return page === undefined ? undefined : {text: page, what: 'The link'};
};

const weakened = (blocks: readonly Block[]): Block[] =>
	blocks.map(block => ({...block, weight: Math.min(block.weight, 4)}));

/** From which tenant, to which organisation: as far as it is known. */
const pairing = ({settings: {entra, bitwarden}}: WizardState, glyphs: Glyphs, columns: number): Span[] => {
	const {tenantName, tenant, cloud} = entra;
	const id = tenant !== undefined && tenant !== tenantName ? tenant : undefined;
	const elsewhere = cloud in clouds && cloud !== 'public' ? `, ${cloudOf(entra).label}` : '';
	const short = id === undefined || columns >= 100 ? id : `${id.slice(0, 8)}${glyphs.ellipsis}`;
	const from: Span[] = [
		...(tenantName === undefined ? [] : [{text: tenantName, tone: 'strong' as const}]),
		...(short === undefined ? [] : [{text: tenantName === undefined ? short : ` (${short})`, tone: 'quiet' as const}]),
		{text: elsewhere, tone: 'quiet'},
	];
	const known = tenant !== undefined;
	if (bitwarden.clientId === undefined) return known ? from : [];
	return [
		...(known ? from : [{text: 'Entra ID', tone: 'quiet' as const}]),
		{text: ` ${glyphs.arrow} `, tone: 'quiet'},
		{text: bitwarden.organisationName ?? serverName(bitwarden.url), tone: 'strong'},
	];
};

/** The guided set-up: the rail, the step, and beside it what helps with it. */
export const Wizard = ({wizard, environment}: {readonly wizard: WizardPort; readonly environment: Environment}) => {
	const state = useStore(wizard);
	const {capabilities, columns, rows, glyphs, plain} = useTerminal();
	const {stdout} = useStdout();
	useEffect(() => () => void wizard.close(), [wizard]);
	const items = wizard.items();
	const focused = wizard.focused();
	const typing = focused?.kind === 'field';
	const page = pageOf(state);
	const creating = state.step === 'registration' && state.page === 'create';
	const registering = useRegistration(wizard.core, creating);
	const notice = state.notice === undefined ? [[]] : wrapSpans([{text: state.notice, tone: 'wait'}], columns - 2, 3);
	// Nothing stands beside the page that creates a registration: a code and its picture take the room.
	const layout = wizardLayout(columns, rows - notice.length + 1, state.step === 'test' || creating);

	const width = layout.step.width - panelFrame.columns;
	// Where there is room, the frames breathe.
	const above = layout.step.height >= 30 && !plain ? 1 : 0;
	// Read aloud, there is no lower edge.
	const height = plain ? 1000 : layout.step.height - panelFrame.rows - above;
	const asideWidth = layout.aside === undefined ? width : layout.aside.width - panelFrame.columns;
	const screen: Partial<StepScreen> & Pick<StepScreen, 'main'> =
		state.step === 'test'
			? {main: []}
			: registering !== undefined
				? {main: pageBlocks(registering.state, {width, height, glyphs, pictures: capabilities.unicode && !plain})}
				: views[state.step]({
						state,
						items,
						focused,
						onType: wizard.type,
						glyphs,
						width,
						asideWidth,
						roomy: above > 0,
						plain,
					});
	const below = layout.aside === undefined ? weakened(screen.aside ?? []) : [];
	const view = viewBlocks([...screen.main, ...below], height, state.pages);
	const asideView = viewBlocks(layout.aside === undefined ? [] : (screen.aside ?? []), height, state.pages);

	const context: WizardContext = {
		wizard,
		state,
		focused,
		typing,
		page,
		outOfSight: {
			above: Math.max(view.above, asideView.above),
			below: Math.max(view.below, asideView.below),
		},
		copies: copiesOf(state, wizard, page),
		treeHeight: treeHeight(layout.step.height, layout.beside),
		detailsBelow: !layout.beside,
		copy: (text, what) => {
			const sequence = clipboardSequence(text);
			if (sequence !== undefined) stdout.write(sequence);
			wizard.say(`${what} is copied, if this terminal allows that; else mark it with the mouse.`);
		},
		open: address =>
			void openInBrowser(address, environment).then(opened =>
				wizard.say(
					opened ? 'The page opens in the browser.' : `No browser on this machine. Open it on yours: ${address}`,
				),
			),
	};
	useKeys(wizardBindings, context, {isActive: state.overlay === 'none' && !creating, notice: wizard.say});
	const registration: RegistrationContext | undefined = registering && {
		...registering,
		outOfSight: context.outOfSight,
		scroll: wizard.scroll,
		help: () => wizard.help(true),
		quit: () => wizard.quit(),
	};
	useKeys(
		wizardBindings.filter(binding => binding.id === 'quit-typing'),
		{...context, typing: true},
		{isActive: state.overlay === 'help'},
	);

	const number = `${stepNumber(state.step)} of ${stepIds.length}`;
	const footer =
		registration === undefined ? (
			<Footer bindings={wizardBindings} context={context} width={columns} />
		) : (
			<Footer bindings={registrationBindings} context={registration} width={columns} />
		);
	const header = (
		<Header
			width={columns}
			about={pairing(state, glyphs, columns)}
			state={[{text: state.profile === defaultProfile ? 'set-up' : `set-up · ${state.profile}`, tone: 'quiet'}]}
		/>
	);
	if (state.overlay === 'help') {
		const look = {
			title: 'Keys',
			legend: [
				[glyphs.done, 'done'],
				[glyphs.current, 'you are here, or chosen'],
				[glyphs.todo, 'still to come, or another choice'],
				[glyphs.skipped, 'left for later'],
				[glyphs.waiting, 'waiting'],
			] as const,
			width: columns,
			height: rows - 1,
			onClose: () => wizard.help(false),
		};
		return (
			<>
				{header}
				{registration === undefined ? (
					<HelpOverlay {...look} bindings={wizardBindings} context={context} />
				) : (
					<HelpOverlay {...look} bindings={registrationBindings} context={registration} danger="changes the tenant" />
				)}
			</>
		);
	}

	const stops = stepIds.map(id => ({label: stepTitles[id], state: stopOf(state, id), facts: railFacts(state, id)}));
	return (
		<>
			{header}
			<Box
				flexDirection={layout.rail === 'top' ? 'column' : 'row'}
				{...(plain ? {} : {height: rows - 2 - notice.length})}
			>
				<Rail
					title="Set-up"
					stops={stops}
					width={layout.rail === 'top' ? columns : layout.railWidth}
					height={layout.step.height}
					narrow={layout.rail === 'top'}
				/>
				{state.step === 'test' ? (
					<TestScreen
						wizard={wizard}
						state={state}
						width={layout.rail === 'top' ? columns : columns - layout.railWidth}
						height={layout.step.height}
						beside={layout.beside}
						note={layout.rail === 'top' ? '' : number}
					/>
				) : (
					<>
						<Panel
							title={stepTitles[state.step]}
							note={layout.rail === 'top' ? '' : number}
							foot={moreLines(view)}
							width={layout.step.width}
							height={layout.step.height}
							focused
						>
							{registration !== undefined && <RegistrationKeys context={registration} core={wizard.core} />}
							{above > 0 && <Line width={width} spans={[]} />}
							<BlocksInView view={view} />
						</Panel>
						{layout.aside !== undefined && (
							<Panel
								title={screen.asideTitle ?? ''}
								foot={moreLines(asideView)}
								width={layout.aside.width}
								height={layout.step.height}
							>
								{above > 0 && <Line width={asideWidth} spans={[]} />}
								<BlocksInView view={asideView} />
							</Panel>
						)}
					</>
				)}
			</Box>
			{notice.map((spans, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
				<Line key={index} width={columns} spans={[{text: ' '}, ...spans]} />
			))}
			{footer}
		</>
	);
};
