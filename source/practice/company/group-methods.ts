// What happens to groups, units, and other things.
import type {Random} from '../random.ts';
import type {Company} from './api.ts';
import type {Kinds, Lookup} from './lookup.ts';
import {link, unlink, unlinkEverywhere} from './members.ts';
import type {GroupProperty, PracticeGroup, PracticeUnit} from './model.ts';
import type {Store} from './store.ts';

type GroupMethods = Pick<
	Company,
	| 'createGroup'
	| 'renameGroup'
	| 'deleteGroup'
	| 'restoreGroup'
	| 'purgeGroup'
	| 'nest'
	| 'unnest'
	| 'createThing'
	| 'createUnit'
	| 'addToUnit'
	| 'removeFromUnit'
>;

/** The methods of a company that change groups; see Company. */
export const groupMethods = (store: Store, random: Random, kinds: Kinds, at: Lookup): GroupMethods => {
	const purge = (group: PracticeGroup): void => {
		if (group.state === 'purged') return;
		unlinkEverywhere(store, group);
		store.touch(group.handle);
		group.state = 'purged';
		group.members = [];
		store.record({handle: group.handle, of: 'group', what: 'purged'});
	};
	return {
		createGroup(wanted) {
			const group = store.insertGroup({
				id: wanted.id ?? random.guid(),
				displayName: wanted.name,
				description: null,
				mail: null,
				mailNickname: `group-${store.objects.length}`,
				unified: wanted.unified ?? wanted.visibility === 'HiddenMembership',
				visibility: wanted.visibility ?? null,
				members: [],
				created: store.clock(),
				state: 'here',
				deletedAt: 0,
			});
			store.touch(group.handle, true);
			store.record({handle: group.handle, of: 'group', what: 'created'});
			for (const who of wanted.members ?? []) link(store, group, at(who));
			return group;
		},
		renameGroup(which, name) {
			const group = kinds.group(which);
			if (group.displayName === name) return;
			store.touch(group.handle);
			group.displayName = name;
			const properties: GroupProperty[] = ['displayName'];
			store.record({handle: group.handle, of: 'group', what: 'changed', properties});
		},
		deleteGroup(which) {
			const group = kinds.group(which);
			if (!group.unified) purge(group);
			else if (group.state === 'here') {
				store.touch(group.handle);
				group.state = 'deleted';
				group.deletedAt = store.clock();
				store.record({handle: group.handle, of: 'group', what: 'deleted'});
			}
		},
		restoreGroup(which) {
			const group = kinds.group(which);
			if (group.state !== 'deleted') throw new RangeError('Only a deleted Microsoft 365 group can be restored.');
			store.touch(group.handle);
			group.state = 'here';
			group.deletedAt = 0;
			store.record({handle: group.handle, of: 'group', what: 'restored'});
		},
		purgeGroup: which => purge(kinds.group(which)),
		nest: (child, parent) => link(store, kinds.group(parent), kinds.group(child)),
		unnest: (child, parent) => unlink(store, kinds.group(parent), kinds.group(child)),
		createThing: (kind, displayName) =>
			store.insertThing({kind, id: random.guid(), displayName, state: 'here', deletedAt: 0}),
		createUnit({name, members = [], hidden = false}) {
			const unit: PracticeUnit = {
				id: random.guid(),
				displayName: name,
				description: null,
				visibility: hidden ? 'HiddenMembership' : 'Public',
				members: members.map(who => at(who).handle),
			};
			store.units.push(unit);
			return unit;
		},
		addToUnit(who, unit) {
			const {handle} = at(who);
			if (!unit.members.includes(handle)) unit.members.push(handle);
		},
		removeFromUnit(who, unit) {
			const {handle} = at(who);
			unit.members = unit.members.filter(member => member !== handle);
		},
	};
};
