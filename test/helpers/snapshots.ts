// Directory states of any size for tests of the memory: deterministic, with all the fields.
import type {DirectoryState, EntraId, GoneReason} from '../../source/core/ports.ts';

/** A GUID that tells its kind and number. */
export const idOf = (kind: 'user' | 'group' | 'gone' | 'unit', at: number): EntraId =>
	`${{user: 'aaaaaaaa', group: 'bbbbbbbb', gone: 'cccccccc', unit: 'dddddddd'}[kind]}-0000-4000-8000-${at.toString(16).padStart(12, '0')}` as EntraId;

export const directoryOf = (size: {users: number; groups: number; members: number; gone?: number}): DirectoryState => ({
	snapshot: {
		tenant: 'eeeeeeee-0000-4000-8000-000000000000',
		users: Array.from({length: size.users}, (_, at) => {
			const user = {
				id: idOf('user', at),
				name: `Zoë Person ${at} 山田`,
				upn: `person${at}@contoso.onmicrosoft.com`,
				enabled: at % 7 !== 0,
				guest: at % 11 === 0,
			};
			return at % 5 === 0 ? user : {...user, mail: `person.${at}@contoso.com`};
		}),
		groups: Array.from({length: size.groups}, (_, at) => ({
			id: idOf('group', at),
			name: `Group ${at}`,
			users: Uint32Array.from({length: size.members}, (_, n) => (at * 31 + n * 7) % Math.max(1, size.users)),
			groups: at % 10 === 0 && size.groups > 1 ? Uint32Array.of((at + 1) % size.groups) : new Uint32Array(),
			others: at % 3,
			membersHidden: at % 13 === 0,
		})),
		units: new Map([[idOf('unit', 1), new Set([idOf('group', 0), idOf('user', 1)])]]),
		gone: new Map(
			Array.from({length: size.gone ?? 3}, (_, at) => [
				idOf('gone', at),
				(['deleted', 'purged', 'absent'] as const)[at % 3] as GoneReason,
			]),
		),
		readAt: '2026-05-01T10:00:00.000Z',
		fullReadAt: '2026-05-01T09:00:00.000Z',
		confirmed: true,
	},
	cursor: {users: 'https://graph/u?$deltatoken=1', groups: 'https://graph/g?$deltatoken=2', shape: 'v1'},
});
