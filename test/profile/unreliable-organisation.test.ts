// Whole runs against an organisation's server that loses answers, breaks off and refuses: what is left in the end is what
// a reliable one holds, and nobody was invited twice.

import {writeFileSync} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import {expect, onTestFinished, test} from 'vitest';
import type {RunReport} from '../../source/core/run.ts';
import type {Harm} from '../../source/practice/faults.ts';
import {type Practice, startPractice} from '../../source/practice/start.ts';
import {openProfile} from '../../source/profile/open.ts';
import {testFolder} from '../helpers/folder.ts';

type Bench = {readonly practice: Practice; readonly sync: () => Promise<RunReport>};

const allow = {
	firstRun: true,
	acceptScope: true,
	invites: 1000,
	removals: 1000,
	membershipRemovals: 10_000,
	groupRemovals: 100,
};

const start = async (server: 'official' | 'vaultwarden', seed: number): Promise<Bench> => {
	const practice = await startPractice({
		seed,
		users: 60,
		groups: 12,
		server,
		organisation: {knobs: {groupsEnabled: true}, members: [{email: 'by.hand@practice.example'}]},
	});
	const home = testFolder();
	writeFileSync(`${home}/ca.pem`, practice.ca);
	let ahead = 0;
	const profile = await openProfile({
		profile: 'default',
		by: 'command',
		environment: {...practice.environment, USHER_HOME: home, USHER_CA_FILE: `${home}/ca.pem`, USHER_TIMEOUT: '5'},
		now: () => new Date(Date.now() + ahead),
		pause: async (milliseconds, signal) => {
			await wait(1, undefined, {signal});
			ahead += milliseconds;
		},
	});
	onTestFinished(async () => {
		await profile.close();
		await practice.close();
	});
	return {
		practice,
		sync: async () => {
			const run = profile.run({mode: 'sync', allow}, {approve: async () => 'decline'}, new AbortController().signal);
			for (;;) {
				const next = await run.next();
				if (next.done) return next.value;
			}
		},
	};
};

/** What the organisation holds, without its own ids. */
const held = ({bitwarden}: Practice): unknown => {
	const {members, groups} = bitwarden.store;
	return {
		members: [...members.values()].map(m => [m.email, m.externalId, m.status, m.type].join(' ')).sort(),
		groups: [...groups.values()]
			.map(group =>
				[group.name, group.externalId, ...[...group.members].map(id => members.get(id)?.email).sort()].join(' '),
			)
			.sort(),
	};
};

const harms: readonly Harm[] = [
	{kind: 'answer-lost'},
	{kind: 'reset'},
	{kind: 'reset-in-body'},
	{kind: 'truncated'},
	{kind: 'bad-gateway'},
	{kind: 'html'},
	{kind: 'throttle', retryAfter: {seconds: 3}},
	{
		kind: 'status',
		status: 500,
		body: '{"object":"error","message":"An unhandled server error has occurred.","errors":null}',
	},
	{kind: 'status', status: 503, body: ''},
	{kind: 'status', status: 401, body: ''},
];

/** What happens in the company between two syncs. */
const changes: readonly ((practice: Practice) => void)[] = [
	() => {},
	({company}) => {
		const people = company
			.users()
			.filter(user => user.accountEnabled && user.userType === 'Member' && user.mail !== null);
		const [one, two, three, four] = people.slice(5);
		const [first, second, third] = company.groups();
		if (!(one && two && three && four && first && second && third)) throw new Error('The company is too small.');
		company.leave(one.id);
		company.leave(two.id);
		company.purge(two.id);
		company.disable(three.id);
		for (let at = 0; at < 3; at++) company.addToGroup(company.hire().id, first.id);
		company.addToGroup(four.id, second.id);
		company.renameGroup(first.id, 'Renamed');
		company.deleteGroup(third.id);
	},
	({company, bitwarden}) => {
		bitwarden.confirmInvited();
		for (const user of company.users().slice(5, 10)) company.disable(user.id);
	},
	({company}) => {
		for (const user of company.users().slice(5, 10)) company.enable(user.id);
	},
];

test.each([
	['official', 1],
	['official', 2],
	['vaultwarden', 1],
] as const)('%s, seed %i', async (server, seed) => {
	const reliable = await start(server, seed);
	const {practice, sync} = await start(server, seed);
	for (const change of changes) {
		change(reliable.practice);
		expect((await reliable.sync()).error).toBeUndefined();
		const wanted = held(reliable.practice);

		change(practice);
		for (const harm of harms) practice.faults.add({service: 'bitwarden', route: '/api/', times: 6, chance: 0.08, harm});
		let report = await sync();
		for (let more = 0; more < 30 && report.outcome !== 'nothing-to-do'; more++) report = await sync();
		practice.faults.clear();
		report = await sync();
		expect(report.error).toBeUndefined();
		expect((await sync()).outcome).toBe('nothing-to-do');
		expect(held(practice)).toEqual(wanted);
	}
	const to = practice.bitwarden.mails.map(mail => mail.to);
	expect(to.length).toBe(new Set(to).size);
	expect(practice.faults.done.length).toBeGreaterThan(5);
});

test('an import that the client has given up, and that the server does only afterwards, is not sent again', async () => {
	const {practice, sync} = await start('official', 1);
	const {bitwarden} = practice;
	const reads = () =>
		bitwarden.audit.filter(({method, path}) => `${method} ${path}` === 'GET /api/public/members').length;
	let held = 0;
	bitwarden.knobs.beforeImportWrites = async () => {
		if (held++ > 0) return;
		const before = reads();
		// It is done only when Usher has looked once already, and seen nothing of it.
		while (reads() === before) await wait(10);
	};
	const report = await sync();
	expect(report.error).toBeUndefined();
	expect(report.outcome).toBe('applied');
	const to = bitwarden.mails.map(mail => mail.to);
	expect(to.length).toBeGreaterThan(20);
	expect(to.length).toBe(new Set(to).size);
	expect((await sync()).outcome).toBe('nothing-to-do');
});
