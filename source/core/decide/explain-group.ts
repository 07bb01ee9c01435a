import type {Decision} from '../changes.ts';
import {type Case, judgeGroup} from './judge.ts';
import {reachFrom, wayTo} from './reach.ts';
import {verdicts} from './verdicts.ts';
import {groupNamed, wayOut} from './words.ts';

const letIn = (at: Case, position: number): string => {
	const {includeGroups, excludeGroups} = at.scope;
	const label = includeGroups.groups.get(position);
	if (label !== undefined) return `${label} lets it in.`;
	return excludeGroups.any
		? 'nothing in the group filter leaves it out.'
		: 'there is no group filter, so every group is in.';
};

const hiddenIn = (at: Case, position: number): string => {
	const reach = reachFrom(at.directory, [position]);
	if (reach.hidden === position) return 'its members are hidden from Usher';
	const way = wayTo(reach, reach.hidden).slice(1);
	return `${wayOut(way.map(group => groupNamed(at, group)))}, is within it and has hidden members`;
};

const reasonOf = (at: Case, position: number): string => {
	const {code} = judgeGroup(at, position);
	if (code === 'selected') return `In: ${letIn(at, position)}`;
	if (code === 'hidden-members') {
		return `On hold: ${hiddenIn(at, position)}, so nothing about it is changed. Grant the permission Member.Read.Hidden to Usher.`;
	}
	const excluded = at.scope.excludeGroups.groups.get(position);
	return excluded === undefined ? 'Out: no clause of the group filter lets it in.' : `Out: ${excluded} leaves it out.`;
};

/** The verdict of the group at a position, with its sentence. */
export const explainGroup = (at: Case, position: number): Decision => {
	const {verdict, code} = judgeGroup(at, position);
	const subject = at.directory.snapshot.groups[position]!.id;
	return {subject, verdict: verdicts[verdict], code, reason: reasonOf(at, position), path: []};
};
