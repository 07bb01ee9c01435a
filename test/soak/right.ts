// What the organisation has to hold, worked out from the practice company alone: none of Usher's own code.
import type {PracticeGroup, PracticeUser} from '../../source/practice/company/model.ts';
import type {Practice} from '../../source/practice/start.ts';

const emailOf = (user: PracticeUser): string => {
	const mail = user.mail?.trim().toLowerCase() ?? '';
	return mail === '' || mail.endsWith('.onmicrosoft.com') ? user.userPrincipalName.toLowerCase() : mail;
};
const isIn = (user: PracticeUser): boolean => user.state === 'here' && user.accountEnabled && user.userType !== 'Guest';

/** Everybody in a group, directly or through groups in it. */
const everyoneIn = ({company}: Practice, group: PracticeGroup): Set<PracticeUser> => {
	const found = new Set<PracticeUser>();
	const seen = new Set<number>();
	const follow = (handle: number): void => {
		if (seen.has(handle)) return;
		seen.add(handle);
		const object = company.store.objects[handle];
		if (object === undefined || object.state !== 'here') return;
		if (object.kind === 'user') found.add(object);
		else if (object.kind === 'group') for (const member of object.members) follow(member);
	};
	follow(group.handle);
	return found;
};

const twice = (values: readonly string[]): string[] => values.filter((value, at) => values.indexOf(value) !== at);

/**
 * Everything in which the organisation differs from what a sync with the default settings has to make of this
 * company; empty when it is exactly right. The company is one without oddities. Vaultwarden keeps the name that a group
 * was made with (public.rs); nothing else of what it stores may differ, though Usher reads none of it.
 */
export const wrongIn = (practice: Practice, server: 'official' | 'vaultwarden' = 'official'): string[] => {
	const {company, bitwarden} = practice;
	const wrong: string[] = [];
	const members = [...bitwarden.store.members.values()];
	const byId = new Map(members.map(member => [member.externalId ?? '', member]));
	const users = company.store.users.map(handle => company.store.objects[handle] as PracticeUser);
	for (const id of twice(members.flatMap(member => member.externalId ?? [])))
		wrong.push(`two members have the id ${id}`);
	for (const email of twice(members.map(member => member.email))) wrong.push(`two members are ${email}`);
	for (const email of twice(bitwarden.store.mails.map(mail => mail.to))) wrong.push(`${email} was invited twice`);

	/** Whose address has changed since: left as they are, and in their groups as they were. */
	const renamed = new Set<string>();
	const active = new Map<PracticeUser, string>();
	for (const user of users) {
		const member = byId.get(user.id);
		const email = emailOf(user);
		if (!isIn(user)) {
			if (member !== undefined && member.status !== -1 && member.type !== 0)
				wrong.push(`${member.email} is out and not revoked`);
			continue;
		}
		if (member === undefined) wrong.push(`${email} is in and no member`);
		else if (member.email !== email) renamed.add(member.id);
		else if (member.status === -1) wrong.push(`${email} is in and revoked`);
		else active.set(user, member.id);
	}

	const groups = [...bitwarden.store.groups.values()];
	const here = new Map(company.groups().map(group => [group.id, group]));
	for (const id of twice(groups.flatMap(group => group.externalId ?? []))) wrong.push(`two groups have the id ${id}`);
	for (const group of here.values()) {
		const name = group.displayName ?? '';
		const there = groups.find(one => one.externalId === group.id);
		if (there === undefined) {
			wrong.push(`the group ${name} is missing`);
			continue;
		}
		if (there.name !== name && server === 'official') wrong.push(`the group ${name} is called ${there.name}`);
		const wanted = new Set([...everyoneIn(practice, group)].flatMap(user => active.get(user) ?? []));
		for (const member of wanted)
			if (!there.members.has(member)) wrong.push(`${name} lacks ${bitwarden.store.members.get(member)?.email}`);
		for (const member of there.members)
			if (!wanted.has(member) && !renamed.has(member))
				wrong.push(`${name} holds ${bitwarden.store.members.get(member)?.email}`);
	}
	for (const group of groups) {
		if (group.externalId === null || here.has(group.externalId)) continue;
		for (const member of group.members)
			if (!renamed.has(member))
				wrong.push(`${group.name} is gone and holds ${bitwarden.store.members.get(member)?.email}`);
	}
	return wrong;
};
