// Every setting once: its key, its environment variable, what it is for, what it may be, and what it is when nobody says.
import * as z from 'zod/mini';
import {defaultSyncSettings} from '../../core/settings.ts';
import {address, choice, command, count, filter, list, path, percent, type SettingRule, text} from './kinds.ts';
import type {Settings} from './settings.ts';

type Joined<Part extends string, Rest extends string> = `${Part}.${Rest}`;
type KeysOf<Value> = {
	[Key in keyof Value & string]-?: NonNullable<Value[Key]> extends readonly unknown[] | string | number
		? Key
		: Joined<Key, KeysOf<NonNullable<Value[Key]>>>;
}[keyof Value & string];
/** Dotted path of a setting: `sync.userFilter`. */
export type SettingKey = KeysOf<Settings>;
type ValueAt<Value, Path extends string> = Path extends `${infer Head}.${infer Rest}`
	? Head extends keyof Value
		? ValueAt<NonNullable<Value[Head]>, Rest>
		: never
	: Path extends keyof Value
		? Value[Path]
		: never;

const email = z
	.string()
	.check(z.trim(), z.toLowerCase(), z.minLength(3), z.maxLength(256), z.regex(/^[^\s@,]+@[^\s@,]+$/));
const item = z.string().check(z.trim(), z.minLength(1), z.maxLength(300));
const {guard} = defaultSyncSettings;

