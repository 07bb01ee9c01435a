import {clouds} from '../../../entra/clouds.ts';
import {portal} from '../../../entra/portal.ts';
import {isGuid} from '../../../entra/recognise.ts';
import {checkBlocks, factsBlock, headingBlock, linkBlock, noticeBlock, rowsBlock, textBlock} from '../parts/blocks.tsx';
import {itemBlocks} from '../parts/item-rows.tsx';
import {tenantOverview} from '../parts/portal-pages.ts';
import {sketchBlock} from '../parts/sketch.ts';
import type {StepView} from './step-view.ts';

/** The page of the portal that shows the tenant, in the cloud that is chosen. */
export const tenantPage = (cloud: string): string | undefined =>
	portal.tenant(cloud in clouds ? clouds[cloud as keyof typeof clouds] : clouds.public);

const hostOf = (url: string): string => url.replace('https://', '');
const cloudHosts = [
	['Worldwide', hostOf(clouds.public.login)],
	['US Government', hostOf(clouds.usgov.login)],
	['China', hostOf(clouds.china.login)],
] as const;

/** Who is needed for each of the steps that follow. */
const then = [
	['4 Registration', 'an administrator of this tenant, in a browser'],
	['5 Credentials', 'one value, copied from there'],
	['6 Permissions', 'a consent; waited for if it is somebody else’s'],
	['7 What to sync', 'you: everyone, or with filters'],
	['8 Test', 'Usher reads, and sends nothing'],
] as const;

/** Step 3: the tenant. */
export const tenantView: StepView = input => {
	const {state, items, focused, onType, width, asideWidth, roomy} = input;
	const {draft, checks, remark, settings} = state;
	const custom = settings.entra.cloud === 'custom';
	const page = custom ? undefined : tenantPage(draft.cloud);
	const {result} = checks.tenant.kind === 'good' ? checks.tenant : {result: undefined};
	const {tenantName} = settings.entra;
	const found = {
		// A domain is what was typed; the name comes with the first read.
		name: result === undefined || tenantName?.includes('.') === true ? undefined : tenantName,
		id: result?.id,
		domain: result?.domain,
	};
	return {
		main: [
			...itemBlocks(items, {draft, focused, width, onType, roomy}),
			...(remark === undefined ? [] : [noticeBlock('remark', 'warn', remark, undefined, width, {weight: 9})]),
			...checkBlocks('tenant', checks.tenant, 'Looking the tenant up.', width, tenant => {
				const facts = [
					['ID', tenant.id],
					['Cloud', tenant.cloud.label],
					...(tenant.domain === undefined ? [] : [['Domain', tenant.domain] as const]),
					['Signs in at', tenant.cloud.login.replace('https://', '')],
				] as const;
				const elsewhere = draft.cloud !== 'auto' && draft.cloud !== 'custom' && tenant.cloud.name !== draft.cloud;
				return [
					noticeBlock('tenant', 'good', 'Found the tenant.', undefined, width, {weight: 9}),
					factsBlock('tenant-facts', facts, width, {gap: false, weight: 9}),
					...(elsewhere
						? [
								noticeBlock(
									'elsewhere',
									'warn',
									`It is not in the cloud that was chosen. Usher uses ${tenant.cloud.label}, where it is.`,
									undefined,
									width,
									{weight: 8},
								),
							]
						: []),
				];
			}),
			...(checks.tenant.kind === 'bad' &&
			checks.tenant.failure.code === 'tenant-not-found' &&
			isGuid(draft.tenant.trim())
				? [
						textBlock(
							'other-id',
							'An application’s ID looks the same. The tenant’s is called Directory (tenant) ID.',
							width,
							{tone: 'quiet', weight: 6},
						),
					]
				: []),
			...sketchBlock('overview', 'Entra ID › Overview', tenantOverview(found), input),
			headingBlock('then-title', 'What comes now', width, {weight: 1, needs: 'then'}),
			factsBlock('then', then, width, {gap: false, weight: 1}),
		],
		aside: [
			textBlock(
				'which',
				'Any domain that your people sign in with will do, such as the part after the @ of your own address. Usher finds the tenant’s ID and its cloud from it. No sign-in is needed for that.',
				asideWidth,
				{weight: 4},
			),
			...(page === undefined
				? []
				: [
						textBlock('not-sure', 'Not sure? Its page in the portal has the ID and the domains:', asideWidth, {
							weight: 3,
							needs: 'tenant-page',
						}),
						linkBlock('tenant-page', page, asideWidth, {weight: 3, needs: 'not-sure'}),
					]),
			...(custom
				? []
				: [
						headingBlock('clouds-title', 'The clouds, and their sign-in', asideWidth, {weight: 1, needs: 'clouds'}),
						rowsBlock(
							'clouds',
							cloudHosts.flatMap(([name, host]) => [[{text: name}], [{text: `  ${host}`, tone: 'quiet' as const}]]),
							asideWidth,
							{gap: false, weight: 1},
						),
						textBlock(
							'clouds-apart',
							'They know nothing of each other. Usher looks for the tenant in each, and then talks to its own alone.',
							asideWidth,
							{tone: 'quiet', weight: 1},
						),
					]),
		],
		asideTitle: 'Which tenant',
	};
};
