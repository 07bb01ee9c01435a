// One company, one organisation and one profile between them, for a story that goes through several runs.
import {expect} from 'vitest';
import type {Change, ChangeKind, Problem} from '../../source/core/changes.ts';
import type {RunReport, SyncEvent} from '../../source/core/run.ts';
import {pause} from '../../source/platform/clock.ts';
import type {Audited} from '../../source/practice/bitwarden/create-bitwarden.ts';
import {roles, type StoredGroup, type StoredMember, statuses} from '../../source/practice/bitwarden/store.ts';
import type {PracticeOptions} from '../../source/practice/start.ts';
import type {RunOptions} from '../../source/profile/open.ts';
import {finish, practiceRoom} from './practice-profile.ts';

export type Told = {readonly events: readonly SyncEvent[]; readonly report: RunReport};

const nameOf = (of: Readonly<Record<string, number>>, value: number): string =>
	Object.entries(of).find(([, one]) => one === value)?.[0] ?? String(value);

/** A company of nobody but its administrator, who owns the organisation, unless the options say more. */
export const openScene = async (options: PracticeOptions = {}, settings: Record<string, string> = {}) => {
	const room = await practiceRoom({users: 1, groups: 0, members: 0, oddities: false, ...options}, settings);
	const {practice, environment} = room;
	const {company, bitwarden} = practice;
	const {store} = bitwarden;
	// Waiting for a list to settle takes a moment only: what is asked, and how often, stays the same.
	const profile = await room.open({pause: (milliseconds, signal) => pause(Math.min(milliseconds, 20), signal)});
	const run = (request: RunOptions): Promise<Told> => finish(profile, request);
	const member = (email: string): StoredMember | undefined => bitwarden.memberByEmail(email);
	return {
		...room,
		company,
		bitwarden,
		profile,
		run,
		plan: (): Promise<Told> => run({mode: 'plan'}),
		sync: (more: Partial<RunOptions> = {}): Promise<Told> => run({mode: 'sync', ...more}),
		/** Settings as an administrator changes them between two runs. */
		set: (changed: Record<string, string>): void => {
			Object.assign(environment, changed);
		},
		member,
		/** `confirmed user <external id>`; undefined when there is no such member. */
		standing: (email: string): string | undefined => {
			const found = member(email);
			return found && `${nameOf(statuses, found.status)} ${nameOf(roles, found.type)} ${found.externalId ?? '-'}`;
		},
		/** Everyone's address, sorted. */
		everyone: (): string[] => [...store.members.values()].map(({email}) => email).sort(),
		group: (name: string): StoredGroup | undefined => bitwarden.groupByName(name),
		/** Addresses of those in the group of that name, sorted; undefined when there is no such group. */
		inside: (name: string): string[] | undefined => {
			const found = bitwarden.groupByName(name);
			return found && [...found.members].map(id => store.members.get(id)?.email ?? id).sort();
		},
		/** What was written to the organisation since the last time that this was asked. */
		writes: (): Audited[] => {
			const written = bitwarden.audit.filter(({method, path}) => method !== 'GET' && !path.startsWith('/identity/'));
			bitwarden.audit.length = 0;
			return written;
		},
		/** A run that has nothing to do, and sends nothing. */
		async settled(): Promise<RunReport> {
			this.writes();
			const {events, report} = await run({mode: 'sync'});
			expect(report.plan?.changes).toEqual([]);
			expect(report.outcome).toBe('nothing-to-do');
			expect(events.filter(event => event.kind === 'step-started')).toEqual([]);
			expect(this.writes()).toEqual([]);
			return report;
		},
	};
};

export type Scene = Awaited<ReturnType<typeof openScene>>;

/** `invite ada@x`, `set-group-members Sales +ada@x -grace@x`: a plan's changes in words, sorted. */
export const wordsOf = (changes: readonly Change[] | undefined): string[] =>
	(changes ?? [])
		.map(change => {
			if ('person' in change) return `${change.kind} ${change.person.email}`;
			if (change.kind !== 'set-group-members') return `${change.kind} ${change.group.name}`;
			const people = [...change.added.map(one => `+${one.email}`), ...change.removed.map(one => `-${one.email}`)];
			return [change.kind, change.group.name, ...people.sort()].join(' ');
		})
		.sort();

/** The planned changes of some kinds, in words. */
export const planned = ({report}: Told, ...kinds: readonly ChangeKind[]): string[] =>
	wordsOf(report.plan?.changes.filter(change => kinds.length === 0 || kinds.includes(change.kind)));

/** Problems of that code. */
export const problems = ({report}: Told, code: string): readonly Problem[] =>
	report.problems.filter(problem => problem.code === code);