export const settingRules: {readonly [Key in SettingKey]: SettingRule<ValueAt<Settings, Key>>} = {
	'entra.cloud': choice(
		'USHER_CLOUD',
		['public', 'usgov', 'usgovdod', 'china', 'custom'],
		'public',
		'The Microsoft cloud that the tenant is in.',
	),
	'entra.loginUrl': address(
		'USHER_LOGIN_URL',
		'Cloud custom only: the sign-in service, the part before /{tenant}/oauth2.',
	),
	'entra.graphUrl': address('USHER_GRAPH_URL', 'Cloud custom only: Microsoft Graph, the part before /v1.0.'),
	'entra.tenant': text('USHER_TENANT', 'The Entra tenant: its id or one of its domains.', 256),
	'entra.tenantName': text('USHER_TENANT_NAME', 'The name of the tenant, found by Usher, for people to read.', 256),
	'entra.clientId': text('USHER_CLIENT_ID', 'Application (client) ID of the app registration.', 100),
	'entra.credential': choice(
		'USHER_CREDENTIAL',
		['secret', 'certificate', 'federated'],
		'secret',
		'How Usher proves to Entra who it is.',
	),
	'entra.certificateFile': path('USHER_CERTIFICATE_FILE', 'Certificate and key: PEM with both, or PFX.'),
	'entra.assertionFile': path(
		'USHER_ASSERTION_FILE',
		'Credential federated: a file with the token of the outside issuer, read again for each sign-in.',
	),
	'entra.credentialEnds': {
		...text('USHER_CREDENTIAL_ENDS', 'When the secret or certificate ends, so that Usher can warn in time.', 40),
		allowed: 'a date such as 2027-05-31',
		type: z.string().check(
			z.trim(),
			z.maxLength(40),
			// Date.parse takes almost anything for a date: 12 is December 2001.
			z.refine(value => /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value))),
		),
	},
	'entra.secret.file': path('USHER_CLIENT_SECRET_FILE', 'A file that holds only the client secret.'),
	'entra.secret.command': command(
		'USHER_CLIENT_SECRET_COMMAND',
		'A program that prints the client secret; run without a shell.',
	),
	'entra.certificatePassword.file': path(
		'USHER_CERTIFICATE_PASSWORD_FILE',
		'A file that holds only the pass phrase of the certificate.',
	),
	'entra.certificatePassword.command': command(
		'USHER_CERTIFICATE_PASSWORD_COMMAND',
		'A program that prints the pass phrase of the certificate; run without a shell.',
	),
	'bitwarden.url': {
		...address(
			'USHER_BITWARDEN_URL',
			'https://bitwarden.com, https://bitwarden.eu, or the address of your own server.',
		),
		fallback: 'https://bitwarden.com',
	},
	'bitwarden.clientId': text(
		'USHER_BITWARDEN_CLIENT_ID',
		"The client_id of the organisation's API key: organization. and an id.",
		100,
	),
	'bitwarden.organisationName': text(
		'USHER_ORGANISATION_NAME',
		'The name of the organisation, for people to read.',
		256,
	),
	'bitwarden.secret.file': path(
		'USHER_BITWARDEN_CLIENT_SECRET_FILE',
		"A file that holds only the client_secret of the organisation's API key.",
	),
	'bitwarden.secret.command': command(
		'USHER_BITWARDEN_CLIENT_SECRET_COMMAND',
		"A program that prints the client_secret of the organisation's API key; run without a shell.",
	),
	'sync.userFilter': filter('USHER_USER_FILTER', 'Which people. Empty: everyone.'),
	'sync.groupFilter': filter('USHER_GROUP_FILTER', 'Which groups. Empty: all of them.'),
	'sync.people': choice(
		'USHER_PEOPLE',
		['in-groups', 'all'],
		'in-groups',
		'With a group filter: only people in a selected group, or everyone the user filter lets in.',
	),
	'sync.email': choice('USHER_EMAIL', ['mail-then-upn', 'mail', 'upn'], 'mail-then-upn', 'Which address is used.'),
	'sync.guests': choice('USHER_GUESTS', ['out', 'in'], 'out', 'Guests of the tenant.'),
	'sync.disabled': choice(
		'USHER_DISABLED',
		['revoke', 'offboard', 'keep'],
		'revoke',
		'People disabled in Entra who are members. They are never invited.',
	),
	'sync.leavers': choice(
		'USHER_LEAVERS',
		['offboard', 'keep'],
		'offboard',
		'People who left the scope of the filters.',
	),
	'sync.offboard': choice(
		'USHER_OFFBOARD',
		['revoke', 'remove'],
		'revoke',
		'Whether who leaves is revoked (can be restored) or removed.',
	),
	'sync.deletedGroups': choice(
		'USHER_DELETED_GROUPS',
		['empty', 'delete', 'keep'],
		'empty',
		'Groups that are gone from Entra or out of scope.',
	),
	'sync.handAdded': choice(
		'USHER_HAND_ADDED',
		['remove', 'keep'],
		'remove',
		'People whom someone added by hand to a group that Usher manages.',
	),
	'sync.invite': choice(
		'USHER_INVITE',
		['mail', 'staged'],
		'mail',
		'Invite by mail, or without one where the server has that.',
	),
	'sync.protect': list(
		'USHER_PROTECT',
		'People who are never offboarded.',
		email,
		'e-mail addresses, with a comma between',
	),
	'sync.adoptGroups': list(
		'USHER_ADOPT_GROUPS',
		'Groups made by hand that Usher may take over.',
		item,
		'names or ids of Entra groups, with a comma between',
	),
	'sync.claim': list(
		'USHER_CLAIM',
		'External ids of strangers that Usher may manage; * for all.',
		item,
		'external ids, with a comma between',
	),
	'sync.guard.offboardPercent': percent(
		'USHER_GUARD_OFFBOARD_PERCENT',
		guard.offboardPercent,
		'Refuse when a day offboards more than this share of the managed members.',
	),
	'sync.guard.offboardLeast': count(
		'USHER_GUARD_OFFBOARD_LEAST',
		0,
		1_000_000,
		guard.offboardLeast,
		'The share counts only from this many people on.',
	),
	'sync.guard.offboardMost': count(
		'USHER_GUARD_OFFBOARD_MOST',
		0,
		1_000_000,
		guard.offboardMost,
		'Refuse when a day offboards more people than this.',
	),
	'sync.guard.membershipPercent': percent(
		'USHER_GUARD_MEMBERSHIP_PERCENT',
		guard.membershipPercent,
		'Refuse when a day removes more than this share of the memberships.',
	),
	'sync.guard.membershipLeast': count(
		'USHER_GUARD_MEMBERSHIP_LEAST',
		0,
		10_000_000,
		guard.membershipLeast,
		'The share counts only from this many memberships on.',
	),
	'sync.guard.groupPercent': percent(
		'USHER_GUARD_GROUP_PERCENT',
		guard.groupPercent,
		'Refuse when a day empties or deletes more than this share of the groups.',
	),
	'sync.guard.groupLeast': count(
		'USHER_GUARD_GROUP_LEAST',
		0,
		1_000_000,
		guard.groupLeast,
		'The share counts only from this many groups on.',
	),
	'sync.guard.invites': count(
		'USHER_GUARD_INVITES',
		0,
		1_000_000,
		guard.invites,
		'Refuse when a day invites more people than this.',
	),
	'sync.guard.seats': count(
		'USHER_GUARD_SEATS',
		0,
		1_000_000,
		guard.seats,
		'Refuse when a day buys more seats than this.',
	),
	'schedule.intervalMinutes': count('USHER_INTERVAL', 1, 10_080, 60, 'Minutes between two automatic syncs.'),
	'schedule.fullReadHours': count(
		'USHER_FULL_READ_HOURS',
		1,
		8760,
		24,
		'Read the whole directory again when the last full read is older than this.',
	),
	'schedule.historyDays': count('USHER_HISTORY_DAYS', 1, 3650, 90, 'How long the history of runs is kept.'),
	'notify.webhook.file': path('USHER_WEBHOOK_FILE', 'A file that holds only the address of a webhook for notices.'),
	'notify.webhook.command': command(
		'USHER_WEBHOOK_COMMAND',
		'A program that prints the address of the webhook; run without a shell.',
	),
	'notify.shape': choice(
		'USHER_NOTIFY_SHAPE',
		['generic', 'slack', 'teams'],
		'generic',
		'What the receiver of the webhook understands.',
	),
	'notify.command': command(
		'USHER_NOTIFY_COMMAND',
		'A program that gets each notice as JSON on its standard input; run without a shell.',
	),
	'notify.repeatHours': count('USHER_NOTIFY_REPEAT', 1, 720, 24, 'The same notice is not sent again sooner than this.'),
	'health.address': {
		...text('USHER_HEALTH_ADDRESS', 'Where usher watch answers /healthz and /metrics.', 100),
		allowed: 'an address of this machine',
		fallback: '127.0.0.1',
	},
	'health.port': count('USHER_HEALTH_PORT', 0, 65_535, 0, 'The port of /healthz and /metrics; 0: off.'),
	'metrics.file': {
		...text(
			'USHER_METRICS_FILE',
			'Where each unattended run leaves its metrics for the node_exporter of Prometheus.',
			4096,
		),
		allowed: 'an absolute path that ends in .prom',
		type: z.string().check(z.trim(), z.maxLength(4096), z.regex(/^\/[^\p{Cc}]*[^/]\.prom$/u)),
	},
	'logs.maskEmails': choice(
		'USHER_MASK_EMAILS',
		['no', 'yes'],
		'no',
		'Write e-mail addresses into logs, notices and what unattended runs print as a***@example.com.',
	),
	'network.caFile': path('USHER_CA_FILE', 'PEM file of certificate authorities to trust besides the usual ones.'),
	'network.timeoutSeconds': count('USHER_TIMEOUT', 5, 3600, 100, 'How long one exchange with a server may take.'),
	'network.retrySeconds': count(
		'USHER_RETRY',
		0,
		86_400,
		900,
		'How long one call may go on being retried, the waits that a server asks for included.',
	),
};

/** In the order in which they are listed. */
export const settingKeys = Object.keys(settingRules) as SettingKey[];
/** @returns whether this text is the key of a setting */
export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(settingRules, key);
