import type {Practice} from '../../practice/start.ts';

/** A few things that happen in any company between two syncs. Gives what happened, a sentence each. */
export const liveThroughAWeek = ({company}: Practice): string[] => {
	const ordinary = company
		.users()
		.filter(user => user.accountEnabled && user.userType !== 'Guest' && user.mail !== null && user !== company.admin);
	const inTeams = ordinary.filter(user => company.groupsOf(user).length > 0);
	const teams = company.groups().filter(group => company.membersOf(group).length > 2);
	const told: string[] = [];
	const nameOf = (thing: {readonly displayName: string | null; readonly id: string}): string =>
		thing.displayName || thing.id;

	const [leaver, disabled, mover] = [inTeams.at(3), inTeams.at(7), inTeams.at(11)];
	const [home] = mover === undefined ? [] : company.groupsOf(mover);
	const away = teams.find(team => team !== home && mover !== undefined && !team.members.includes(mover.handle));
	const team = teams.at(2) ?? teams[0];
	const renamed = teams.find(other => other !== home && other !== away && other !== team);

	const newcomer = company.hire({
		name: 'Grace Hopper',
		...(team === undefined ? {} : {groups: [team]}),
	});
	told.push(`${nameOf(newcomer)} is hired${team === undefined ? '' : ` into ${nameOf(team)}`}.`);
	if (leaver !== undefined) {
		company.leave(leaver);
		told.push(`${nameOf(leaver)} leaves, and is deleted in Entra.`);
	}
	if (disabled !== undefined) {
		company.disable(disabled);
		told.push(`The account of ${nameOf(disabled)} is disabled.`);
	}
	if (mover !== undefined && home !== undefined && away !== undefined) {
		company.move(mover, home, away);
		told.push(`${nameOf(mover)} moves from ${nameOf(home)} to ${nameOf(away)}.`);
	}
	if (renamed !== undefined) {
		const before = nameOf(renamed);
		company.renameGroup(renamed, `${before} (new)`);
		told.push(`${before} is now called ${nameOf(renamed)}.`);
	}
	return told;
};
