import {createHash} from 'node:crypto';
import type {Change, PersonRef} from './changes.ts';
import type {Fingerprint} from './ports.ts';
import type {ScopeSettings} from './settings.ts';

const length = 32;

/**
 * Over the settings that decide who is in, and the tenant they are asked of: a profile that suddenly points at
 * another tenant has another scope, and needs approval like a first run.
 */
export const scopeFingerprint = (settings: ScopeSettings, tenant: string): Fingerprint =>
	createHash('sha256')
		.update(
			JSON.stringify([
				'scope 1',
				tenant,
				settings.userFilter.trim(),
				settings.groupFilter.trim(),
				settings.people,
				settings.email,
				settings.guests,
				settings.disabled,
				settings.leavers,
			]),
		)
		.digest('hex')
		.slice(0, length) as Fingerprint;

/**
 * Over profile, scope and the sorted changes. Sentences are left out, so that a better wording does not make a
 * reviewed plan another one; who and what is in, down to each person of each group.
 */
export const planFingerprint = (profile: string, scope: Fingerprint, changes: readonly Change[]): Fingerprint => {
	const hash = createHash('sha256');
	let text = JSON.stringify(['plan 1', profile, scope]);
	// Fed in large pieces: a first plan has a million people in its groups.
	const add = (part: string): void => {
		text += part;
		if (text.length > 65_536) {
			hash.update(text);
			text = '';
		}
	};
	const person = (ref: PersonRef): void => {
		add(`\n${ref.externalId}`);
		// Who holds no external id is known by the member id.
		if (ref.externalId === '') add(`\u0001${ref.member ?? ''}`);
	};
	for (const change of changes) {
		add(`\n\n${change.kind}`);
		if ('person' in change) {
			person(change.person);
			add(`\0${change.person.email}\0${change.person.member ?? ''}`);
			if (change.kind === 'adopt-member') add(`\0${change.how}\0${change.was ?? ''}`);
		} else {
			add(`\n${change.group.externalId}\0${change.group.group ?? ''}\0${change.group.name}`);
			if (change.kind === 'set-group-members') {
				for (const ref of change.added) person(ref);
				add('\n-');
				for (const ref of change.removed) person(ref);
			} else if (change.kind === 'rename-group') add(`\0${change.was}`);
			else add(`\0${change.memberships}`);
		}
	}
	return hash.update(text).digest('hex').slice(0, length) as Fingerprint;
};
