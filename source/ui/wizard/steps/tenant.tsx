import {clouds} from '../../../entra/clouds.ts';
import {portal} from '../../../entra/portal.ts';
import {isGuid} from '../../../entra/recognise.ts';
import type {Span} from '../../parts/line.tsx';
import {checkBlocks, linkBlock, noticeBlock, rowsBlock, textBlock} from '../parts/blocks.tsx';
import {itemBlocks} from '../parts/item-rows.tsx';
import type {StepView} from './step-view.ts';

/** The page of the portal that shows the tenant, in the cloud that is chosen. */
export const tenantPage = (cloud: string): string | undefined =>
	portal.tenant(cloud in clouds ? clouds[cloud as keyof typeof clouds] : clouds.public);

/** Step 3: the tenant. */
export const tenantView: StepView = ({state, items, focused, onType, width, asideWidth}) => {
	const {draft, checks, remark, settings} = state;
	const custom = settings.entra.cloud === 'custom';
	const page = custom ? undefined : tenantPage(draft.cloud);
	return {
		main: [
			...itemBlocks(items, {draft, focused, width, onType}),
			...(remark === undefined ? [] : [noticeBlock('remark', 'warn', remark, undefined, width, {weight: 9})]),
			...checkBlocks('tenant', checks.tenant, 'Looking the tenant up.', width, tenant => {
				const facts: Span[][] = [
					[{text: '  ID      ', tone: 'quiet'}, {text: tenant.id}],
					[{text: '  Cloud   ', tone: 'quiet'}, {text: tenant.cloud.label}],
					...(tenant.domain === undefined
						? []
						: [[{text: '  Domain  ', tone: 'quiet' as const}, {text: tenant.domain}]]),
				];
				const elsewhere = draft.cloud !== 'auto' && draft.cloud !== 'custom' && tenant.cloud.name !== draft.cloud;
				return [
					noticeBlock('tenant', 'good', 'Found the tenant.', undefined, width, {weight: 9}),
					rowsBlock('tenant-facts', facts, width, {gap: false, weight: 9}),
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
		],
		aside: [
			textBlock(
				'which',
				'Any domain that your people sign in with will do, such as the part after the @ of your own address. Usher finds the tenant’s ID and its cloud from it. No sign-in is needed for that.',
				asideWidth,
				{weight: 4},
			),
			...(page === undefined || checks.tenant.kind === 'good'
				? []
				: [
						textBlock('not-sure', 'Not sure? Its page in the portal has the ID and the domains:', asideWidth, {
							weight: 3,
							needs: 'tenant-page',
						}),
						linkBlock('tenant-page', page, asideWidth, {weight: 3, needs: 'not-sure'}),
					]),
		],
		asideTitle: 'Which tenant',
	};
};
