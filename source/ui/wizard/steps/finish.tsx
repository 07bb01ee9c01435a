import type {Settings} from '../../../platform/settings/settings.ts';
import type {Span} from '../../parts/line.tsx';
import {many} from '../../text/numbers.ts';
import type {Glyphs} from '../../theme.ts';
import {openSteps} from '../logic/finish.ts';
import {type Block, headingBlock, noticeBlock, rowsBlock, textBlock} from '../parts/blocks.tsx';
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
export const reviewRows = (state: WizardState): readonly (readonly [what: string, how: string])[] => {
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
	return [
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
	];
};

const reviewBlock = (state: WizardState, width: number): Block => {
	const rows = reviewRows(state);
	const cells = Math.max(...rows.map(([what]) => what.length)) + 2;
	return rowsBlock(
		'review',
		rows.map(([what, how]): Span[] => [
			{text: what.padEnd(cells), tone: 'quiet'},
			{text: how, tone: how === 'missing' || how === 'left for later' ? 'warn' : 'plain'},
		]),
		width,
		{weight: 9},
	);
};

/** How it goes on from a shell: what, and the command. */
const running = (profile: string, glyphs: Glyphs): Span[][] => {
	const flag = profile === 'default' ? '' : ` --profile ${profile}`;
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
export const finishView: StepView = ({state, items, focused, onType, width, asideWidth, glyphs}) => {
	const open = openSteps(state);
	const narrow = asideWidth === width;
	return {
		main: [
			reviewBlock(state, width),
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
