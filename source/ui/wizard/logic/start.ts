// Step 1: connect, practise, or bring over a configuration of Directory Connector.
import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join, resolve} from 'node:path';
import {UsherError} from '../../../core/errors.ts';
import {exitCodes} from '../../../core/exit-codes.ts';
import type {Environment} from '../../../platform/environment.ts';
import type {SettingKey} from '../../../platform/settings/keys.ts';
import type {SecretName} from '../../../platform/settings/settings.ts';
import {filterFault, readBwdc} from '../../../profile/bwdc/read.ts';
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

export const startItems = ({draft, checks}: WizardState): readonly Item[] => [
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

/** Where Directory Connector keeps its file (bwdc, `data-file`). */
const usualPath = (environment: Environment): string | undefined => {
	const home = environment.HOME ?? homedir();
	const folders = [
		environment.BITWARDENCLI_CONNECTOR_APPDATA_DIR,
		environment.BITWARDEN_CONNECTOR_APPDATA_DIR,
		join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'Bitwarden Directory Connector'),
		join(home, 'Library/Application Support/Bitwarden Directory Connector'),
	];
	return folders
		.filter(folder => folder !== undefined && folder !== '')
		.map(folder => join(folder ?? '', 'data.json'))
		.find(path => existsSync(path));
};

const most = 4 * 1_048_576;

const readFrom = async (path: string): Promise<ReturnType<typeof readBwdc>> => {
	let bytes: Buffer;
	try {
		bytes = await readFile(path);
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		throw new UsherError({
			code: 'bwdc-unreadable',
			exitCode: exitCodes.notSetUp,
			message: code === 'ENOENT' ? 'There is no such file.' : `The file cannot be read (${code ?? 'unknown reason'}).`,
			advice:
				code === 'EISDIR'
					? 'Give the data.json inside this folder.'
					: '`bwdc data-file` prints where Directory Connector keeps it. Copy it to this machine if it is on another one.',
		});
	}
	if (bytes.length > most)
		throw new UsherError({
			code: 'bwdc-unknown',
			exitCode: exitCodes.notSetUp,
			message: 'The file is too large to be a configuration.',
			advice: '`bwdc data-file` prints where its data.json is.',
		});
	return readBwdc(bytes.toString('utf8'));
};

/** Step 1. */
export const startLogic = (core: Core): StepLogic => {
	const bwdc = createLatest((path: string) => readFrom(path), tellCheck(core, 'bwdc'));
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
		const faulty = (key: SettingKey, place: 'user' | 'group'): boolean =>
			settings[key] !== undefined && filterFault(place, settings[key] ?? '') !== undefined;
		const wrong = [
			...(faulty('sync.userFilter', 'user') ? ['sync.userFilter'] : []),
			...(faulty('sync.groupFilter', 'group') ? ['sync.groupFilter'] : []),
		];
		const sound = Object.fromEntries(Object.entries(settings).filter(([key]) => !wrong.includes(key)));
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
				...(wrong.includes('sync.userFilter') ? {userFilter: settings['sync.userFilter'] ?? ''} : {}),
				...(wrong.includes('sync.groupFilter') ? {groupFilter: settings['sync.groupFilter'] ?? ''} : {}),
			},
		});
		core.finish('start');
	};

	return {
		items: startItems,
		changed: key => {
			if (key === 'start' && core.get().draft.start === 'import' && core.get().draft.importPath === '') {
				const usual = usualPath(core.environment);
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
