// A profile that plays a script: what the screens see of a run, without a directory or an organisation.
import type {Change, ChangeKind, Plan, Problem, Refusal} from '../../source/core/changes.ts';
import type {EntraId, Fingerprint} from '../../source/core/ports.ts';
import {problemKey} from '../../source/core/problems.ts';
import type {Approver, RunReport, RunView, SyncEvent} from '../../source/core/run.ts';
import {defaultSyncSettings} from '../../source/core/settings.ts';
import type {Settings} from '../../source/platform/settings/settings.ts';
import type {JournalEntry, ListedSetting, RunRecord, RunWish, SessionProfile} from '../../source/ui/session/port.ts';
import {type CompanySize, company, rosterOf, userId} from './company.ts';

const settings: Settings = {
	entra: {
		cloud: 'public',
		tenant: 'fabrikam.onmicrosoft.com',
		tenantName: 'Fabrikam',
		credential: 'secret',
		secret: {},
		certificatePassword: {},
	},
	bitwarden: {url: 'https://bitwarden.eu', organisationName: 'Fabrikam GmbH', secret: {}},
	sync: defaultSyncSettings,
	schedule: {intervalMinutes: 15, fullReadHours: 24, historyDays: 90},
	notify: {webhook: {}, shape: 'generic', repeatHours: 24},
	health: {address: '127.0.0.1', port: 0},
	metrics: {},
	logs: {maskEmails: 'no'},
	network: {timeoutSeconds: 30, retrySeconds: 300},
};

const kinds: readonly ChangeKind[] = [
	'invite',
	'restore',
	'revoke',
	'remove',
	'adopt-member',
	'create-group',
	'rename-group',
	'set-group-members',
	'adopt-group',
	'empty-group',
	'delete-group',
];

/** A plan over these changes. */
export const planOf = (
	changes: readonly Change[],
	problems: readonly Problem[] = [],
	fingerprint = '7f3a9c0d',
): Plan => ({
	version: 1,
	fingerprint: fingerprint as Fingerprint,
	basis: 'organisation',
	changes,
	counts: Object.fromEntries(
		kinds.map(kind => [kind, changes.filter(change => change.kind === kind).length]),
	) as Record<ChangeKind, number>,
	people: 312,
	managed: 240,
	managedGroups: 40,
	managedMemberships: 1800,
	scope: 'scope' as Fingerprint,
	seats: {needed: 63, free: 47, toBuy: 16},
	mails: changes.filter(change => change.kind === 'invite').length,
	problems,
});

/** A plan that has something of most kinds. */
export const usualPlan = (view: RunView, invites = 12): Plan => {
	const {roster} = view;
	const person = (user: number) => ({
		externalId: roster.snapshot.users[user]!.id,
		email: roster.emails[user]!,
		name: roster.snapshot.users[user]!.name,
	});
	const group = (position: number) => ({
		externalId: roster.snapshot.groups[position]!.id,
		name: roster.snapshot.groups[position]!.name,
	});
	const newcomers = [...roster.users.keys()].filter(user => roster.users[user] === 2).slice(0, invites);
	const leaver = {externalId: userId(999_999), email: 'former.colleague@fabrikam.example', name: 'Former Colleague'};
	const gone = {
		subject: userId(999_999) as EntraId,
		verdict: 'out' as const,
		code: 'deleted' as const,
		reason: 'Out: the account was deleted in Entra.',
		path: [],
	};
	const changes: Change[] = [
		...newcomers.map((user): Change => ({kind: 'invite', person: person(user), because: roster.explainUser(user)})),
		{kind: 'revoke', person: leaver, because: gone},
		{kind: 'create-group', group: group(1), because: 'New in the directory.', memberships: 0},
		{kind: 'set-group-members', group: group(0), added: newcomers.slice(0, 3).map(person), removed: [person(20)]},
		{kind: 'rename-group', group: group(3), was: 'Money'},
	];
	return planOf(changes, [
		{
			code: 'twin',
			message:
				'Two accounts share the address grace.hopper@fabrikam.example; neither is invited. Disable one of them in Entra, or give it another address.',
			subject: [roster.emails[2]!],
			severity: 'needs-person',
		},
		{
			code: 'no-email',
			message: 'Service account has no usable address and is left out.',
			subject: [userId(5)],
			severity: 'warning',
		},
	]);
};

export const inviteRefusal = (asked: number): Refusal => ({
	limit: 'invite',
	asked,
	lastDay: 0,
	allowed: 50,
	flag: `--allow-invites ${asked}`,
	message: `${asked} invitations at once; 50 may pass in a day without a person's word.`,
});

export type ScriptOptions = {
	readonly size?: CompanySize;
	/** Between events; 0 plays as fast as it can. */
	readonly pauseMs?: number;
	readonly invites?: number;
	readonly refusals?: readonly Refusal[];
	readonly rename?: (kind: 'user' | 'group', number: number) => string | undefined;
	/** Shown before the first run. */
	readonly alreadyRead?: boolean;
	/** Waits asked for in the middle of the read; seconds. */
	readonly throttledFor?: number;
	readonly holder?: string;
	readonly failure?: RunReport['error'];
};

