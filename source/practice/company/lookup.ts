// Finds an object by what a test or the demo calls it.
import type {Who} from './api.ts';
import type {PracticeGroup, PracticeObject, PracticeUser} from './model.ts';
import type {Store} from './store.ts';

/** Neither deleted nor purged. */
export const isHere = (object: PracticeObject): boolean => object.state === 'here';

export type Lookup = (who: Who) => PracticeObject;
export type Kinds = {user(who: Who): PracticeUser; group(which: Who): PracticeGroup};

/** Looks up by id, then by user principal name, mail or name; what is there comes before what is gone. @throws RangeError */
export const lookup =
	(store: Store): Lookup =>
	who => {
		if (typeof who !== 'string') return who;
		const handle = store.byId.get(who.toLowerCase());
		const found =
			handle === undefined
				? (store.objects.find(object => isHere(object) && namesOf(object).includes(who)) ??
					store.objects.find(object => namesOf(object).includes(who)))
				: store.objects[handle];
		if (found === undefined) throw new RangeError(`The practice company has nobody and nothing called ${who}.`);
		return found;
	};

const namesOf = (object: PracticeObject): (string | null)[] =>
	object.kind === 'user' ? [object.userPrincipalName, object.mail, object.displayName] : [object.displayName];

/** The same, for one kind only. @throws RangeError */
export const kindsOf = (at: Lookup): Kinds => ({
	user(who) {
		const object = at(who);
		if (object.kind !== 'user') throw new RangeError(`${object.id} is no user of the practice company.`);
		return object;
	},
	group(which) {
		const object = at(which);
		if (object.kind !== 'group') throw new RangeError(`${object.id} is no group of the practice company.`);
		return object;
	},
});
