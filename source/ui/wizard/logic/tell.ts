import type {Core} from '../core.ts';
import type {Draft} from '../draft.ts';
import type {Checks} from '../state.ts';

/** Writes how a check stands into the state. */
export const tellCheck =
	<Name extends keyof Checks>(core: Core, name: Name) =>
	(check: Checks[Name]): void =>
		core.set(old => ({...old, checks: {...old.checks, [name]: check}}));

/** Changes the draft, not by typing. */
export const setDraft = (core: Core, part: Partial<Draft>): void =>
	core.set(old => ({...old, draft: {...old.draft, ...part}}));
