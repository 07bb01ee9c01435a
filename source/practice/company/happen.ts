// Ordinary days at the company: people come, go and move, by chance but the same for the same seed.
import type {Random} from '../random.ts';
import type {Company, Happening} from './api.ts';
import type {PracticeGroup, PracticeObject, PracticeUser} from './model.ts';
import {latin} from './names.ts';

type Day = {
	readonly company: Company;
	readonly random: Random;
	readonly people: readonly PracticeUser[];
	readonly groups: readonly PracticeGroup[];
};
type Turn = (day: Day) => Happening | undefined;

const nameOf = (object: PracticeObject): string => object.displayName ?? object.id;
/** The administrator stays: somebody has to sign in tomorrow. */
const someone = ({company, random, people}: Day): PracticeUser | undefined => {
	const others = people.length > 1 ? random.pick(people) : undefined;
	return others === company.admin ? undefined : others;
};
const somewhere = ({random, groups}: Day): PracticeGroup | undefined =>
	groups.length > 0 ? random.pick(groups) : undefined;
const memberOf = ({company, random}: Day, group: PracticeGroup): PracticeObject | undefined => {
	const members = company.membersOf(group).filter(member => member.kind === 'user' && member.state === 'here');
	return members.length > 0 ? random.pick(members) : undefined;
};
const inBin = ({company, random}: Day): PracticeUser | undefined => {
	const {store} = company;
	const gone = store.users
		.map(handle => store.objects[handle])
		.filter(one => one?.kind === 'user' && one.state === 'deleted');
	return gone.length > 0 ? (random.pick(gone) as PracticeUser) : undefined;
};

const hire: Turn = day => {
	const {company, random} = day;
	const [given, givenLetters] = random.pick(latin.given);
	const [family, familyLetters] = random.pick(latin.family);
	const address = `${givenLetters}.${familyLetters}.${company.store.objects.length}@${company.domains.main}`;
	const group = somewhere(day);
	const made = company.hire({
		name: `${given} ${family}`,
		upn: address,
		...(group === undefined ? {} : {groups: [group]}),
	});
	return {what: 'hired', who: nameOf(made), ...(group === undefined ? {} : {where: nameOf(group)})};
};

const withPerson =
	(what: Happening['what'], act: (company: Company, person: PracticeUser, random: Random) => void): Turn =>
	day => {
		const person = someone(day);
		if (person === undefined) return undefined;
		const who = nameOf(person);
		act(day.company, person, day.random);
		return {what, who};
	};

const join: Turn = day => {
	const [person, group] = [someone(day), somewhere(day)];
	if (person === undefined || group === undefined || group.members.includes(person.handle)) return undefined;
	day.company.addToGroup(person, group);
	return {what: 'joined', who: nameOf(person), where: nameOf(group)};
};

const leaveGroup: Turn = day => {
	const group = somewhere(day);
	const member = group === undefined ? undefined : memberOf(day, group);
	if (group === undefined || member === undefined) return undefined;
	day.company.removeFromGroup(member, group);
	return {what: 'left the group', who: nameOf(member), where: nameOf(group)};
};

const move: Turn = day => {
	const [from, to] = [somewhere(day), somewhere(day)];
	const member = from === undefined ? undefined : memberOf(day, from);
	if (from === undefined || to === undefined || from === to || member === undefined) return undefined;
	day.company.move(member, from, to);
	return {what: 'moved', who: nameOf(member), where: nameOf(to)};
};

const rarely: readonly Turn[] = [
	day => {
		const person = inBin(day);
		if (person === undefined) return undefined;
		day.company.restore(person);
		return {what: 'came back', who: nameOf(person)};
	},
	day => {
		const person = inBin(day);
		if (person === undefined) return undefined;
		day.company.purge(person);
		return {what: 'purged', who: nameOf(person)};
	},
	withPerson('renamed', (company, person, random) => {
		company.rename(person, `${person.givenName ?? 'Robin'} ${random.pick(latin.family)[0]}`);
	}),
	withPerson('changed address', (company, person) => {
		const address = `renamed.${person.handle}.${company.store.log.length}@${company.domains.main}`;
		company.changeEmail(person, address, address);
	}),
	withPerson('disabled', (company, person) => company.disable(person)),
	withPerson('enabled', (company, person) => company.enable(person)),
	({company, random, people}) => {
		const members = people.length === 0 ? [] : [random.pick(people)];
		const group = company.createGroup({name: `Project ${company.store.objects.length}`, members});
		return {what: 'group created', who: nameOf(group)};
	},
	day => {
		const group = somewhere(day);
		if (group === undefined) return undefined;
		const who = nameOf(group);
		day.company.renameGroup(group, `Project ${group.handle}.${day.company.store.log.length}`);
		return {what: 'group renamed', who, where: nameOf(group)};
	},
	day => {
		const group = somewhere(day);
		if (group === undefined || day.groups.length < 3) return undefined;
		day.company.deleteGroup(group);
		return {what: 'group deleted', who: nameOf(group)};
	},
	day => {
		const [child, parent] = [somewhere(day), somewhere(day)];
		if (child === undefined || parent === undefined || child === parent) return undefined;
		day.company.nest(child, parent);
		return {what: 'group nested', who: nameOf(child), where: nameOf(parent)};
	},
];
const leave = withPerson('left', (company, person) => company.leave(person));
const often: readonly Turn[] = [hire, hire, leave, join, join, leaveGroup, move, move];

/** Lets so many things happen and tells them. Fewer happen only when there is nobody left for them. */
export const happen = (company: Company, random: Random, count: number): Happening[] => {
	const told: Happening[] = [];
	for (let tries = 0; told.length < count && tries < count * 20 + 20; tries++) {
		const turn = random.pick(random.next() < 0.7 ? often : rarely);
		const happening = turn({company, random, people: company.users(), groups: company.groups()});
		if (happening !== undefined) told.push(happening);
	}
	return told;
};
