import type {EntraId, Ledger, OrgGroup} from '../ports.ts';

const dayMs = 86_400_000;

/**
 * Which groups to check although nothing suggests that they changed: the longest unread first, so many that all are
 * read within a day at the pace of the runs so far. The time since the newest reading stands for that pace.
 */
export const groupsDue = (groups: readonly OrgGroup[], ledger: Ledger, now: Date): OrgGroup[] => {
	const time = now.getTime();
	const seen: {readonly group: OrgGroup; readonly at: number}[] = [];
	let newest = Number.NEGATIVE_INFINITY;
	for (const group of groups) {
		const record = ledger.groups.get(group.externalId as EntraId);
		if (record === undefined) continue;
		// A time that cannot be read, or from a clock that ran ahead, counts as long ago.
		const parsed = Date.parse(record.seenAt);
		const at = parsed <= time ? parsed : Number.NEGATIVE_INFINITY;
		newest = Math.max(newest, at);
		seen.push({group, at});
	}
	if (seen.length === 0) return [];
	seen.sort((a, b) => a.at - b.at || (a.group.id < b.group.id ? -1 : 1));
	const since = Math.max(0, time - newest);
	const share = since >= dayMs ? seen.length : Math.ceil((seen.length * since) / dayMs);
	let count = share;
	while (count < seen.length && time - seen[count]!.at >= dayMs) count++;
	return seen.slice(0, count).map(one => one.group);
};
