import {credentialWarningDays, daysUntil, endWords} from '../core/days-left.ts';
import {type ExitCode, exitCodes} from '../core/exit-codes.ts';
import {count} from '../core/words.ts';
import {credentialEnd} from '../entra/credential-end.ts';
import {type Holder, holderInWords, lockHolder} from '../platform/lock/lock.ts';
import {pathsOf} from '../platform/settings/paths.ts';
import type {Settings} from '../platform/settings/settings.ts';
import {openSettings} from '../platform/settings/store.ts';
import type {DirectoryOverview} from '../platform/state/directory-store.ts';
import type {RunRecord} from '../platform/state/journal.ts';
import {asServiceWords, handedOverTo} from '../profile/handed-over.ts';
import {missingSettings} from '../profile/set-up.ts';
import {knownTenantName} from '../profile/tenant-name.ts';
import {readNoted} from '../service/unattended-file.ts';
import type {UnitState} from '../service/unit-state.ts';
import {commandLine} from './command-line.ts';
import {withMemory} from './memory.ts';
import type {Shell} from './shell.ts';
import {didWords} from './text/history.ts';
import {type UnattendedStatus, unattendedRows, unattendedStatus} from './text/unattended.ts';
import {indented, loadWidthsFor, pad} from './text/width.ts';
import {ago, moment} from './text/words.ts';

type Remembered = {
	readonly directory: DirectoryOverview | undefined;
	readonly last: RunRecord | undefined;
	readonly lastSync: RunRecord | undefined;
	/** Whom an undo has given something back, and until when runs leave them alone. */
	readonly held: ReadonlyMap<string, string>;
	readonly running: {readonly record: RunRecord; readonly holder: Holder | undefined} | undefined;
};

const remembered = (shell: Shell): Promise<Remembered | undefined> =>
	withMemory(shell, (state, paths) => {
		const running = state.current();
		const ended = state.runs(50).filter(record => record.outcome !== undefined);
		return {
			directory: state.overview(),
			last: ended[0],
			lastSync: ended.find(record => record.mode === 'sync'),
			// A large ledger takes its time: read only where there can be anybody.
			held: state.runs(500).some(record => record.mode === 'undo') ? state.ledger(shell.now()).held : new Map(),
			running: running === undefined ? undefined : {record: running, holder: lockHolder(paths)},
		};
	});

const isSetUp = (settings: Settings): boolean => missingSettings(settings).length === 0;

/** Whole days until the credential ends, when that is known. */
const daysLeft = ({entra}: Settings, now: Date): number | undefined => {
	const end = credentialEnd(entra);
	return end === undefined ? undefined : daysUntil(end.ends, now);
};

const runWords = (record: RunRecord, now: Date): string =>
	`${record.mode}, ${moment(record.startedAt)} (${ago(record.startedAt, now)}): ${didWords(record).replace(/\.$/, '')}; exit code ${record.exitCode}`;

/** Who runs the profile now, when this is only the place that it came from. */
type Service = {readonly home: string; readonly units: readonly (UnitState & {readonly words: string})[]};

const serviceOf = async (shell: Shell): Promise<Service | undefined> => {
	const home = handedOverTo(pathsOf({environment: shell.environment, profile: shell.profile}));
	if (home === undefined) return undefined;
	const [{runProgram}, {unitStates, unitWords}] = await Promise.all([
		import('../service/action.ts'),
		import('../service/unit-state.ts'),
	]);
	const units = await unitStates(shell.profile, runProgram);
	return {home, units: units.map(unit => ({...unit, words: unitWords(unit)}))};
};

const serviceRows = (shell: Shell, {home, units}: Service): [string, string][] => [
	['service', `runs this profile, in ${home}`],
	...(units.length === 0 ? ['systemd knows no unit of it here'] : units.map(({words}) => words)).map(
		(words): [string, string] => ['', words],
	),
	['more', `${asServiceWords(shell.profile)} status`],
];

