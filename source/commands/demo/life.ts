import type {Practice} from '../../practice/start.ts';

const newcomers = [
	'Grace Hopper',
	'Radia Perlman',
	'Edsger Dijkstra',
	'Barbara Liskov',
	'Donald Knuth',
	'Hedy Lamarr',
	'Alan Kay',
	'Frances Allen',
	'Ken Thompson',
	'Adele Goldberg',
	'Tony Hoare',
	'Jean Bartik',
	'Niklaus Wirth',
	'Mary Kenneth Keller',
];

/** The practice company lives: each call makes one thing happen, and gives it as a sentence. Someone is hired, leaves, or moves. */
export const createLife = ({company}: Pick<Practice, 'company'>): (() => string | undefined) => {
	let turn = 0;
	const pick = <Item>(items: readonly Item[]): Item | undefined => items[(turn * 7 + 3) % Math.max(1, items.length)];
	const nameOf = (thing: {readonly displayName: string | null; readonly id: string}): string =>
		thing.displayName || thing.id;
	return () => {
		turn++;
		const people = company
			.users()
			.filter(user => user.accountEnabled && user.userType !== 'Guest' && user.mail !== null && user !== company.admin);
		const teams = company.groups().filter(group => company.membersOf(group).length > 2);
		const team = pick(teams);
		const person = pick(people.filter(user => company.groupsOf(user).length > 0));
		if (turn % 3 === 1) {
			const name = newcomers[Math.floor(turn / 3) % newcomers.length] ?? 'Grace Hopper';
			const again = Math.floor(turn / 3 / newcomers.length);
			const hired = company.hire({
				name: again === 0 ? name : `${name} ${again + 1}`,
				...(team === undefined ? {} : {groups: [team]}),
			});
			return `${company.name}: ${nameOf(hired)} is hired${team === undefined ? '' : ` into ${nameOf(team)}`}`;
		}
		if (person === undefined) return undefined;
		if (turn % 3 === 2) {
			const [from] = company.groupsOf(person);
			const to = teams.find(other => other !== from && !other.members.includes(person.handle));
			if (from === undefined || to === undefined) return undefined;
			company.move(person, from, to);
			return `${company.name}: ${nameOf(person)} moves from ${nameOf(from)} to ${nameOf(to)}`;
		}
		company.leave(person);
		return `${company.name}: ${nameOf(person)} leaves`;
	};
};
