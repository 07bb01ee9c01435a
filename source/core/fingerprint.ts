import {createHash} from 'node:crypto';
import type {Change, PersonRef} from './changes.ts';
import type {Fingerprint} from './ports.ts';
import type {ScopeSettings} from './settings.ts';

const length = 32;
const linesTogether = 2000;

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

/** Who holds no external id is known by the member id. */
const lineOf = ({externalId, member}: PersonRef): string => (externalId === '' ? `\u0001${member ?? ''}` : externalId);

/**
 * Over profile, scope and the sorted changes. Sentences are left out, so that a better wording does not make a
 * reviewed plan another one; who and what is in, down to each person of each group.
 */
export const planFingerprint = (profile: string, scope: Fingerprint, changes: readonly Change[]): Fingerprint => {
	const hash = createHash('sha256');
	hash.update(JSON.stringify(['plan 1', profile, scope]));
	// Fed in large pieces: a first plan has a million people in its groups.
	let lines: string[] = [];
	const feed = (): void => {
		hash.update(`\n${lines.join('\n')}`);
		lines = [];
	};
	const people = (refs: readonly PersonRef[]): void => {
		for (const ref of refs) lines.push(lineOf(ref));
		if (lines.length >= linesTogether) feed();
	};
	for (const change of changes) {
		lines.push('', change.kind);
		if ('person' in change) {
			const {person} = change;
			const adopted = change.kind === 'adopt-member' ? `\0${change.how}\0${change.was ?? ''}` : '';
			lines.push(`${lineOf(person)}\0${person.email}\0${person.member ?? ''}${adopted}`);
		} else {
			const {externalId, group, name} = change.group;
			const what = `${externalId}\0${group ?? ''}\0${name}`;
			if (change.kind === 'set-group-members') {
				lines.push(what);
				people(change.added);
				lines.push('-');
				people(change.removed);
			} else lines.push(`${what}\0${change.kind === 'rename-group' ? change.was : change.memberships}`);
		}
		if (lines.length >= linesTogether) feed();
	}
	if (lines.length > 0) feed();
	return hash.digest('hex').slice(0, length) as Fingerprint;
};
