import {cloudOf} from '../../../entra/clouds.ts';
import {neededPermissions, permissions} from '../../../entra/permissions.ts';
import {portal} from '../../../entra/portal.ts';
import type {Span} from '../../parts/line.tsx';
import {wrapSpans} from '../../parts/line.tsx';
import type {Glyphs} from '../../theme.ts';
import {type Block, clicksBlock, headingBlock, linkBlock, noticeBlock, rowsBlock, textBlock} from '../parts/blocks.tsx';
import {itemBlocks} from '../parts/item-rows.tsx';
import {apiPermissions, newRegistration, registrationOverview} from '../parts/portal-pages.ts';
import {sketchBlock} from '../parts/sketch.ts';
import type {WizardState} from '../state.ts';
import type {StepScreen, StepView, ViewInput} from './step-view.ts';

/** What the application is called: easy to find again, and typed for nobody. */
export const applicationName = 'Usher directory sync';

const says = (text: string): Span => ({text, tone: 'strong'});
const plain = (text: string): Span => ({text});

/** The portal's page that this part of the step is about. */
export const registrationPage = (state: WizardState): string | undefined => {
	const cloud = cloudOf(state.settings.entra);
	if (state.page === 'register') return portal.newRegistration(cloud);
	const id = state.draft.clientId.trim();
	return id === '' ? portal.registrations(cloud) : portal.permissions(cloud, id);
};

/** Which permissions, and why each. */
export const permissionTable = (
	state: WizardState,
	width: number,
	glyphs: Glyphs,
	more: {weight?: number} = {},
): Block[] => {
	const needed = neededPermissions(state.settings.sync);
	const rows = needed.flatMap(({name, why}): Span[][] => [
		[{text: `${glyphs.bullet} `, tone: 'accent'}, says(name)],
		...wrapSpans([{text: why, tone: 'quiet'}], width - 2).map(row => [plain('  '), ...row]),
	]);
	const units = needed.some(({name}) => name === permissions.units.name);
	return [
		rowsBlock('permission-table', rows, width, {weight: more.weight ?? 6}),
		textBlock(
			'permission-not',
			`Not needed, although older instructions ask for them: Group.Read.All, Directory.Read.All.${units ? '' : ` ${permissions.units.name} only when a filter names an administrative unit.`}`,
			width,
			{tone: 'quiet', weight: 3, needs: 'permission-table'},
		),
	];
};

const tenantName = ({settings: {entra}}: WizardState): string => entra.tenantName ?? 'your tenant';

/** What will be there afterwards, drawn as it stands in the portal. */
const afterwards = ({state, width, glyphs, plain: aloud}: ViewInput): Block[] => {
	const needed = neededPermissions(state.settings.sync);
	const branch = glyphs.bottomLeft;
	return aloud
		? []
		: [
				headingBlock('after-title', 'What will be there afterwards', width, {weight: 1, needs: 'after'}),
				rowsBlock(
					'after',
					[
						[{text: tenantName(state)}],
						[
							{text: ` ${branch} `, tone: 'border'},
							{text: 'App registrations', tone: 'quiet'},
						],
						[{text: `    ${branch} `, tone: 'border'}, says(applicationName)],
						[
							{text: `       ${branch} `, tone: 'border'},
							{text: 'API permissions         ', tone: 'quiet'},
							plain(needed[0]?.name ?? ''),
						],
						...needed.slice(1).map(({name}): Span[] => [plain(' '.repeat(33)), plain(name)]),
						[
							{text: `       ${branch} `, tone: 'border'},
							{text: 'Certificates & secrets  ', tone: 'quiet'},
							plain('one, for Usher alone'),
						],
					],
					width,
					{gap: false, weight: 1},
				),
				textBlock(
					'after-undo',
					'To undo all of it, delete the registration: Usher can then read nothing any more.',
					width,
					{tone: 'quiet', weight: 1},
				),
			];
};

const choose = (input: ViewInput): StepScreen => {
	const {state, items, focused, onType, width, asideWidth, glyphs, roomy} = input;
	return {
		main: [
			textBlock(
				'what',
				`Usher reads ${tenantName(state)} as an application of its own, which has to be registered there once.`,
				width,
				{weight: 6},
			),
			...itemBlocks(items, {draft: state.draft, focused, width, onType, roomy}),
			...afterwards(input),
		],
		aside: [
			headingBlock('may-title', 'What it may do', asideWidth, {weight: 4, needs: 'permission-table'}),
			...permissionTable(state, asideWidth, glyphs, {weight: 4}).map(block => ({
				...block,
				gap: block.id !== 'permission-table',
			})),
			textBlock('may-not', 'It can read these and change nothing in Entra.', asideWidth, {weight: 3}),
			headingBlock('who-title', 'Who it takes', asideWidth, {weight: 2, needs: 'who'}),
			textBlock(
				'who',
				'To register: an Application Developer, Application Administrator or above. To consent: a Privileged Role Administrator or Global Administrator.',
				asideWidth,
				{gap: false, weight: 2},
			),
			textBlock('who-else', 'They may be two people, and need not sit here.', asideWidth, {tone: 'quiet', weight: 2}),
		],
		asideTitle: 'The application',
	};
};

