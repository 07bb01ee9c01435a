import type {RunProgram} from './action.ts';
import {unitName} from './systemd.ts';

/** What systemd says of a unit. Anyone may ask. */
export type UnitState = {
	/** `usher-fabrikam.service` */
	readonly id: string;
	/** `active`, `activating`, `inactive`, `failed` */
	readonly active: string;
	/** `running`, `waiting`, `dead` and so on. */
	readonly sub: string;
	/** What Usher last told systemd; empty when it stays up no longer. */
	readonly status: string;
	/** Exit code of the process that ended last; 0 while the first one runs. */
	readonly exitCode: number;
};

const properties = 'Id,LoadState,ActiveState,SubState,StatusText,ExecMainStatus';

/** The units of a profile that systemd has loaded: none when no service is installed, or there is no systemd. */
export const unitStates = async (profile: string, run: RunProgram): Promise<readonly UnitState[]> => {
	const unit = unitName(profile);
	const shown = await run(['systemctl', 'show', `${unit}.service`, `${unit}.timer`, `--property=${properties}`]).catch(
		() => '',
	);
	return shown.split('\n\n').flatMap(block => {
		const values = new Map(
			block.split('\n').map(line => {
				const at = line.indexOf('=');
				return [line.slice(0, at), line.slice(at + 1)] as const;
			}),
		);
		const value = (name: string): string => values.get(name) ?? '';
		if (value('LoadState') !== 'loaded') return [];
		return {
			id: value('Id'),
			active: value('ActiveState'),
			sub: value('SubState'),
			status: value('StatusText'),
			exitCode: Number(value('ExecMainStatus') || 0),
		};
	});
};

/**
 * When the timer of a profile starts the next sync; undefined when there is none, one goes on, or systemd does not say
 * (systemctl(1), list-timers: microseconds since 1970).
 */
export const nextStart = async (profile: string, run: RunProgram): Promise<Date | undefined> => {
	const timer = `${unitName(profile)}.timer`;
	const listed = await run(['systemctl', 'list-timers', timer, '--output=json', '--no-pager']).catch(() => '');
	try {
		const timers = JSON.parse(listed) as readonly {unit?: unknown; next?: unknown}[];
		const next = timers.find(({unit}) => unit === timer)?.next;
		return typeof next === 'number' && next > 0 && next < 8.64e18 ? new Date(next / 1000) : undefined;
	} catch {
		return undefined;
	}
};

/** A unit in words: `usher-default.service: active (running)`, and what it says of itself. */
export const unitWords = ({id, active, sub, status}: UnitState): string =>
	`${id}: ${active} (${sub})${status === '' ? '' : `. ${status}`}`;
