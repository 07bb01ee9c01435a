import {hostsOf} from '../../../bitwarden/hosts.ts';
import type {OrganisationProbe} from '../../../bitwarden/probe.ts';
import {whereTheKeyIs} from '../../../bitwarden/where.ts';
import type {Span} from '../../parts/line.tsx';
import {count, many} from '../../text/numbers.ts';
import {serverUrl} from '../draft.ts';
import {isVaultwarden} from '../logic/bitwarden-items.ts';
import {
	type Block,
	busyBlock,
	checkBlocks,
	clicksBlock,
	factsBlock,
	linkBlock,
	noticeBlock,
	textBlock,
} from '../parts/blocks.tsx';
import {itemBlocks} from '../parts/item-rows.tsx';
import {adminConsole} from '../parts/portal-pages.ts';
import {sketchBlock} from '../parts/sketch.ts';
import type {StepView} from './step-view.ts';

/** A sentence as a value: without its full stop. */
const sentence = (message: string): string => message.replace(/\.$/, '');

const found = (probe: OrganisationProbe, width: number): Block[] => {
	const server = probe.checks.find(check => check.code === 'server');
	const seats = probe.checks.find(check => check.code === 'seats' && check.state === 'good');
	const owners =
		probe.owners.length === 0
			? ''
			: `, of them ${many(probe.owners.length, 'owner, who is', 'owners, who are')} never taken out`;
	const notes = probe.checks.filter(
		check => check.state === 'note' && check.code !== 'members' && check.code !== 'seats',
	);
	return [
		noticeBlock('organisation', 'good', 'Signed in: the key of the organisation is good.', undefined, width, {
			weight: 9,
		}),
		factsBlock(
			'organisation-facts',
			[
				...(server?.state === 'good' ? [['Server', sentence(server.message)] as const] : []),
				...(probe.members === undefined
					? []
					: [['Members', `${count(probe.members)}${owners}`] as const, ['Groups', count(probe.groups ?? 0)] as const]),
				...(seats === undefined
					? []
					: [['Seats', sentence(seats.message.replace(/^(\d+) seats?, /, '$1, '))] as const]),
			],
			width,
			{gap: false, weight: 9},
		),
		...notes.map(note => noticeBlock(`note-${note.code}`, 'info', note.message, note.advice, width, {weight: 5})),
	];
};

const hostsNow = (url: string) => {
	try {
		return hostsOf(url);
	} catch {
		return undefined;
	}
};

/** Step 2: the organisation and its key. */
export const bitwardenView: StepView = input => {
	const {state, items, focused, onType, width, asideWidth, roomy, glyphs} = input;
	const {draft, checks, remark, fixed, settings} = state;
	const common = {draft, focused, width, onType, roomy};
	const vaultwarden = isVaultwarden(state);
	const url = fixed.has('bitwarden.url') ? settings.bitwarden.url : serverUrl(draft);
	const hosts = hostsNow(url === '' ? 'https://vault.example.com' : url);
	const kind = vaultwarden ? 'vaultwarden' : hosts?.kind === 'cloud' ? 'cloud' : 'self-hosted';
	const clicks = hosts === undefined ? [] : whereTheKeyIs(hosts, kind);
	// The address stands above as a link, where it is known.
	const linked = hosts !== undefined && url !== '';
	const steps: Span[][] = clicks
		.slice(0, 4)
		.map(text => [{text: linked ? text.replace(`Open ${hosts.vault} and log in`, 'Log in there') : text}]);
	const server: Block[] =
		checks.organisation.kind !== 'idle' || checks.server.kind === 'idle'
			? []
			: checkBlocks('server', checks.server, 'Looking at the server.', width, one => [
					one.known
						? noticeBlock('server', 'good', `${one.what} answers.`, undefined, width, {weight: 8})
						: noticeBlock(
								'server',
								'warn',
								'Something answers there, and does not say that it is Bitwarden.',
								'It should be the address at which your web vault opens.',
								width,
								{weight: 8},
							),
				]);
	const region: Block[] =
		checks.region.kind === 'running'
			? [busyBlock('region', 'Asking Bitwarden’s other regions.', width, {weight: 9})]
			: checks.region.kind === 'good' && checks.region.result === undefined
				? [
						noticeBlock(
							'region',
							'warn',
							'No region of Bitwarden’s cloud takes this key.',
							'Copy client_id and client_secret again; the secret changes when the key is rotated.',
							width,
							{weight: 9},
						),
					]
				: [];
	return {
		main: [
			...itemBlocks(
				items.filter(item => item.kind !== 'action'),
				common,
			),
			...(remark === undefined ? [] : [noticeBlock('remark', 'warn', remark, undefined, width, {weight: 9})]),
			...server,
			...(remark === undefined
				? checkBlocks('organisation', checks.organisation, 'Signing in to Bitwarden.', width, probe =>
						found(probe, width),
					)
				: []),
			...region,
			...itemBlocks(
				items.filter(item => item.kind === 'action'),
				common,
			),
			...sketchBlock('admin-console', 'Admin Console', adminConsole(glyphs), input),
		],
		aside: [
			...(linked && hosts !== undefined
				? [linkBlock('vault', hosts.vault, asideWidth, {weight: 4, gap: true, needs: 'where'})]
				: []),
			// With all the fields of a server of one's own the clicks have no room in a small window.
			...(!roomy && draft.server === 'own'
				? [
						textBlock(
							'where-in-short',
							'Both stand in the Admin Console: Settings, Organization info, View API key.',
							asideWidth,
							{
								weight: 3,
							},
						),
					]
				: []),
			clicksBlock('where', steps, asideWidth, {weight: 4, gap: roomy, spaced: roomy}),
			...clicks.slice(4).map((text, index) => textBlock(`plan-${index}`, text, asideWidth, {tone: 'quiet', weight: 2})),
			...(vaultwarden
				? [
						textBlock(
							'vaultwarden',
							'Vaultwarden lets nothing be read back. Usher plans from its own ledger and never touches the owners you name here.',
							asideWidth,
							{tone: 'quiet', weight: 3},
						),
					]
				: []),
			textBlock(
				'why',
				vaultwarden
					? 'It is the key of the organisation, not of a person: Usher sees members and groups with it, and no password of anybody.'
					: 'It is the key of the organisation, not of a person: it reaches members, groups and policies, and no password of anybody. It goes on working when its owner leaves.',
				asideWidth,
				{weight: 2},
			),
			textBlock('safe', 'The secret is kept encrypted on this machine, and never shown again.', asideWidth, {
				tone: 'quiet',
				weight: 1,
			}),
		],
		asideTitle: 'Where the key is',
	};
};
