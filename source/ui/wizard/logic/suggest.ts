// Groups of the directory that fit what is being typed, so that nobody has to look up how a name is written. Pure.
import type {WizardState} from '../state.ts';

export type Suggestion = {readonly name: string; readonly members: number};

const most = 10;

/** The value at the end of a filter's text: what stands after the last `:`, `,` or `|`. */
const lastValue = (text: string): string =>
	(/[^:,|]*$/.exec(text)?.[0] ?? '').trim().replaceAll('"', '').replaceAll('*', '').toLowerCase();

/** Groups whose names hold the last word of the filter that has the focus; nothing where groups are not what is named. */
export const suggestions = ({draft, session}: WizardState, focused: string | undefined): readonly Suggestion[] => {
	const roster = session?.view?.roster;
	if (roster === undefined) return [];
	const text = focused === 'groupFilter' ? draft.groupFilter : focused === 'userFilter' ? draft.userFilter : undefined;
	if (text === undefined) return [];
	if (focused === 'userFilter' && !/(?:include|exclude)group:[^|]*$/i.test(text)) return [];
	const wanted = lastValue(text);
	const {groups} = roster.snapshot;
	const found: number[] = [];
	for (let group = 0; group < groups.length; group++)
		if (groups[group]?.name.toLowerCase().includes(wanted) === true) found.push(group);
	const named = (group: number): string => groups[group]?.name ?? '';
	return found
		.sort((a, b) => (named(a) < named(b) ? -1 : named(a) > named(b) ? 1 : a - b))
		.slice(0, most)
		.map(group => ({name: named(group), members: roster.members(group).length}));
};
