import type {Settings} from '../../../platform/settings/settings.ts';
import {profileFlag} from '../../../profile/profile-flag.ts';
import type {Span} from '../../parts/line.tsx';
import {many} from '../../text/numbers.ts';
import type {Glyphs} from '../../theme.ts';
import {openSteps} from '../logic/finish.ts';
import {
	type Block,
	clicksBlock,
	factsBlock,
	headingBlock,
	noticeBlock,
	rowsBlock,
	textBlock,
} from '../parts/blocks.tsx';
import {itemBlocks} from '../parts/item-rows.tsx';
import type {WizardState} from '../state.ts';
import {stepTitles} from '../steps.ts';
import type {StepView} from './step-view.ts';

const proofs: Readonly<Record<Settings['entra']['credential'], string>> = {
	secret: 'client secret',
	certificate: 'certificate',
	federated: 'federated token',
};
const places: Readonly<Record<string, string>> = {
	environment: 'in the environment',
	systemd: 'from systemd',
	file: 'in a file',
	command: 'from a command',
	encrypted: 'kept encrypted',
};

/** What has been set up, a line each: what, and how. */
const reviewRows = (state: WizardState, roomy = false): readonly (readonly [what: string, how: string])[] => {
	const {settings, secrets, counts, checks} = state;
	const {entra, bitwarden, sync} = settings;
	const where = (from: string | undefined): string => (from === undefined ? 'missing' : (places[from] ?? from));
	const ends = entra.credentialEnds === undefined ? '' : ` until ${entra.credentialEnds.slice(0, 10)}`;
	const kept = entra.credential === 'secret' ? [secrets.bitwarden.from, secrets.entra.from] : [secrets.bitwarden.from];
	const [ofBitwarden, ofEntra = ofBitwarden] = kept;
	const whereKept =
		ofBitwarden === ofEntra ? where(ofBitwarden) : `Bitwarden’s ${where(ofBitwarden)}, Entra’s ${where(ofEntra)}`;
	const server =
		checks.organisation.kind === 'good' && checks.organisation.result.abilities?.server === 'vaultwarden'
			? ' (Vaultwarden)'
			: '';
	const permissions = state.finished.has('permissions') ? 'granted' : 'left for later';
	const disabled = {revoke: 'revoked', offboard: 'offboarded', keep: 'left as they are'}[sync.disabled];
	const offboarded = sync.offboard === 'revoke' ? 'revoked, can be undone' : 'removed for good';
	const wide: readonly (readonly [string, string])[] = roomy
		? [
				['Tenant', [entra.tenantName, entra.tenant].filter(one => one !== undefined).join(', ')],
				['Application', entra.clientId ?? 'missing'],
			]
		: [];
	const {guard} = sync;
	const later: readonly (readonly [string, string])[] = roomy
		? [
				[
					'The guard',
					`holds a plan that lets go of over ${guard.offboardPercent} % or ${guard.offboardMost}, invites over ${guard.invites}, or buys ${guard.seats === 0 ? 'a seat' : `over ${guard.seats} seats`}`,
				],
				['Every', `${state.settings.schedule.intervalMinutes} minutes, once it is automatic`],
			]
		: [];
	return [
		...wide,
		[
			'From, to',
			`${entra.tenantName ?? entra.tenant ?? 'missing'} → ${bitwarden.url.replace('https://', '')}${server}`,
		],
		['Signs in with', `${proofs[entra.credential]}${ends}`],
		['Secrets', whereKept],
		['Permissions', permissions],
		['Groups', sync.groupFilter === '' ? 'all' : sync.groupFilter],
		[
			'People',
			sync.userFilter === ''
				? sync.groupFilter === '' || sync.people === 'all'
					? 'everyone'
					: 'those in these groups'
				: sync.userFilter,
		],
		...(counts?.kind === 'counted'
			? [
					[
						'That is',
						`${many(counts.people.inside, 'person', 'people')}, ${many(counts.groups.inside, 'group')}`,
					] as const,
				]
			: []),
		['Guests', sync.guests === 'in' ? 'come in too' : 'stay out'],
		['Disabled', disabled],
		['Who leaves', sync.leavers === 'keep' ? 'left as they are' : offboarded],
		...later,
	];
};

const reviewBlock = (state: WizardState, width: number, roomy: boolean): Block =>
	factsBlock(
		'review',
		reviewRows(state, roomy).map(
			([what, how]) => [what, how, how === 'missing' || how === 'left for later' ? 'warn' : 'plain'] as const,
		),
		width,
		{weight: 9, indent: 0},
	);

/** How it goes on from a shell: what, and the command. */
const running = (profile: string, glyphs: Glyphs): Span[][] => {
	const flag = profileFlag(profile);
	const line = (command: string, what: string): Span[][] => [
		[
			{text: `${glyphs.bullet} `, tone: 'accent'},
			{text: `usher${flag} ${command}`, tone: 'strong'},
		],
		[{text: `  ${what}`, tone: 'quiet'}],
	];
	return [
		...line('plan', 'what would change'),
		...line('sync', 'once, or from cron'),
		...line('watch', 'on the interval, while it runs'),
		...line('service install', 'the same, kept up by systemd'),
	];
};

/** Step 9: the review, and how to keep it running. */
export const finishView: StepView = ({state, items, focused, onType, width, asideWidth, glyphs, roomy}) => {
	const open = openSteps(state);
	const narrow = asideWidth === width;
	return {
		main: [
			reviewBlock(state, width, roomy),
			...(state.draft.start === 'import'
				? [
						noticeBlock('connector', 'warn', 'Stop the Directory Connector before the first sync.', undefined, width, {
							weight: 8,
						}),
					]
				: []),
			...(open.length === 0
				? [
						noticeBlock(
							'safe',
							'good',
							'All saved. Bitwarden and Entra are as they were.',
							'The first sync shows its plan and waits for your word.',
							width,
							{weight: 8},
						),
					]
				: [
						noticeBlock(
							'open',
							'warn',
							`Still missing: ${open.map(step => stepTitles[step]).join(', ')}.`,
							'Nothing can run before that.',
							width,
							{weight: 9},
						),
					]),
			...itemBlocks(items, {draft: state.draft, focused, width, onType}),
			...(narrow
				? [
						textBlock(
							'running-short',
							'Later, from a shell or cron: usher sync, usher watch, or usher service install for systemd.',
							width,
							{tone: 'quiet', weight: 7},
						),
					]
				: []),
		],
		aside: narrow
			? []
			: [
					headingBlock('first-title', 'The first sync', asideWidth, {weight: 4, needs: 'first'}),
					clicksBlock(
						'first',
						[
							[{text: 'The dashboard reads both sides and shows a plan: who is invited, who leaves, and why each.'}],
							[
								{
									text: 'A first plan always waits for you: y applies it; over a limit of the guard you type its number.',
								},
							],
							[{text: 'People get Bitwarden’s invitation by mail, and accept it themselves.'}],
							[{text: 'From then on only what has changed is read and sent.'}],
						],
						asideWidth,
						{weight: 4, gap: false},
					),
					headingBlock('running-title', 'How it is kept running', asideWidth, {weight: 5, needs: 'running'}),
					rowsBlock('running', running(state.profile, glyphs), asideWidth, {gap: false, weight: 5}),
					textBlock(
						'interval',
						`Every ${state.settings.schedule.intervalMinutes} minutes; usher config set schedule.intervalMinutes changes that. usher doctor checks everything again.`,
						asideWidth,
						{tone: 'quiet', weight: 2},
					),
				],
		asideTitle: 'From here on',
	};
};
