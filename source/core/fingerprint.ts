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

/** The people whom a plan's groups name, each once and sorted, and where those of one list stand among them. */
export type Register = {
	readonly people: readonly PersonRef[];
	placesOf(list: readonly PersonRef[]): Uint32Array | undefined;
};

/**
 * Over profile, scope and the sorted changes. Sentences are left out, so that a better wording does not make a
 * reviewed plan another one; who and what is in, down to each person of each group. With a register those are told by
 * their places in it, because a first plan has a million of them: the same changes with and without one differ.
 */
export const planFingerprint = (
	profile: string,
	scope: Fingerprint,
	changes: readonly Change[],
	register?: Register,
): Fingerprint => {
	const hash = createHash('sha256');
	const places = createHash('sha256');
	hash.update(JSON.stringify(['plan 2', profile, scope]));
	// Fed in large pieces, as every piece costs a call.
	let lines: string[] = [];
	const feed = (): void => {
		hash.update(`\n${lines.join('\n')}`);
		lines = [];
	};
	const people = (refs: readonly PersonRef[]): void => {
		lines.push(`${refs.length}`);
		const known = register?.placesOf(refs);
		if (known !== undefined) places.update(known);
		else for (const ref of refs) lines.push(lineOf(ref));
	};
	for (const ref of register?.people ?? []) lines.push(lineOf(ref));
	lines.push('');
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
				people(change.removed);
			} else lines.push(`${what}\0${change.kind === 'rename-group' ? change.was : change.memberships}`);
		}
		if (lines.length >= linesTogether) feed();
	}
	lines.push('', places.digest('hex'));
	feed();
	return hash.digest('hex').slice(0, length) as Fingerprint;
};
