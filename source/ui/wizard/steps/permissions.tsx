import {cloudOf} from '../../../entra/clouds.ts';
import {neededPermissions, permissions} from '../../../entra/permissions.ts';
import {portal} from '../../../entra/portal.ts';
import type {ConsentState} from '../../../entra/registration/consent-state.ts';
import {type Span, wrapSpans} from '../../parts/line.tsx';
import {barSpans} from '../../parts/progress.ts';
import {tableFits} from '../../parts/small-table.tsx';
import {count, countdown} from '../../text/numbers.ts';
import type {Tone} from '../../theme.ts';
import type {PermissionLook} from '../checks/services.ts';
import {
	type Block,
	busyBlock,
	failureBlocks,
	linkBlock,
	noticeBlock,
	rowsBlock,
	tableBlock,
	textBlock,
} from '../parts/blocks.tsx';
import {apiPermissions} from '../parts/portal-pages.ts';
import {sketchBlock} from '../parts/sketch.ts';
import type {WizardState} from '../state.ts';
import {applicationName, permissionTable} from './registration.tsx';
import type {StepView, ViewInput} from './step-view.ts';

/** The page on which consent is granted: the portal's, or the one that every cloud has. */
export const consentPage = ({settings, draft}: WizardState): string | undefined => {
	const {entra} = settings;
	const id = (entra.clientId ?? draft.clientId).trim();
	if (entra.tenant === undefined || id === '') return undefined;
	const cloud = cloudOf(entra);
	return portal.permissions(cloud, id) ?? portal.adminConsent(cloud, entra.tenant, id);
};

/** Where a permission is taken away again; none in a cloud without a portal. */
const removalPage = ({settings: {entra}}: WizardState): string | undefined =>
	entra.clientId === undefined ? undefined : portal.permissions(cloudOf(entra), entra.clientId);

/** A word or two for each: the long reasons stand beside it where there is room. */
const short: Readonly<Record<string, string>> = {
	[permissions.users.name]: 'everyone’s profile',
	[permissions.groups.name]: 'groups and members',
	[permissions.units.name]: 'who is in a unit',
};

/** What the token carries of what is needed: a table where everything else has room beside it, else a list. */
const carried = ({state, glyphs, width, plain}: ViewInput, look: PermissionLook | undefined): Block => {
	const needed = neededPermissions(state.settings.sync).map(({name, why}) => {
		const present = look?.comparison.present.find(one => one.permission.name === name);
		const through = present?.through === undefined ? undefined : `through ${present.through}`;
		return {name, there: present !== undefined, note: through ?? short[name] ?? why};
	});
	const table = needed.map(({name, there, note}) => ({
		Permission: name,
		For: note,
		Token: there ? `${glyphs.done} yes` : `${glyphs.waiting} no`,
	}));
	const cells = Math.max(...needed.map(({name}) => name.length)) + 2;
	const rows = needed.flatMap(({name, there, note}): Span[][] =>
		wrapSpans([{text: note, tone: 'quiet'}], width - cells - 4).map((row, index): Span[] => [
			index === 0
				? {text: `  ${there ? glyphs.done : glyphs.waiting} `, tone: there ? 'good' : 'wait'}
				: {text: '    '},
			{text: index === 0 ? name.padEnd(cells) : ' '.repeat(cells), tone: there ? 'strong' : 'plain'},
			...row,
		]),
	);
	const list = rowsBlock('carried', rows, width, {weight: 9});
	if (plain || !tableFits(table, width)) return list;
	const toneOf = (text: string): Tone =>
		text.startsWith(glyphs.done) ? 'good' : text.startsWith(glyphs.waiting) ? 'wait' : 'plain';
	return tableBlock('carried', table, width, {weight: 9, instead: list, toneOf});
};

/** As far as it can be known: an application may seldom look at its own consent. */
const heads: Readonly<Record<ConsentState['kind'], string>> = {
	granted: 'Granted, but not in the tokens yet. Microsoft takes up to 15 minutes; nothing is left to do.',
	'not-granted': 'Nobody has granted it yet. After consent, Microsoft takes up to 15 minutes. You can leave this open.',
	unknown: 'Not there yet. After consent, Microsoft takes up to 15 minutes. You can leave this open.',
};

