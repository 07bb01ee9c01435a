// The people of the company, made from a seed.
import type {Random} from '../random.ts';
import {hostileNames} from './hostile.ts';
import type {PracticeUser} from './model.ts';
import {departments, jobTitles, latin, otherScripts, type Script} from './names.ts';
import type {Store} from './store.ts';

export type Domains = {readonly main: string; readonly initial: string};

/** What is special about a person. */
type Trait =
	| 'plain'
	| 'other-script'
	| 'guest'
	| 'ext-member'
	| 'disabled'
	| 'no-mail'
	| 'onmicrosoft'
	| 'service'
	| 'shared'
	| 'twin'
	| 'twin-disabled'
	| 'hostile';

const shares: readonly (readonly [Trait, share: number, least: number])[] = [
	['other-script', 0.12, 9],
	['guest', 0.05, 2],
	['disabled', 0.04, 2],
	['no-mail', 0.02, 1],
	['onmicrosoft', 0.02, 1],
	['service', 0.015, 1],
	['shared', 0.015, 1],
	['ext-member', 0, 1],
	['twin', 0, 1],
	['twin-disabled', 0, 1],
];

const traitsOf = (random: Random, count: number, oddities: boolean): Trait[] => {
	const traits: Trait[] = [];
	if (oddities && count >= 40) {
		for (const [trait, share, least] of shares) {
			for (let left = Math.max(least, Math.floor(share * count)); left > 0; left--) traits.push(trait);
		}
		const hostile = count >= 200 ? hostileNames.length : 4;
		for (let left = hostile; left > 0; left--) traits.push('hostile');
	}
	while (traits.length < count) traits.push('plain');
	for (let index = count - 1; index > 0; index--) {
		const other = random.below(index + 1);
		const swap = traits[index] as Trait;
		traits[index] = traits[other] as Trait;
		traits[other] = swap;
	}
	// The first person is the administrator, the second has nothing that a twin could not share.
	for (const place of [0, 1]) {
		const plain = traits.indexOf('plain', 2);
		if (traits[place] !== 'plain' && plain > 0) {
			traits[plain] = traits[place] as Trait;
			traits[place] = 'plain';
		}
	}
	return traits;
};

/** Fills the table with so many people; the first is an administrator in IT. */
export const makePeople = (
	store: Store,
	random: Random,
	options: {readonly count: number; readonly oddities: boolean; readonly domains: Domains; readonly born: number},
): void => {
	const taken = new Map<string, number>();
	const {domains, born} = options;
	const unique = (letters: string): string => {
		const seen = taken.get(letters) ?? 0;
		taken.set(letters, seen + 1);
		return seen === 0 ? letters : `${letters}${seen + 1}`;
	};
	let hostile = 0;
	const traits = traitsOf(random, options.count, options.oddities);
	for (const [index, trait] of traits.entries()) {
		const script: Script = trait === 'other-script' ? (otherScripts[index % otherScripts.length] as Script) : latin;
		const [given, givenLetters] = index === 0 ? (['Ada', 'ada'] as const) : random.pick(script.given);
		const [family, familyLetters] = index === 0 ? (['Lindqvist', 'lindqvist'] as const) : random.pick(script.family);
		const address = unique(`${givenLetters}.${familyLetters}`);
		const user: Omit<PracticeUser, 'handle' | 'kind'> = {
			id: random.guid(),
			displayName: script.familyFirst ? `${family} ${given}` : `${given} ${family}`,
			givenName: given,
			surname: family,
			mail: `${address}@${domains.main}`,
			userPrincipalName: `${address}@${domains.main}`,
			accountEnabled: true,
			userType: 'Member',
			jobTitle: index === 0 ? 'Administrator' : random.pick(jobTitles),
			department: index === 0 ? 'IT' : random.pick(departments),
			created: born - (1 + random.below(2000)) * 86_400_000,
			state: 'here',
			deletedAt: 0,
		};
		bend(user, trait, {address, domains, index, twin: store.objects[1], hostile: trait === 'hostile' ? hostile++ : 0});
		store.insertUser(user);
	}
};

type Bending = {
	readonly address: string;
	readonly domains: Domains;
	readonly index: number;
	readonly twin: Store['objects'][number] | undefined;
	readonly hostile: number;
};

const bend = (user: Omit<PracticeUser, 'handle' | 'kind'>, trait: Trait, about: Bending): void => {
	const {address, domains, index} = about;
	const twinMail = about.twin?.kind === 'user' ? about.twin.mail : user.mail;
	switch (trait) {
		case 'guest':
			user.userType = 'Guest';
			user.mail = `${address}@partner-${index % 7}.example`;
			user.userPrincipalName = `${address}_partner-${index % 7}.example#EXT#@${domains.initial}`;
			break;
		case 'ext-member':
			user.mail = `${address}@sister.example`;
			user.userPrincipalName = `${address}_sister.example#EXT#@${domains.initial}`;
			break;
		case 'disabled':
			user.accountEnabled = false;
			break;
		case 'no-mail':
			user.mail = null;
			break;
		case 'onmicrosoft':
			user.mail = `${address}@${domains.initial}`;
			break;
		case 'service':
			user.displayName = `svc-${['backup', 'scanner', 'build', 'telephony'][index % 4]}-${index}`;
			user.givenName = null;
			user.surname = null;
			user.jobTitle = null;
			user.mail = null;
			user.userPrincipalName = `svc-${index}@${domains.initial}`;
			break;
		case 'shared':
			user.displayName = ['Reception', 'Invoices', 'Press', 'Meeting room Oslo'][index % 4] ?? 'Reception';
			user.givenName = null;
			user.surname = null;
			user.jobTitle = null;
			user.mail = `shared-${index}@${domains.main}`;
			user.userPrincipalName = `shared-${index}@${domains.main}`;
			user.accountEnabled = false;
			break;
		case 'twin':
			user.mail = twinMail;
			break;
		case 'twin-disabled':
			user.mail = twinMail;
			user.accountEnabled = false;
			break;
		case 'hostile': {
			const name = hostileNames[about.hostile % hostileNames.length];
			user.displayName = name ?? null;
			user.givenName = null;
			user.surname = null;
			break;
		}
		default:
	}
};