const facts = (
	shell: Shell,
	settings: Settings,
	memory: Remembered | undefined,
	service: Service | undefined,
	unattended: UnattendedStatus | undefined,
): [string, string][] => {
	const now = shell.now();
	const {entra, bitwarden} = settings;
	const rows: [string, string][] = [['profile', shell.profile]];
	if (!isSetUp(settings)) {
		rows.push(['set-up', 'not complete; `usher doctor` says what is missing']);
	}
	const cloud = entra.cloud === 'public' ? '' : `, cloud ${entra.cloud}`;
	const paths = pathsOf({environment: shell.environment, profile: shell.profile});
	const tenantName = entra.tenantName ?? knownTenantName(paths, entra.tenant);
	rows.push([
		'directory',
		`${tenantName ? `${tenantName} (${entra.tenant ?? ''})` : (entra.tenant ?? 'no tenant yet')}${cloud}`,
	]);
	rows.push(['organisation', [bitwarden.organisationName, bitwarden.url].filter(Boolean).join(', ')]);
	// What is remembered here ends where the service began.
	if (service !== undefined) return [...rows, ...serviceRows(shell, service)];
	const {directory, last, lastSync, running} = memory ?? {};
	rows.push([
		'last read',
		directory === undefined
			? 'never'
			: `${ago(directory.readAt, now)}: ${count(directory.users, 'person', 'people')}, ${count(directory.groups, 'group')}, ${count(directory.memberships, 'membership')}; in full ${ago(directory.fullReadAt, now)}`,
	]);
	rows.push(['last run', last === undefined ? 'never' : runWords(last, now)]);
	if (lastSync !== undefined && lastSync !== last) rows.push(['last sync', runWords(lastSync, now)]);
	if (running !== undefined) {
		const who = running.holder === undefined ? '' : ` (${holderInWords(running.holder)})`;
		rows.push(['now', `a ${running.record.mode} is going on${who}`]);
	}
	if (unattended !== undefined)
		rows.push(...unattendedRows(unattended, now, commandLine(shell, 'service', 'uninstall')));
	const waiting = lastSync ?? last;
	if (waiting?.exitCode === exitCodes.refusedByGuard) {
		rows.push(['waiting', `a plan waits for a person: ${commandLine(shell, 'plan')} shows it and the way on`]);
	}
	const held = memory?.held ?? new Map<string, string>();
	if (held.size > 0) {
		const until = [...held.values()].sort().at(-1) ?? '';
		const people = count(held.size, 'person is', 'people are');
		rows.push(['held', `${people} left alone after an undo, the last until ${moment(until)}`]);
	}
	if (waiting?.exitCode === exitCodes.needsPerson) rows.push(['problems', `see ${commandLine(shell, 'problems')}`]);
	const end = credentialEnd(entra);
	if (end !== undefined && daysUntil(end.ends, now) <= credentialWarningDays) {
		rows.push([
			'credential',
			`${endWords(end.ends, now)} (${end.ends.toISOString().slice(0, 10)}); ${commandLine(shell, 'credentials', 'renew')} makes the next one`,
		]);
	}
	return rows;
};

/** `usher status`: what this profile is, when it last ran and how that ended. Asks no service. */
export const status = async (shell: Shell): Promise<ExitCode> => {
	const {environment, profile} = shell;
	const {settings} = openSettings({paths: pathsOf({environment, profile}), environment});
	const service = await serviceOf(shell);
	const memory = service === undefined ? await remembered(shell) : undefined;
	const setUp = isSetUp(settings);
	const noted = service === undefined ? readNoted(pathsOf({environment, profile})).unattended : undefined;
	const unattended =
		noted &&
		unattendedStatus(noted, {
			now: shell.now(),
			lastSync: memory?.lastSync,
			isRunning: memory?.running?.holder !== undefined,
		});
	if (shell.json) {
		const {entra, bitwarden} = settings;
		shell.document({
			profile,
			setUp,
			tenant: entra.tenant ?? null,
			cloud: entra.cloud,
			organisation: {name: bitwarden.organisationName ?? null, url: bitwarden.url},
			service: service ?? null,
			directory: memory?.directory ?? null,
			lastRun: memory?.last ?? null,
			lastSync: memory?.lastSync ?? null,
			unattended: unattended ?? null,
			held: Object.fromEntries(memory?.held ?? []),
			running: memory?.running === undefined ? null : {...memory.running.record, holder: memory.running.holder},
			credentialDaysLeft: daysLeft(settings, shell.now()) ?? null,
		});
	} else {
		const rows = facts(shell, settings, memory, service, unattended);
		await loadWidthsFor(rows.flat());
		shell.print(
			...rows.flatMap(([name, fact]) => indented(fact, shell.columns, ' '.repeat(15), shell.paint.bold(pad(name, 15)))),
		);
	}
	return setUp ? exitCodes.done : exitCodes.notSetUp;
};
