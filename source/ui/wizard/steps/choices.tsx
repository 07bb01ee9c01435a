// What the choices of a line mean, beside it while it has the focus.
import {type Span, wrapSpans} from '../../parts/line.tsx';
import {canRevokeNow} from '../logic/scope.ts';
import {type Block, rowsBlock} from '../parts/blocks.tsx';
import type {ViewInput} from './step-view.ts';

/** What each choice of a line means: name of the setting, its value, a sentence. */
const meanings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	people: {
		'in-groups': 'Whoever is in one of the groups that the filter lets in, directly or through a group inside it.',
		all: 'Whoever the filter for people lets in, whatever groups they are in.',
	},
	guests: {
		out: 'People invited from other tenants are not let into the organisation.',
		in: 'People invited from other tenants come in like everybody else.',
	},
	disabled: {
		revoke: 'Revoked as long as the account is disabled, restored when it is enabled again. Never invited.',
		offboard: 'As somebody who leaves. Never invited.',
		keep: 'Nothing happens to members whose account is disabled. They are still never invited.',
	},
	leavers: {
		offboard: 'Deleted in Entra, or no longer let in by the filters: offboarded, within the limits of the guard.',
		keep: 'Nobody is offboarded for that. They stay until somebody takes them out by hand.',
	},
	offboard: {
		revoke:
			'They lose access at once and leave the groups. An owner can restore them, and so does Usher when they come back.',
		remove: 'They are deleted from the organisation. Coming back is a new invitation.',
	},
};

/** The same where the server cannot revoke and restore. */
const withoutRevoking: typeof meanings = {
	...meanings,
	disabled: {
		...meanings.disabled,
		revoke: 'This server cannot revoke and restore, so members whose account is disabled stay. Never invited.',
	},
	offboard: {
		...meanings.offboard,
		revoke: 'This server cannot revoke: they are removed.',
	},
};

/** The choices of the line that has the focus, each with what it means; what is chosen is marked. */
export const choiceBlocks = (
	item: Extract<ViewInput['items'][number], {kind: 'pick'}>,
	{state, asideWidth: width, glyphs}: ViewInput,
): Block[] => {
	const said = canRevokeNow(state) ? meanings : withoutRevoking;
	return item.options.map(option => {
		const chosen = option.value === state.draft[item.id];
		return rowsBlock(
			`choice-${option.value}`,
			[
				...wrapSpans([{text: option.label, tone: chosen ? 'strong' : 'plain'}], width - 2).map((row, line): Span[] => [
					line === 0
						? {text: `${chosen ? glyphs.current : glyphs.todo} `, tone: chosen ? 'good' : 'quiet'}
						: {text: '  '},
					...row,
				]),
				...wrapSpans([{text: said[item.id]?.[option.value] ?? '', tone: 'quiet'}], width - 2).map((row): Span[] => [
					{text: '  '},
					...row,
				]),
			],
			width,
			// What is chosen, above all: in a small window the explanation of another choice would be taken for it.
			{weight: chosen ? 4 : 3},
		);
	});
};
