// Whatever a server or a directory writes into any field: never raw to a terminal, never a crash, and nobody loses anything.
import fc from 'fast-check';
import {expect, onTestFinished, test} from 'vitest';
import {createOrganisation} from '../../source/bitwarden/organisation.ts';
import {createPaint} from '../../source/commands/text/paint.ts';
import {planLines} from '../../source/commands/text/plan.ts';
import {reportLines} from '../../source/commands/text/report.ts';
import type {RunReport, SyncEvent} from '../../source/core/run.ts';
import {defaultSyncSettings} from '../../source/core/settings.ts';
import {sync} from '../../source/core/sync.ts';
import {cloudOf} from '../../source/entra/clouds.ts';
import {createDirectory} from '../../source/entra/directory.ts';
import {createGraph} from '../../source/entra/graph/client.ts';
import {createSignIn} from '../../source/entra/sign-in.ts';
import {createHttp} from '../../source/platform/http/client.ts';
import {startPractice} from '../../source/practice/start.ts';
import {createMemoryState, everything} from '../helpers/memory-run.ts';
import {poisons, type Tampering, tamperedHttp} from './tampered-http.ts';

/** What no terminal should be given: control and bidirectional characters. */
const raw = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const textsIn = function* (value: unknown): Generator<string> {
	if (typeof value === 'string') yield value;
	else if (Array.isArray(value) || (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)))
		for (const [key, one] of Object.entries(value)) {
			yield key;
			yield* textsIn(one);
		}
};

const open = async (server: 'official' | 'vaultwarden') => {
	let ahead = 0;
	const now = () => new Date(Date.now() + ahead);
	const pause = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
		signal.throwIfAborted();
		ahead += milliseconds;
		await new Promise(resolve => setImmediate(resolve));
	};
	const practice = await startPractice({
		users: 30,
		groups: 6,
		seed: 4,
		server,
		clock: () => now().getTime(),
		// Not what is tried here, and a hundred runs in a minute are more than a cloud allows.
		organisation: {seats: 10_000, knobs: {groupsEnabled: true}},
	});
	const {environment} = practice;
	const real = createHttp({ca: [practice.ca], environment: {}, userAgent: 'usher-test', timeoutMs: 5000});
	onTestFinished(async () => {
		await real.close();
		await practice.close();
	});
	const wire = tamperedHttp(real);
	const cloud = cloudOf({
		cloud: 'custom',
		loginUrl: environment.USHER_LOGIN_URL ?? '',
		graphUrl: environment.USHER_GRAPH_URL ?? '',
	});
	const kit = {http: wire.http, retryMs: 5000, now, pause};
	const state = createMemoryState();
	const run = async (
		tamperings: readonly Tampering[],
		full: boolean,
	): Promise<{report: RunReport; events: SyncEvent[]}> => {
		// As a process of its own: signs in again, and asks what server it is.
		const signIn = createSignIn({
			...kit,
			cloud,
			tenant: environment.USHER_TENANT ?? '',
			clientId: environment.USHER_CLIENT_ID ?? '',
			credential: {kind: 'secret', secret: async () => environment.USHER_CLIENT_SECRET ?? ''},
		});
		const directory = createDirectory({graph: createGraph({...kit, cloud, signIn}), now});
		const organisation = createOrganisation({
			...kit,
			url: environment.USHER_BITWARDEN_URL ?? '',
			clientId: environment.USHER_BITWARDEN_CLIENT_ID ?? '',
			secret: async () => environment.USHER_BITWARDEN_CLIENT_SECRET ?? '',
		});
		wire.begin(tamperings);
		const going = sync(
			{
				run: 'r',
				profile: 'fabrikam',
				by: 'command',
				mode: 'sync',
				allow: everything,
				fullReadHours: 24,
				settings: {...defaultSyncSettings, people: 'all'},
				...(full ? {full, verify: true} : {}),
			},
			{directory, organisation, state: state.port, approve: async () => 'decline', now, pause},
			new AbortController().signal,
		);
		const events: SyncEvent[] = [];
		for (;;) {
			const next = await going.next();
			if (next.done) return {report: next.value, events};
			events.push(next.value);
		}
	};
	const {members, groups} = practice.bitwarden.store;
	const holds = (): string[] => [
		...[...members.values()].filter(one => one.status !== -1).map(one => one.email),
		...[...groups.values()].flatMap(group =>
			[...group.members].map(id => `${group.externalId} ${members.get(id)?.email}`),
		),
	];
	return {practice, state, run, holds, told: wire.told};
};

const tampering = fc.record<Tampering>({
	answer: fc.nat({max: 14}),
	place: fc.double({min: 0, max: 0.999_999, noNaN: true}),
	poison: fc.nat({max: poisons.length - 1}),
	how: fc.constantFrom('instead', 'instead', 'instead', 'twice-before', 'twice-after', 'key'),
});

test.each(['official', 'vaultwarden'] as const)(
	'%s and the directory, with anything in any field',
	{timeout: 240_000},
	async server => {
		const {run, holds, told, state, practice} = await open(server);
		const first = await run([], true);
		expect(first.report.error).toBeUndefined();
		const before = holds();
		expect(before.length).toBeGreaterThan(40);
		let hit = 0;
		let failed = 0;
		await fc.assert(
			fc.asyncProperty(fc.array(tampering, {minLength: 1, maxLength: 3}), fc.boolean(), async (tamperings, full) => {
				// From the same beginning each time.
				const saved = {
					directory: state.directory,
					people: new Map(state.people),
					groups: new Map(state.groups),
					refused: state.refused,
				};
				state.tallies.length = 0;
				state.events.length = 0;
				const {report, events} = await run(tamperings, full);
				const what = told.join('; ');
				hit += told.length;
				if (report.error) failed++;
				expect(report.error?.code, `${what}: ${report.error?.message}`).not.toBe('unexpected');
				// Journal, screen and text: all are made of these.
				for (const text of textsIn([events, report]))
					expect(raw.test(text), `${what}: ${JSON.stringify(text.slice(0, 200))}`).toBe(false);
				const room = {paint: createPaint(false), columns: 80, all: true, command: 'usher sync'};
				const lines = [
					...reportLines(report, room),
					...(report.plan ? planLines(report.plan, report.refusals, room) : []),
				];
				for (const line of lines) expect(raw.test(line), `${what}: ${JSON.stringify(line)}`).toBe(false);
				const after = new Set(holds());
				expect(
					before.filter(one => !after.has(one)),
					what,
				).toEqual([]);
				expect(({} as Record<string, unknown>).polluted).toBeUndefined();
				state.directory = saved.directory;
				state.refused = saved.refused;
				for (const [live, kept] of [
					[state.people, saved.people],
					[state.groups, saved.groups],
				] as const) {
					live.clear();
					for (const [key, value] of kept) live.set(key as never, value as never);
				}
			}),
			{numRuns: Number(process.env.HOSTILE_RUNS ?? 60), seed: Number(process.env.HOSTILE_SEED ?? 1)},
		);
		expect(hit).toBeGreaterThan(20);
		// And the next run finds everything as it was.
		const last = await run([], true);
		expect(last.report.error).toBeUndefined();
		expect(failed).toBeGreaterThan(0);
		expect(practice.bitwarden.mails.map(mail => mail.to).filter((to, at, all) => all.indexOf(to) !== at)).toEqual([]);
	},
);