const waiting = ({state, width, glyphs, plain}: ViewInput, look: PermissionLook): Block[] => {
	const {wait, now} = state;
	if (wait?.arrived === true)
		return [noticeBlock('arrived', 'good', 'Consent has arrived. Going on.', undefined, width, {weight: 9})];
	if (look.complete)
		return [
			noticeBlock('complete', 'good', 'Everything that is needed is there. Enter goes on.', undefined, width, {
				weight: 9,
			}),
		];
	const late = look.comparison.missing.length === 0;
	const head = late
		? 'The permissions are granted; Microsoft Graph does not know it everywhere yet.'
		: heads[look.consent?.kind ?? 'unknown'];
	const looked = (wait?.looks ?? 0) > 1 ? ` Looked ${count(wait?.looks ?? 0)} times.` : '';
	const next =
		wait === undefined
			? ''
			: wait.nextAt === undefined
				? `Waiting ${countdown(now - wait.since)}, looking now.`
				: `Waiting ${countdown(now - wait.since)}, next look in ${countdown(wait.nextAt - now)}.${looked}`;
	return [
		textBlock('waiting', head, width, {weight: 9}),
		textBlock('next', next, width, {
			tone: 'wait',
			weight: 9,
			gap: false,
		}),
		...(wait === undefined || plain
			? []
			: [
					rowsBlock(
						'waited',
						[
							[
								...barSpans(Math.min(1, (now - wait.since) / longestMs), Math.min(40, width - 16), glyphs),
								{text: '  15 minutes', tone: 'quiet'},
							],
						],
						width,
						{weight: 6, gap: false},
					),
				]),
	];
};

/** Microsoft Entra, "admin consent": what is granted reaches every server within this time. */
const longestMs = 15 * 60_000;

const more = (look: PermissionLook, page: string | undefined, width: number): Block[] =>
	look.comparison.more.length === 0
		? []
		: [
				noticeBlock(
					'more',
					'info',
					'It carries more than Usher needs:',
					`${look.comparison.more.map(one => one.advice).join(' ')}${page === undefined ? '' : ' It can be taken away on this page:'}`,
					width,
					{weight: 3},
				),
				...(page === undefined ? [] : [linkBlock('more-page', page, width, {weight: 2})]),
			];

/** Step 6: what the token carries, and the wait for consent. */
export const permissionsView: StepView = input => {
	const {state, width, asideWidth, glyphs} = input;
	const {checks, settings} = state;
	const page = consentPage(state);
	const look = checks.permissions.kind === 'good' ? checks.permissions.result : undefined;
	const tenant = settings.entra.tenantName ?? 'the tenant';
	const consent: Block[] =
		look?.complete === true || look?.consent?.kind === 'granted' || page === undefined
			? []
			: [
					textBlock(
						'consent',
						[
							{text: 'Consent not given? On this page press '},
							{text: `Grant admin consent for ${tenant}`, tone: 'strong'},
							{text: ':'},
						],
						width,
						{weight: 8},
					),
					linkBlock('consent-page', page, width, {weight: 8}),
					textBlock(
						'somebody',
						[
							{text: 'Somebody else must do it? '},
							{text: 'c', tone: 'key'},
							{text: ' copies a message for them, with the link.'},
						],
						width,
						{weight: 7},
					),
				];
	const body: Block[] =
		checks.permissions.kind === 'bad'
			? failureBlocks('permissions', checks.permissions.failure, width)
			: look === undefined
				? state.settings.entra.clientId === undefined
					? [
							noticeBlock('none', 'warn', 'There is no application yet.', 'b goes back to its credentials.', width, {
								weight: 9,
							}),
						]
					: [
							busyBlock('permissions', `Signing in to ${tenant} and looking at what the token carries.`, width, {
								weight: 9,
							}),
						]
				: [
						textBlock('carries', 'Signed in. What the token carries:', width, {tone: 'strong', weight: 8}),
						carried(input, look),
						...waiting(input, look),
						...more(look, look.complete ? removalPage(state) : undefined, width),
					];
	const needed = neededPermissions(settings.sync);
	const granted = (name: string): boolean =>
		look?.consent?.kind === 'granted' ||
		look?.comparison.present.some(one => one.permission.name === name && one.through === undefined) === true;
	return {
		main: [
			...body,
			...consent,
			...sketchBlock(
				'api-permissions',
				`${applicationName} › API permissions`,
				apiPermissions(needed, tenant, granted, glyphs),
				input,
			),
		],
		aside: [
			...permissionTable(state, asideWidth, glyphs, {weight: 2}),
			textBlock(
				'look',
				'A look is a sign-in for a new token, then one person and one group from Microsoft Graph: what has been granted shows only in a new token.',
				asideWidth,
				{weight: 1},
			),
			...(look?.complete === true
				? []
				: [
						textBlock(
							'leave',
							'It goes on by itself when all is there. You may also leave with q: usher setup comes back to this page.',
							asideWidth,
							{tone: 'quiet', weight: 1},
						),
					]),
		],
		asideTitle: 'Why each permission',
	};
};
