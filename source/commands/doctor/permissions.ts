import {exitCodes} from '../../core/exit-codes.ts';
import type {Cloud} from '../../entra/clouds.ts';
import {comparePermissions, type NeededPermission} from '../../entra/permissions.ts';
import {portal} from '../../entra/portal.ts';
import type {ConsentState} from '../../entra/registration/consent-state.ts';
import type {Finding} from '../text/doctor.ts';
import {list, moment} from '../text/words.ts';

/** The token's permissions against what the settings need: too little fails, too much is said. */
export const checkPermissions = (
	roles: readonly string[] | undefined,
	needed: readonly NeededPermission[],
	at: {readonly cloud: Cloud; readonly tenant: string; readonly clientId: string; readonly consent?: ConsentState},
): Finding[] => {
	const name = 'permissions';
	if (roles === undefined) {
		return [{name, state: 'skipped', fact: 'the token cannot be read; the calls below tell whether they are there'}];
	}
	const {missing, present, more} = comparePermissions(roles, needed);
	const findings: Finding[] = [];
	const page = portal.permissions(at.cloud, at.clientId);
	const {consent = {kind: 'unknown'}} = at;
	if (missing.length > 0 && consent.kind === 'granted') {
		findings.push({
			name,
			state: 'bad',
			fact: `${list(missing.map(permission => permission.name))} ${missing.length === 1 ? 'is' : 'are'} granted, but not in the tokens yet${consent.at === undefined ? '' : ` (granted at ${moment(consent.at)})`}`,
			advice: ['Nothing to grant: it takes up to 15 minutes to arrive, seldom an hour. Then run `usher doctor` again.'],
			exitCode: exitCodes.permissionMissing,
		});
	} else if (missing.length > 0) {
		findings.push({
			name,
			state: 'bad',
			fact: `${list(missing.map(permission => permission.name))} ${missing.length === 1 ? 'is' : 'are'} missing`,
			advice: [
				...missing.map(permission => `${permission.name}: ${permission.why}`),
				`Grant ${missing.length === 1 ? 'it' : 'them'} as application permissions of Microsoft Graph, with admin consent:`,
				page ?? portal.adminConsent(at.cloud, at.tenant, at.clientId),
				'`usher setup --register` does both, by a sign-in with a code.',
				'It can take 15 minutes to arrive. Then run `usher doctor` again.',
			],
			exitCode: exitCodes.permissionMissing,
		});
	} else {
		const names = present.map(({permission, through}) =>
			through ? `${permission.name} (through ${through})` : permission.name,
		);
		findings.push({name, state: 'ok', fact: list(names)});
	}
	if (more.length > 0) {
		findings.push({
			name,
			state: 'warn',
			fact: `more than a sync needs: ${list(more.map(extra => extra.name))}`,
			advice: [
				...more.map(extra => extra.advice),
				...(page === undefined ? [] : ['What is not needed can be taken away on this page:', page]),
			],
		});
	}
	return findings;
};
