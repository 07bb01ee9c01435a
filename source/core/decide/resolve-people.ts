// Whom the addresses that a filter names belong to in this directory.
import type {AddressValue} from '../filter/language.ts';
import {fold, matcher} from '../filter/pattern.ts';
import type {EntraId} from '../ports.ts';
import type {Directory} from './directory.ts';
import type {Findings, Place} from './findings.ts';
import {positionsBy} from './positions-by.ts';

/** Positions of the people whom an address names; of a pattern, a test of e-mails. */
export type PeopleResolver = (place: Place<AddressValue>) => readonly number[] | ((email: string) => boolean);

/**
 * Resolves addresses by the e-mails that the settings choose. An address that resolved `before` stays with that person as long as
 * there is one, and every address's id is put into `bindings`. Throws what `findings` throws.
 */
export const createPeopleResolver = (
	{snapshot, userAt}: Directory,
	emails: readonly string[],
	findings: Findings,
	before: ReadonlyMap<string, EntraId>,
	bindings: Map<string, EntraId>,
): PeopleResolver => {
	let addresses: ReadonlyMap<string, readonly number[]> | undefined;
	let others: ReadonlyMap<string, readonly number[]> | undefined;
	const peopleAt = (address: string): readonly number[] => {
		addresses ??= positionsBy(emails);
		return addresses.get(address) ?? [];
	};
	const idOf = (position: number): EntraId => snapshot.users[position]!.id;
	const called = (position: number): string => `${snapshot.users[position]!.name} (${idOf(position)})`;

	/** Somebody may have the address as the one that the settings do not choose. */
	const adviceFor = (address: string): string => {
		const count = snapshot.users.length;
		others ??= positionsBy([
			...snapshot.users.map(user => fold(user.mail ?? '')),
			...snapshot.users.map(user => fold(user.upn)),
		]);
		const found = others.get(address)?.[0];
		const near = found === undefined ? undefined : found % count;
		const email = near === undefined ? '' : emails[near];
		return near !== undefined && email !== ''
			? `${called(near)} has this address too, but is known by ${email} here: write that one.`
			: 'Check the address, and whether the person still exists in Entra ID.';
	};

	const byAddress = (place: Place<AddressValue>, address: string, bound: EntraId | undefined): readonly number[] => {
		const found = peopleAt(address);
		// Enabled beats disabled, here too.
		const enabled = found.filter(position => snapshot.users[position]!.enabled);
		const meant = enabled.length === 1 ? enabled : found;
		const [one] = meant;
		if (one === undefined) {
			if (bound !== undefined && snapshot.gone.has(bound)) {
				findings.gone(place, 'the person', bound, 'Take the address out of the filter.');
			} else findings.unknown(place, `the address ${address}`, adviceFor(address));
		} else if (meant.length > 1) {
			const advice = 'Give each of them an e-mail of their own in Entra ID.';
			findings.ambiguous(place, `the address ${address}`, meant.map(idOf), advice);
		} else {
			bindings.set(`address:${address}`, idOf(one));
			if (bound !== undefined) {
				const message = `means ${called(one)} from now on, and no longer ${bound}. Nothing to do if that is right.`;
				findings.renamed(place, idOf(one), message);
			}
		}
		return meant;
	};

	/** The person whom the address meant before, unless they are gone, or disabled while another has the address. */
	const boundPerson = (address: string, bound: EntraId): number | undefined => {
		const position = userAt.get(bound);
		if (position === undefined || snapshot.users[position]!.enabled) return position;
		const successors = peopleAt(address).filter(other => snapshot.users[other]!.enabled);
		return successors.length === 1 ? undefined : position;
	};

	return place => {
		const {text} = place.value;
		if (place.value.kind === 'address-pattern') {
			const fits = matcher(text);
			if (!emails.some(email => email !== '' && fits(email))) findings.nothing(place, 'nobody has an e-mail like that');
			return fits;
		}
		const bound = before.get(`address:${text}`);
		if (bound === undefined) return byAddress(place, text, undefined);
		bindings.set(`address:${text}`, bound);
		const position = boundPerson(text, bound);
		if (position === undefined) return byAddress(place, text, bound);
		const email = emails[position];
		if (email !== text && email !== '') {
			const others = peopleAt(text).map(called).sort();
			const advice =
				others.length === 0
					? 'Write the new address in the filter.'
					: `That address is of ${others.join(', ')} now, whom this clause does not mean: write the addresses that are meant.`;
			findings.renamed(place, bound, `still means ${called(position)}, whose e-mail is ${email} now. ${advice}`);
		}
		return [position];
	};
};
