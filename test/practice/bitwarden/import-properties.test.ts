import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {PracticeBitwarden} from '../../../source/practice/bitwarden/create-bitwarden.ts';
import {asked, importing} from '../../helpers/organisation-requests.ts';

const names = fc.uniqueArray(fc.integer({min: 0, max: 30}), {maxLength: 20});
const imports = fc.record({
	live: names,
	dead: names,
	groups: fc.uniqueArray(fc.record({at: fc.nat(8), members: names}), {selector: group => group.at, maxLength: 6}),
});

const bodyOf = ({live, dead, groups}: {live: number[]; dead: number[]; groups: {at: number; members: number[]}[]}) =>
	importing({
		members: [
			...live.map(at => ({email: `p${at}@a.example`, externalId: `id-${at}`, deleted: false})),
			...dead
				.filter(at => !live.includes(at))
				.map(at => ({email: `p${at}@a.example`, externalId: `id-${at}`, deleted: true})),
		],
		groups: groups.map(({at, members}) => ({
			name: `G${at}`,
			externalId: `g-${at}`,
			memberExternalIds: members.map(id => `id-${id}`),
		})),
	});

const stateOf = ({store}: PracticeBitwarden) =>
	JSON.stringify([
		[...store.members.values()],
		[...store.groups.values()].map(group => ({...group, members: [...group.members].sort()})),
		store.mails.length,
	]);

test.each(['official', 'vaultwarden'] as const)(
	'%s: the same import twice changes nothing, and owners stay',
	async server => {
		await fc.assert(
			fc.asyncProperty(fc.array(imports, {minLength: 1, maxLength: 5}), async list => {
				const org = await asked({
					server,
					knobs: {groupsEnabled: true},
					members: [{email: 'p1@a.example', role: 'owner', externalId: 'id-1'}, {email: 'p2@a.example'}],
				});
				for (const job of list) {
					expect((await org.import(bodyOf(job))).status).toBe(200);
					const once = stateOf(org.server);
					expect((await org.import(bodyOf(job))).status).toBe(200);
					expect(stateOf(org.server)).toBe(once);
					expect(org.server.memberByEmail('owner@practice.example')?.status).toBe(2);
					if (server === 'official') expect(org.server.memberByEmail('p1@a.example')?.status).toBe(2);
					const emails = [...org.server.store.members.values()].map(member => member.email);
					expect(new Set(emails).size).toBe(emails.length);
				}
			}),
			{numRuns: 40},
		);
	},
);