const pageLink = (page: string | undefined, width: number): Block[] =>
	page === undefined
		? [
				textBlock('no-page', 'This cloud of its own has no portal whose pages could be linked.', width, {
					tone: 'quiet',
					weight: 2,
				}),
			]
		: [linkBlock('page', page, width, {weight: 8, gap: true})];

const register = (input: ViewInput): StepScreen => {
	const {state, items, focused, onType, width, asideWidth, roomy} = input;
	return {
		main: [
			headingBlock('register-title', 'First page of two: register the application', width, {weight: 7}),
			...pageLink(registrationPage(state), width).map(block => ({...block, gap: false})),
			clicksBlock(
				'register-clicks',
				[
					[plain('Open this page as an administrator of '), says(tenantName(state)), plain('.')],
					[plain('Name: '), says(applicationName), plain('  (Ctrl+Y copies it)')],
					[plain('Supported account types: '), says('Single tenant only'), plain(', the first one.')],
					[plain('Redirect URI: leave it empty. Press '), says('Register'), plain('.')],
					[plain('The overview opens. Copy '), says('Application (client) ID'), plain(' and paste it here:')],
				],
				width,
				{weight: 9, spaced: roomy},
			),
			...itemBlocks(items, {draft: state.draft, focused, width, onType}),
			...(state.remark === undefined
				? []
				: [noticeBlock('remark', 'warn', state.remark, undefined, width, {weight: 9})]),
			...sketchBlock('form', 'Register an application', newRegistration(applicationName, tenantName(state)), input),
		],
		aside: [
			textBlock(
				'way',
				[
					{text: 'By hand: '},
					says('Entra ID'),
					plain(', '),
					says('App registrations'),
					plain(', '),
					says('New registration'),
					plain('.'),
				],
				asideWidth,
				{weight: 2},
			),
			textBlock(
				'who',
				'Who may do this: an Application Developer, Application Administrator or above. In many tenants every member may.',
				asideWidth,
				{weight: 3},
			),
			textBlock(
				'ids',
				'Two IDs stand on the overview. Application (client) ID is the one; Object ID and Directory (tenant) ID are not.',
				asideWidth,
				{tone: 'quiet', weight: 4},
			),
			...sketchBlock('overview', applicationName, registrationOverview(state.draft.clientId.trim()), {
				...input,
				width: asideWidth,
			}),
			textBlock(
				'older',
				'Older portals call the account type “Accounts in this organizational directory only”.',
				asideWidth,
				{tone: 'quiet', weight: 1},
			),
		],
		asideTitle: 'Good to know',
	};
};

const grant = (input: ViewInput): StepScreen => {
	const {state, width, asideWidth, glyphs, roomy} = input;
	const needed = neededPermissions(state.settings.sync);
	const names = needed.flatMap(({name}, index): Span[] => [
		...(index === 0 ? [] : [plain(index === needed.length - 1 ? ' and ' : ', ')]),
		says(name),
	]);
	return {
		main: [
			headingBlock('grant-title', 'Second page of two: what it may read', width, {weight: 7}),
			...pageLink(registrationPage(state), width).map(block => ({...block, gap: false})),
			clicksBlock(
				'grant-clicks',
				[
					[
						says('Add a permission'),
						plain(', '),
						says('Microsoft Graph'),
						plain(', then '),
						says('Application permissions'),
						plain(', not Delegated.'),
					],
					[plain('Search and tick '), ...names, plain('. '), says('Add permissions'), plain('.')],
					[says(`Grant admin consent for ${tenantName(state)}`), plain(', Yes. Each line turns green.')],
					[plain('User.Read was there before. It is not needed and may go.')],
				],
				width,
				{weight: 9, spaced: roomy},
			),
			...sketchBlock(
				'api-permissions',
				`${applicationName} › API permissions`,
				apiPermissions(needed, tenantName(state), () => true, glyphs),
				input,
			),
			textBlock(
				'grant-who',
				'Consent is for a Privileged Role Administrator or Global Administrator. If that is somebody else, go on: step 6 has a message for them and waits.',
				width,
				{tone: 'quiet', weight: 6},
			),
		],
		aside: [
			...permissionTable(state, asideWidth, glyphs, {weight: 4}),
			textBlock(
				'application',
				'Application permissions, because Usher runs while nobody is signed in. Delegated ones would need a person each time.',
				asideWidth,
				{weight: 2},
			),
		],
		asideTitle: 'Why each permission',
	};
};

/** Step 4, except the page on which Usher creates the registration itself. */
export const registrationView: StepView = input => {
	switch (input.state.page) {
		case 'register':
			return register(input);
		case 'permissions':
			return grant(input);
		default:
			return choose(input);
	}
};
