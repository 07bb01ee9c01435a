// Memberships: who is added to what, taken out, moved.
import type {PracticeGroup, PracticeObject} from './model.ts';
import type {Store} from './store.ts';

/** Adds a member; nothing happens when it is one already. */
export const link = (store: Store, group: PracticeGroup, member: PracticeObject): void => {
	if (group.members.includes(member.handle)) return;
	store.touch(group.handle);
	group.members.push(member.handle);
	store.record({handle: group.handle, of: 'group', what: 'member-added', member: member.handle});
};

/** Takes a member out; nothing happens when it is none. */
export const unlink = (store: Store, group: PracticeGroup, member: PracticeObject): void => {
	const at = group.members.indexOf(member.handle);
	if (at < 0) return;
	store.touch(group.handle);
	group.members.splice(at, 1);
	store.record({handle: group.handle, of: 'group', what: 'member-removed', member: member.handle});
};

/** Takes an object out of every group and unit, as happens when it is gone for good. */
export const unlinkEverywhere = (store: Store, member: PracticeObject): void => {
	for (const handle of store.groups) {
		const group = store.objects[handle] as PracticeGroup;
		if (group.state !== 'purged') unlink(store, group, member);
	}
	for (const unit of store.units) unit.members = unit.members.filter(handle => handle !== member.handle);
};
