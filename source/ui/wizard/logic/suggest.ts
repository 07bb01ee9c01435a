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
	const found: Suggestion[] = [];
	const {groups} = roster.snapshot;
	for (let group = 0; group < groups.length && found.length < 200; group++) {
		const name = groups[group]?.name ?? '';
		if (name.toLowerCase().includes(wanted)) found.push({name, members: roster.members(group).length});
	}
	return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)).slice(0, most);
};