export type FakeProfile = SessionProfile & {
	/** What the runs told, of this process and of others that a test pretends. */
	readonly journal: (JournalEntry & {readonly run: string})[];
	readonly records: RunRecord[];
	/** What was asked for. */
	readonly wishes: RunWish[];
	holderIs(holder: string | undefined): void;
	readonly view: RunView;
	readonly answers: unknown[];
};

const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
	new Promise((resolve, reject) => {
		if (signal.aborted) return reject(signal.reason as Error);
		const timer = setTimeout(resolve, milliseconds);
		signal.addEventListener('abort', () => {
			clearTimeout(timer);
			reject(signal.reason as Error);
		});
	});

/** A profile whose runs follow the script. */
export const fakeProfile = (options: ScriptOptions = {}): FakeProfile => {
	const snapshot = company(options.size ?? {users: 340, groups: 48, membersEach: 12}, options.rename);
	const roster = rosterOf(snapshot);
	const plan = usualPlan({roster}, options.invites ?? 12);
	const view: RunView = {roster, plan};
	const journal: (JournalEntry & {readonly run: string})[] = [];
	const reports = new Map<string, RunReport>();
	const records: RunRecord[] = [];
	const wishes: RunWish[] = [];
	const answers: unknown[] = [];
	const acknowledged = new Set<string>();
	const values = new Map<string, string>();
	let holder = options.holder;
	let runs = 0;

	async function* script(
		wish: RunWish,
		approve: Approver,
		show: (view: RunView) => void,
		signal: AbortSignal,
	): AsyncGenerator<SyncEvent, RunReport> {
		const run = `run-${++runs}`;
		const began = Date.now();
		const pace = async (): Promise<void> => {
			signal.throwIfAborted();
			if ((options.pauseMs ?? 0) > 0) await wait(options.pauseMs ?? 0, signal);
		};
		const ended = (outcome: RunReport['outcome'], applied: RunReport['applied'] = {}): RunReport => ({
			run,
			outcome,
			exitCode: outcome === 'failed' ? 16 : outcome === 'interrupted' ? 130 : 0,
			...(wish.mode === 'test' ? {} : {plan}),
			refusals: options.refusals ?? [],
			applied,
			problems: plan.problems,
			requests: {graph: 12, bitwarden: 4},
			durationMs: Date.now() - began,
			...(outcome === 'failed' && options.failure !== undefined ? {error: options.failure} : {}),
		});
		yield {kind: 'run-started', run, at: new Date().toISOString(), by: 'screen', mode: wish.mode};
		let report: RunReport;
		try {
			yield {kind: 'phase', phase: 'sign-in'};
			await pace();
			yield {kind: 'phase', phase: 'directory'};
			yield {kind: 'read-started', mode: 'full', why: 'first'};
			for (let done = 0; done < snapshot.users.length; done += 100) {
				await pace();
				const to = Math.min(done + 100, snapshot.users.length);
				yield {
					kind: 'users-read',
					objects: snapshot.users.slice(done, to).map(({id, name}) => ({id, name})),
					done: to,
					total: snapshot.users.length,
				};
			}
			for (let done = 0; done < snapshot.groups.length; done += 20) {
				await pace();
				const to = Math.min(done + 20, snapshot.groups.length);
				yield {
					kind: 'groups-read',
					objects: snapshot.groups.slice(done, to).map(({id, name}) => ({id, name})),
					done: to,
					total: snapshot.groups.length,
				};
			}
			if (options.failure !== undefined) {
				report = ended('failed');
				yield {kind: 'run-ended', report};
				return report;
			}
			let memberships = 0;
			for (const [position, group] of snapshot.groups.entries()) {
				if (position % 4 === 0) await pace();
				if (position === 20 && options.throttledFor !== undefined) {
					yield {kind: 'waiting', service: 'graph', seconds: options.throttledFor, because: 'throttled'};
					await wait(options.throttledFor * 1000, signal);
				}
				memberships += group.users.length;
				yield {
					kind: 'members-read',
					group: group.id,
					users: group.users.length,
					groups: group.groups.length,
					done: position + 1,
					memberships,
				};
			}
			show({roster});
			yield {kind: 'phase', phase: 'organisation'};
			await pace();
			yield {kind: 'organisation-read', done: 40, total: 40};
			if (wish.mode === 'test') {
				report = ended('planned');
				yield {kind: 'run-ended', report};
				return report;
			}
			yield {kind: 'phase', phase: 'plan'};
			show(view);
			yield {kind: 'planned', plan, refusals: options.refusals ?? []};
			if (wish.mode === 'plan') {
				report = ended('planned');
				yield {kind: 'run-ended', report};
				return report;
			}
			yield {kind: 'phase', phase: 'approval'};
			const answer = await approve(plan, options.refusals ?? [], signal);
			answers.push(answer);
			signal.throwIfAborted();
			if (answer === 'decline') {
				report = ended('declined');
				yield {kind: 'run-ended', report};
				return report;
			}
			yield {kind: 'phase', phase: 'apply'};
			yield {kind: 'apply-started', steps: 8};
			for (let seq = 1; seq <= 8; seq++) {
				signal.throwIfAborted();
				yield {
					kind: 'step-started',
					seq,
					step:
						seq === 1
							? {
									kind: 'import',
									members: plan.changes
										.filter(change => change.kind === 'invite')
										.map(change => ({
											email: change.person.email,
											externalId: change.person.externalId,
											deleted: false,
										})),
									groups: [],
									invite: 'mail',
								}
							: {kind: 'set-group-members', group: `g${seq}` as never, members: []},
				};
				// The request on its way is finished even when the run is stopped.
				if ((options.pauseMs ?? 0) > 0) await wait((options.pauseMs ?? 0) * 4, new AbortController().signal);
				yield {kind: 'step-ended', seq, outcome: {kind: 'done', requestId: `req-${seq}`}};
			}
			report = ended('applied', {invite: plan.counts.invite, 'set-group-members': 1});
		} catch {
			report = ended('interrupted');
		}
		yield {kind: 'run-ended', report};
		return report;
	}

	const rows: readonly Pick<ListedSetting, 'key' | 'variable' | 'help' | 'allowed'>[] = [
		{
			key: 'sync.userFilter',
			variable: 'USHER_USER_FILTER',
			allowed: '',
			help: 'Which people are in: include:…, exclude:…, includeGroup:…, excludeGroup:…; empty takes everyone.',
		},
		{
			key: 'sync.groupFilter',
			variable: 'USHER_GROUP_FILTER',
			allowed: '',
			help: 'Which groups are in: include:Name,…, exclude:Name,…; empty takes every group.',
		},
		{
			key: 'sync.guests',
			variable: 'USHER_GUESTS',
			allowed: '',
			help: 'Whether guests of the tenant are let in: in or out.',
		},
		{
			key: 'sync.disabled',
			variable: 'USHER_DISABLED',
			allowed: '',
			help: 'Members whose account is disabled: revoke, offboard or keep.',
		},
		{
			key: 'schedule.intervalMinutes',
			variable: 'USHER_INTERVAL',
			allowed: '',
			help: 'Minutes between automatic syncs.',
		},
	];
	return {
		name: 'fabrikam',
		journal,
		records,
		wishes,
		answers,
		view,
		holderIs: next => {
			holder = next;
		},
		settings: () => settings,
		run: async function* (wish, {approve, show}, signal) {
			wishes.push(wish);
			const startedAt = new Date().toISOString();
			const play = script(wish, approve, show, signal);
			while (true) {
				const next = await play.next();
				if (next.done === true) {
					const report = next.value;
					reports.set(report.run, report);
					records.unshift({
						run: report.run,
						startedAt,
						endedAt: new Date().toISOString(),
						by: 'screen',
						mode: wish.mode,
						outcome: report.outcome,
						exitCode: report.exitCode,
						changes: Object.values(report.applied).reduce((sum, one) => sum + one, 0),
						problems: report.problems.length,
						refusals: report.refusals.length,
						error: report.error?.message,
					});
					return report;
				}
				journal.push({run: `run-${runs}`, seq: journal.length + 1, at: new Date().toISOString(), event: next.value});
				yield next.value;
			}
		},
		runs: limit => records.slice(0, limit),
		current: () => records.find(record => record.endedAt === undefined),
		report: run => reports.get(run),
		events: (run, after) => journal.filter(entry => entry.run === run && entry.seq > after),
		told: async function* (run, changes) {
			for (const {seq, at, event} of journal.filter(entry => entry.run === run)) {
				if (event.kind !== 'planned') yield {seq, at, event};
				else {
					yield {seq, at, event: {...event, plan: {...event.plan, changes: []}}};
					if (changes) yield {changes: event.plan.changes};
				}
			}
		},
		lastView: async () => (options.alreadyRead === true ? view : undefined),
		holder: () => holder,
		acknowledged: () => acknowledged,
		acknowledge: (problem, on) => {
			if (on) acknowledged.add(problemKey(problem));
			else acknowledged.delete(problemKey(problem));
		},
		writePlan: async () => '/home/ada/usher-plan-7f3a.json',
		listSettings: () =>
			rows.map(row => ({
				...row,
				value: values.get(row.key) ?? (row.key === 'sync.guests' ? 'out' : ''),
				from: values.has(row.key) ? 'file' : row.key === 'schedule.intervalMinutes' ? 'environment' : 'default',
			})),
		setSetting: async (key, text) => {
			values.set(key, text);
		},
	};
};
