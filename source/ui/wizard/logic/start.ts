// Step 1: connect, practise, or bring over a configuration of Directory Connector.
import {homedir} from 'node:os';
import {join, resolve} from 'node:path';
import type {Environment} from '../../../platform/environment.ts';
import type {SecretName} from '../../../platform/settings/settings.ts';
import {readBwdcFile, usualBwdcFile} from '../../../profile/bwdc/file.ts';
import {soundSettings} from '../../../profile/bwdc/sound.ts';
import {createLatest} from '../checks/latest.ts';
import type {Core} from '../core.ts';
import {draftOf} from '../draft.ts';
import type {Item} from '../items.ts';
import type {WizardState} from '../state.ts';
import type {StepLogic} from './step-logic.ts';
import {setDraft, tellCheck} from './tell.ts';

const option = (value: string, label: string, detail: string): Item => ({
	kind: 'option',
	id: `start-${value}`,
	sets: 'start',
	value,
	label,
	detail,
});

const startItems = ({draft, checks}: WizardState): readonly Item[] => [
	option('connect', 'Connect', 'Your organisation and your tenant, in ten minutes.'),
	option('practise', 'Practise', 'On a made-up company. No account, nothing is kept.'),
	option('import', 'Bring over', 'The settings of a Bitwarden Directory Connector.'),
	...(draft.start === 'import'
		? [{kind: 'field', id: 'importPath', label: 'Its data.json', placeholder: '/path/to/data.json'} as const]
		: []),
	...(draft.start === 'import' && checks.bwdc.kind === 'good'
		? [{kind: 'action', id: 'take-over', label: 'Take this over'} as const]
		: []),
];

/** `~/x` and `x` as an absolute path: a service starts elsewhere. */
export const absolute = (typed: string, environment: Environment): string => {
	const path = typed.trim();
	const home = environment.HOME ?? homedir();
	return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : resolve(path);
};

/** Step 1. */
export const startLogic = (core: Core): StepLogic => {
	const bwdc = createLatest((path: string) => readBwdcFile(path), tellCheck(core, 'bwdc'));
	const look = (afterMs = 0): void => {
		const {importPath} = core.get().draft;
		if (importPath.trim() === '') bwdc.forget();
		else bwdc.ask(absolute(importPath, core.environment), afterMs);
	};

	const takeOver = async (): Promise<void> => {
		const {checks, draft} = core.get();
		if (checks.bwdc.kind !== 'good') return;
		const {settings, secrets} = checks.bwdc.result;
		// A filter that cannot be read is not saved: it waits in step 7, where it can be corrected.
		const {sound, faulty} = soundSettings(settings);
		if (!(await core.save(sound))) return;
		for (const [name, value] of Object.entries(secrets)) {
			if (!(await core.keepSecret(name as SecretName, value))) return;
		}
		core.patch({
			draft: {
				...draftOf(core.get().settings),
				start: 'import',
				importPath: draft.importPath,
				way: 'there',
				...(faulty.includes('sync.userFilter') ? {userFilter: settings['sync.userFilter'] ?? ''} : {}),
				...(faulty.includes('sync.groupFilter') ? {groupFilter: settings['sync.groupFilter'] ?? ''} : {}),
			},
		});
		core.finish('start');
	};

	return {
		items: startItems,
		changed: key => {
			if (key === 'start' && core.get().draft.start === 'import' && core.get().draft.importPath === '') {
				const usual = usualBwdcFile(core.environment);
				if (usual !== undefined) {
					setDraft(core, {importPath: usual});
					look();
				}
			}
			if (key === 'importPath') look(300);
		},
		onward: item => {
			const {draft, checks, focus} = core.get();
			if (item?.id === 'take-over') {
				void takeOver();
				return;
			}
			if (draft.start === 'practise') core.leave({next: 'practise', finished: false});
			else if (draft.start === 'connect') core.finish('start');
			else if (item?.id === 'importPath' && checks.bwdc.kind === 'good')
				core.patch({focus: {...focus, start: 'take-over'}});
			else {
				core.patch({focus: {...focus, start: 'importPath'}});
				if (item?.id === 'importPath') look();
			}
		},
	};
};
