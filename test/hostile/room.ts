// A directory and an organisation behind a wire that somebody has tampered with, and what of it could be seen.
import {expect, onTestFinished} from 'vitest';
import {createOrganisation} from '../../source/bitwarden/organisation.ts';
import {changesCsv} from '../../source/commands/csv.ts';
import {reportDocument} from '../../source/commands/json/plan.ts';
import {eventWords} from '../../source/commands/text/events.ts';
import {createPaint} from '../../source/commands/text/paint.ts';
import {planLines} from '../../source/commands/text/plan.ts';
import {reportLines} from '../../source/commands/text/report.ts';
import type {RunReport, SyncEvent} from '../../source/core/run.ts';
import {defaultSyncSettings, type SyncSettings} from '../../source/core/settings.ts';
import {sync} from '../../source/core/sync.ts';
import {unattendedAfter} from '../../source/core/watch/unattended-state.ts';
import {cloudOf} from '../../source/entra/clouds.ts';
import {createDirectory} from '../../source/entra/directory.ts';
import {createGraph} from '../../source/entra/graph/client.ts';
import {createSignIn} from '../../source/entra/sign-in.ts';
import {createHttp} from '../../source/platform/http/client.ts';
import {startPractice} from '../../source/practice/start.ts';
import {noticesAfter} from '../../source/service/notify/notice.ts';
import {webhookBody} from '../../source/service/notify/webhook.ts';
import {createMemoryState, everything} from '../helpers/memory-run.ts';
import {rawIn} from './raw.ts';
import {type FieldTampering, type Replacement, type Tampering, tamperedHttp} from './tampered-http.ts';

/** @param permissions of the application, besides the usual ones */
export const openHostileRoom = async (server: 'official' | 'vaultwarden', permissions: readonly string[] = []) => {
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
		permissions: ['User.Read.All', 'GroupMember.Read.All', ...permissions],
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
		tamperings: readonly Tampering[] | FieldTampering | Replacement,
		full: boolean,
		settings: Partial<SyncSettings> = {},
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
				settings: {...defaultSyncSettings, people: 'all', ...settings},
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
	/** How long was waited, milliseconds. */
	const waited = (): number => ahead;
	return {practice, state, run, holds, waited, told: wire.told, fields: wire.fields};
};

/** Everything that a person, a terminal, a file or a receiver of notices gets of a run: none of it has a raw character. */
export const expectClean = (
	{report, events}: {readonly report: RunReport; readonly events: readonly SyncEvent[]},
	snapshot: unknown,
	what: string,
): void => {
	const room = {paint: createPaint(false), columns: 80, all: true, command: 'usher sync'};
	const unattended = unattendedAfter(undefined, {
		by: 'schedule',
		report,
		startedAt: new Date(0),
		endedAt: new Date(0),
		intervalMinutes: 60,
	});
	const {notices} = noticesAfter(
		{
			profile: 'fabrikam',
			usher: 'usher',
			unattended: {...unattended, mode: 'quarantine', failures: 3},
			slower: true,
			report,
			acknowledged: new Set(),
			now: new Date(0),
			repeatHours: 24,
		},
		{told: {}},
	);
	const shown = {
		// The journal, the bundle and the screen are made of these.
		journal: [events, report],
		// `usher test` and the tree.
		directory: snapshot,
		text: [...reportLines(report, room), ...(report.plan ? planLines(report.plan, report.refusals, room) : [])],
		json: reportDocument(report),
		log: events.map(event => eventWords(event) ?? {}),
		notices: [notices, ...notices.map(one => JSON.parse(webhookBody(one, 'teams')))],
		csv: changesCsv(report.plan?.changes ?? []).split('\r\n'),
	};
	for (const [where, value] of Object.entries(shown)) expect(rawIn(value), `${what}: ${where}`).toBeUndefined();
};
