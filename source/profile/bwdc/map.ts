// What each setting of Bitwarden Directory Connector becomes, so that it behaves as its owner expects, minus the accidents.
import {hostsOf} from '../../bitwarden/hosts.ts';
import type {SettingKey} from '../../platform/settings/keys.ts';
import type {SecretName} from '../../platform/settings/settings.ts';
import {filterFault} from './filter-fault.ts';
import {type BwdcParts, textOf} from './parts.ts';

export type BwdcImport = {
	/** As `config set` takes them. */
	readonly settings: Readonly<Partial<Record<SettingKey, string>>>;
	/** Only those that stand there in clear. */
	readonly secrets: Readonly<Partial<Record<SecretName, string>>>;
	/** For the review: what was found and what becomes of it. */
	readonly rows: readonly BwdcRow[];
	/** What behaves differently, or has to be given again. */
	readonly notes: readonly string[];
};

/** A line of the review. `keep` is false when it is not taken over. */
export type BwdcRow = {readonly what: string; readonly becomes: string; readonly keep: boolean};

const organisationId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const serverOf = (parts: BwdcParts): string | undefined => {
	const base = textOf(parts.urls.base) ?? textOf(parts.urls.webVault) ?? textOf(parts.urls.api);
	if (base === undefined) return 'https://bitwarden.com';
	try {
		const hosts = hostsOf(base);
		return hosts.kind === 'cloud' ? `https://${hosts.label}` : hosts.vault;
	} catch {
		return undefined;
	}
};

/** Maps the parts of a data.json; nothing is checked against any service. */
export const mapped = (parts: BwdcParts): BwdcImport => {
	const settings: Partial<Record<SettingKey, string>> = {};
	const secrets: Partial<Record<SecretName, string>> = {};
	const rows: BwdcRow[] = [];
	const notes: string[] = [];
	const row = (what: string, becomes: string, keep = true): void => {
		rows.push({what, becomes, keep});
	};
	const {entra, sync} = parts;

	const server = serverOf(parts);
	if (server === undefined) row('Bitwarden server', 'cannot be read, asked for', false);
	else {
		settings['bitwarden.url'] = server;
		row('Bitwarden server', server.slice('https://'.length));
	}
	const organisation = textOf(parts.organization, 100);
	const clientId =
		textOf(parts.keyId, 100) ??
		(organisation !== undefined && organisationId.test(organisation) ? `organization.${organisation}` : undefined);
	if (clientId !== undefined && /^organization\./i.test(clientId)) {
		settings['bitwarden.clientId'] = clientId.toLowerCase();
		row('Organisation', clientId.toLowerCase());
	} else row('Organisation', 'not there, asked for', false);
	const keySecret = textOf(parts.keySecret, 500);
	if (keySecret === undefined) row('Organisation’s API key', 'in the keychain, asked for', false);
	else {
		secrets.bitwarden = keySecret;
		row('Organisation’s API key', 'taken, and kept encrypted');
	}

	const authority = textOf(entra.identityAuthority, 200) ?? '';
	const government = /login\.microsoftonline\.us/i.test(authority);
	settings['entra.cloud'] = government ? 'usgov' : 'public';
	if (government) row('Microsoft cloud', 'US Government');
	const tenant = textOf(entra.tenant, 256);
	if (tenant === undefined) row('Entra tenant', 'not there, asked for', false);
	else {
		settings['entra.tenant'] = tenant;
		row('Entra tenant', tenant);
	}
	const application = textOf(entra.applicationId, 100);
	if (application === undefined) row('Application ID', 'not there, asked for', false);
	else {
		settings['entra.clientId'] = application;
		row('Application ID', application);
	}
	const key = textOf(entra.key, 500);
	if (key === undefined) row('Application’s secret', 'in the keychain, asked for', false);
	else {
		secrets.entra = key;
		row('Application’s secret', 'taken, and kept encrypted');
	}

	for (const [place, key, from] of [
		['user', 'sync.userFilter', sync.userFilter],
		['group', 'sync.groupFilter', sync.groupFilter],
	] as const) {
		const text = textOf(from, 100_000);
		if (text === undefined) continue;
		settings[key] = text;
		const fault = filterFault(place, text);
		row(place === 'user' ? 'User filter' : 'Group filter', fault === undefined ? text : `${text}  (to be corrected)`);
		if (fault !== undefined)
			notes.push(
				`The ${place} filter cannot be read. Directory Connector took it for no filter at all; here nothing runs until it is corrected (step 7 of the set-up, or ${key}).`,
			);
	}
	if (sync.groups === false) {
		settings['sync.groupFilter'] = 'exclude:*';
		settings['sync.people'] = 'all';
		row('Groups', 'none are synced');
	}
	if (sync.users === false)
		notes.push(
			'Directory Connector synced groups only. Usher brings the people in them along: `usher test`, or step 8 of the set-up, shows whom.',
		);
	// It asks for no user type: whoever has an address of their own comes in, and would be a leaver here.
	settings['sync.guests'] = 'in';
	row('Guests', 'let in, when they have an address of their own');
	settings['sync.disabled'] = sync.removeDisabled === true ? 'offboard' : 'keep';
	row('Disabled people', sync.removeDisabled === true ? 'offboarded' : 'kept as they are, never invited');
	settings['sync.leavers'] = sync.overwriteExisting === true ? 'offboard' : 'keep';
	row('Who leaves the scope', sync.overwriteExisting === true ? 'offboarded, within the guard' : 'kept');
	if (sync.inviteUsersAfterProvisioning === false) {
		settings['sync.invite'] = 'staged';
		row('Invitations', 'without mail, where the server can');
	}
	const minutes = typeof sync.interval === 'number' ? Math.round(sync.interval) : Number.NaN;
	if (minutes >= 1 && minutes <= 10_080) {
		settings['schedule.intervalMinutes'] = String(minutes);
		row('Interval', `${minutes} minutes`);
	}
	notes.push('Stop the Directory Connector before Usher’s first sync: two tools on one organisation undo each other.');
	return {settings, secrets, rows, notes};
};
