// Nodes of the directory's tree as numbers: groups, then people, then leavers, and the two sections below all groups. Pure.
import type {Roster} from '../../../core/model.ts';

export const noGroupNode = -1;
export const leaversNode = -2;

export type NodeRef =
	| {readonly kind: 'group'; readonly group: number}
	| {readonly kind: 'person'; readonly user: number}
	| {readonly kind: 'leaver'; readonly leaver: number}
	| {readonly kind: 'no-group'}
	| {readonly kind: 'leavers'};

/** What a node's number stands for. */
export const nodeRef = (roster: Roster, node: number): NodeRef => {
	if (node === noGroupNode) return {kind: 'no-group'};
	if (node === leaversNode) return {kind: 'leavers'};
	const groups = roster.snapshot.groups.length;
	if (node < groups) return {kind: 'group', group: node};
	const user = node - groups;
	return user < roster.snapshot.users.length
		? {kind: 'person', user}
		: {kind: 'leaver', leaver: user - roster.snapshot.users.length};
};

export const personNode = (roster: Roster, user: number): number => roster.snapshot.groups.length + user;
export const leaverNode = (roster: Roster, leaver: number): number =>
	roster.snapshot.groups.length + roster.snapshot.users.length + leaver;
