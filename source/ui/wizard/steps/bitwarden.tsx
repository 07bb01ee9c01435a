import {hostsOf} from '../../../bitwarden/hosts.ts';
import type {OrganisationProbe} from '../../../bitwarden/probe.ts';
import {whereTheKeyIs} from '../../../bitwarden/where.ts';
import type {Span} from '../../parts/line.tsx';
import {many} from '../../text/numbers.ts';
import {serverUrl} from '../draft.ts';
import {isVaultwarden} from '../logic/bitwarden-items.ts';
import {type Block, busyBlock, checkBlocks, clicksBlock, linkBlock, noticeBlock, textBlock} from '../parts/blocks.tsx';
import {itemBlocks} from '../parts/item-rows.tsx';
import type {StepView} from './step-view.ts';

const found = (probe: OrganisationProbe, width: number): Block[] => {
	const server = probe.checks.find(check => check.code === 'server');
	const seats = probe.checks.find(check => check.code === 'seats' && check.state === 'good');
	const counted =
		probe.members === undefined
			? []
			: [
					`${many(probe.members, 'member')} and ${many(probe.groups ?? 0, 'group')} are in it now.`,
					probe.owners.length === 0
						? ''
						: `${many(probe.owners.length, 'owner is', 'owners are')} never taken out, whatever Entra says.`,
				];
	const notes = probe.checks.filter(
		check => check.state === 'note' && check.code !== 'members' && check.code !== 'seats',
	);
	return [
		noticeBlock(
			'organisation',
			'good',
			'Signed in: the key of the organisation is good.',
			[server?.state === 'good' ? server.message : '', ...counted, seats?.message ?? '']
				.filter(part => part !== '')
				.join(' '),
			width,
			{weight: 9},
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
export const bitwardenView: StepView = ({state, items, focused, onType, width, asideWidth, roomy}) => {
	const {draft, checks, remark, fixed, settings} = state;
	const common = {draft, focused, width, onType};
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
		],
		aside: [
			...(linked && hosts !== undefined ? [linkBlock('vault', hosts.vault, asideWidth, {weight: 4, gap: true})] : []),
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
			textBlock('safe', 'The secret is kept encrypted on this machine, and never shown again.', asideWidth, {
				tone: 'quiet',
				weight: 1,
			}),
		],
		asideTitle: 'Where the key is',
	};
};
