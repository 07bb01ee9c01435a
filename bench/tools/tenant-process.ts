// The practice tenant in a process of its own, so that its time and memory are not counted as Usher's. Asked by messages.
import {Buffer} from 'node:buffer';
import process from 'node:process';
import {type Practice, startPractice} from '../../source/practice/start.ts';
import type {TenantAnswer, TenantAsk, TenantSize} from './tenant.ts';

let practice: Practice | undefined;
const marks = {units: 0, refused: 0};

const open = async ({users, groups, members, latency}: TenantSize): Promise<TenantAnswer> => {
	practice = await startPractice({users, groups, members: {perGroup: members}, latencyMs: latency});
	const {company} = practice;
	return {ca: practice.ca, environment: practice.environment, groups: company.groups().length};
};

const reset = (of: Practice): void => {
	for (const {requests} of [of.login, of.graph, of.bitwarden]) requests.reset();
	Object.assign(marks, of.graph.spent);
};

/** Ten ordinary changes: two join, two leave, one new name, five are taken out of a group. */
const change = ({company}: Practice): void => {
	const people = company.users().filter(user => user.accountEnabled && user.userType === 'Member');
	const groups = company.groups().filter(group => group.members.length > 1);
	const one = <Item>(list: readonly Item[], at: number): Item => list[Math.floor(list.length * at)] as Item;
	company.hire({name: 'New Colleague', groups: [one(groups, 0.1)]});
	company.hire({name: 'Another Colleague', groups: [one(groups, 0.9)]});
	company.leave(one(people, 0.21));
	company.leave(one(people, 0.42));
	company.rename(one(people, 0.63), 'Changed Name');
	for (const at of [0.15, 0.35, 0.55, 0.75, 0.95]) {
		const group = one(groups, at);
		const member = company.membersOf(group).find(object => object.kind === 'user');
		if (member !== undefined) company.removeFromGroup(member, group);
	}
};

const counts = (of: Practice): TenantAnswer => ({
	graph: {
		requests: of.graph.requests.total,
		bytes: of.graph.requests.bytesOut,
		units: of.graph.spent.units - marks.units,
		refused: of.graph.spent.refused - marks.refused,
		firstAt: of.graph.requests.recent[0]?.at ?? 0,
		lastAt: of.graph.requests.recent.at(-1)?.at ?? 0,
		most: of.graph.requests.mostInFlight,
		routes: Object.fromEntries(of.graph.requests.byRoute),
	},
	bitwarden: {
		requests: of.bitwarden.requests.total,
		bytes: of.bitwarden.requests.bytesOut,
		sent: of.bitwarden.audit.reduce((sum, {body}) => sum + Buffer.byteLength(JSON.stringify(body ?? '')), 0),
		routes: Object.fromEntries(of.bitwarden.requests.byRoute),
		members: of.bitwarden.store.members.size,
	},
	login: {requests: of.login.requests.total},
});

const answer = async (ask: TenantAsk): Promise<TenantAnswer> => {
	if (ask.do === 'open') return open(ask.size);
	if (practice === undefined) throw new Error('not open');
	switch (ask.do) {
		case 'reset':
			practice.bitwarden.audit.length = 0;
			reset(practice);
			return {};
		case 'counts':
			return counts(practice);
		case 'change':
			change(practice);
			return {};
		case 'latency':
			practice.latency.ms = ask.ms;
			return {};
		case 'throttling':
			practice.graph.knobs.throttling = ask.on;
			return {};
		case 'close':
			await practice.close();
			return {};
	}
};

process.on('message', (ask: TenantAsk & {readonly id: number}) => {
	answer(ask).then(
		result => process.send?.({id: ask.id, result}),
		(error: unknown) => process.send?.({id: ask.id, error: String(error)}),
	);
});
