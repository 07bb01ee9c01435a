// Step 7: who and what is synced, with live counts from a directory that is read once.
import {parseGroupFilter, parseUserFilter} from '../../../core/filter/parse.ts';
import type {SyncSettings} from '../../../core/settings.ts';
import type {SettingKey} from '../../../platform/settings/keys.ts';
import {failureOf} from '../checks/check.ts';
import type {Core} from '../core.ts';
import type {DraftKey} from '../draft.ts';
import type {Item} from '../items.ts';
import type {WizardState} from '../state.ts';
import {countScope} from './count.ts';
import type {Reader} from './reader.ts';
import type {StepLogic} from './step-logic.ts';

const countMs = 150;
const unitMs = 1200;

/** The draft's values of this step and the settings that they are. */
const keys = {
	userFilter: 'sync.userFilter',
	groupFilter: 'sync.groupFilter',
	people: 'sync.people',
	guests: 'sync.guests',
	disabled: 'sync.disabled',
	leavers: 'sync.leavers',
	offboard: 'sync.offboard',
} as const satisfies Partial<Record<DraftKey, SettingKey>>;
type ScopeKey = keyof typeof keys;
const isScopeKey = (key: DraftKey): key is ScopeKey => Object.hasOwn(keys, key);

/** Whether the server can revoke, as far as step 2 has found out. */
export const canRevokeNow = ({checks: {organisation}}: WizardState): boolean =>
	organisation.kind !== 'good' || organisation.result.abilities?.canRevoke !== false;

const scopeItems = (state: WizardState): readonly Item[] => {
	const {draft, fixed} = state;
	const withFixed = (key: ScopeKey) => {
		const variable = fixed.get(keys[key]);
		return variable === undefined ? {} : {fixed: variable};
	};
	const pick = (id: ScopeKey, label: string, options: readonly (readonly [string, string])[]): Item => ({
		kind: 'pick',
		id,
		label,
		options: options.map(([value, text]) => ({value, label: text})),
		...withFixed(id),
	});
	return [
		{
			kind: 'field',
			id: 'groupFilter',
			label: 'Groups',
			placeholder: 'all of them; or include:Engineering,Finance',
			why: 'Which groups the organisation gets, with their people.',
			...withFixed('groupFilter'),
		},
		{
			kind: 'field',
			id: 'userFilter',
			label: 'People',
			placeholder: 'everyone; or exclude:*@contractors.example',
			why: 'Who may come in: by address, or by group.',
			...withFixed('userFilter'),
		},
		...(draft.groupFilter.trim() === ''
			? []
			: [
					pick('people', 'People come in', [
						['in-groups', 'when in one of these groups'],
						['all', 'all whom the filter lets in'],
					]),
				]),
		pick('guests', 'Guests', [
			['out', 'stay out'],
			['in', 'come in too'],
		]),
		pick(
			'disabled',
			'Disabled in Entra',
			canRevokeNow(state)
				? [
						['revoke', 'revoked until enabled again'],
						['offboard', 'offboarded'],
						['keep', 'left as they are'],
					]
				: [
						['revoke', 'left as they are'],
						['offboard', 'offboarded'],
						['keep', 'left as they are, always'],
					],
		),
		pick('leavers', 'Leaving the scope', [
			['offboard', 'offboarded'],
			['keep', 'left as they are'],
		]),
		pick('offboard', 'Offboarded means', [
			['revoke', canRevokeNow(state) ? 'revoked, can be undone' : 'removed: this server cannot revoke'],
			['remove', 'removed for good'],
		]),
	];
};

/** The settings as the draft has them now. */
export const draftedSync = ({draft, settings, fixed}: WizardState): SyncSettings => {
	const own = Object.fromEntries(
		Object.entries(keys)
			.filter(([, key]) => !fixed.has(key))
			.map(([name]) => [name, draft[name as ScopeKey]]),
	);
	return {...settings.sync, ...own} as SyncSettings;
};

/** Step 7. */
export const scopeLogic = (core: Core, reader: Reader): StepLogic => {
	let timer: NodeJS.Timeout | undefined;
	let unitTimer: NodeJS.Timeout | undefined;
	let counted: unknown;

	const parses = (): boolean => {
		const {userFilter, groupFilter} = core.get().draft;
		try {
			parseUserFilter(userFilter);
			parseGroupFilter(groupFilter);
			return true;
		} catch (error) {
			const failure = failureOf(error);
			const place = /user filter/i.test(failure.message) ? 'user' : 'group';
			core.patch({counts: {kind: 'wrong', place, failure}});
			return false;
		}
	};
	const save = (): Promise<boolean> => {
		const {draft} = core.get();
		return core.save(
			Object.fromEntries(Object.entries(keys).map(([name, key]) => [key, draft[name as ScopeKey].trim()])),
		);
	};
	/** Counts, and keeps what can be used. */
	const recount = (): void => {
		if (!parses()) return;
		const snapshot = reader.snapshot();
		if (snapshot === undefined) {
			core.patch({counts: undefined});
			void save();
			return;
		}
		counted = snapshot;
		const state = core.get();
		const counts = countScope(snapshot, draftedSync(state), canRevokeNow(state), new Date(core.now()));
		core.patch({counts});
		if (counts.kind !== 'wrong') void save();
		clearTimeout(unitTimer);
		// The members of a unit are read only when a filter names it.
		if (counts.kind === 'unit-unread')
			unitTimer = setTimeout(() => void save().then(saved => saved && reader.read(true)), unitMs);
	};
	const soon = (): void => {
		clearTimeout(timer);
		clearTimeout(unitTimer);
		timer = setTimeout(recount, countMs);
	};
	return {
		items: scopeItems,
		enter: () => {
			reader.onChange(() => {
				const snapshot = reader.snapshot();
				if (snapshot !== undefined && snapshot !== counted) soon();
			});
			reader.read();
			recount();
		},
		leave: () => {
			clearTimeout(timer);
			clearTimeout(unitTimer);
			reader.onChange(() => {});
		},
		changed: key => {
			if (isScopeKey(key)) soon();
		},
		onward: () => {
			clearTimeout(timer);
			recount();
			const {counts, focus} = core.get();
			if (counts?.kind === 'wrong') {
				const at = counts.place === 'user' ? 'userFilter' : 'groupFilter';
				core.patch({focus: {...focus, scope: at}});
				core.say('Correct the filter first; nothing runs with it.');
				return;
			}
			void save().then(saved => saved && core.finish('scope'));
		},
	};
};
