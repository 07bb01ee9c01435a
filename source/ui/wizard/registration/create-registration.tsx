// The page on which Usher creates the registration itself. The set-up gives it the tenant and a place on the screen, and hears
// of what was made.
import {Box} from 'ink';
import {useKeys} from '../../use-keys.ts';
import type {Core} from '../core.ts';
import {Blocks, noticeBlock, textBlock} from '../parts/blocks.tsx';

export type CreateRegistrationProps = {
	/** State, settings, secrets and the way on: `core.finish('registration')` once there is an application. */
	readonly core: Core;
	/** Cells and rows that it may fill. */
	readonly width: number;
	readonly height: number;
	/** To the portal's pages, where a person does it by hand. */
	readonly onPortal: () => void;
	readonly onBack: () => void;
};

/** Leads on to the portal's pages. */
export const CreateRegistration = ({width, height, onPortal, onBack}: CreateRegistrationProps) => {
	useKeys(
		[
			{id: 'portal', keys: ['enter'], label: 'go on in the portal', run: onPortal},
			{id: 'back', keys: ['escape', 'b'], label: 'back', run: onBack},
		],
		undefined,
	);
	return (
		<Box flexDirection="column" width={width} height={height}>
			<Blocks
				blocks={[
					noticeBlock(
						'not-here',
						'info',
						'This version of Usher does not create the registration itself.',
						'In the portal it takes two pages and about five minutes; each click is spelled out, with links to the pages.',
						width,
					),
					textBlock(
						'enter',
						[
							{text: 'Enter', tone: 'key'},
							{text: ' goes on with the portal, '},
							{text: 'b', tone: 'key'},
							{text: ' goes back.'},
						],
						width,
					),
				]}
				height={height}
			/>
		</Box>
	);
};
