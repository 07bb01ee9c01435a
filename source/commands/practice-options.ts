import type {PracticeOptions} from '../practice/start.ts';

/** Flags that `demo` and `practice serve` share. */
export type PracticeFlags = {
	readonly users?: number;
	readonly groups?: number;
	readonly members?: number;
	readonly latency?: number;
	readonly seed?: number;
	readonly server?: 'official' | 'vaultwarden';
	readonly port?: number;
	/** Nothing is registered yet, as before a first set-up. */
	readonly unregistered?: boolean;
};

/** The flags as the practice tenant takes them; what is not given is its own affair. */
export const practiceOptions = (flags: PracticeFlags): PracticeOptions => ({
	...(flags.users === undefined ? {} : {users: flags.users}),
	...(flags.groups === undefined ? {} : {groups: flags.groups}),
	...(flags.members === undefined ? {} : {members: {perGroup: flags.members}}),
	...(flags.latency === undefined ? {} : {latencyMs: flags.latency}),
	...(flags.seed === undefined ? {} : {seed: flags.seed}),
	...(flags.unregistered === true ? {registered: false} : {}),
	...(flags.server === undefined ? {} : {server: flags.server}),
	...(flags.port === undefined ? {} : {ports: {login: flags.port, graph: flags.port + 1, bitwarden: flags.port + 2}}),
});
