// Step 6: what the token really carries. Consent takes up to 15 minutes to arrive: it waits, looks, and goes on alone.
import {neededPermissions} from '../../../entra/permissions.ts';
import {portal} from '../../../entra/portal.ts';
import {createLatest} from '../checks/latest.ts';
import type {PermissionLook, SignInWith} from '../checks/services.ts';
import type {Core} from '../core.ts';
import {entraWith} from './entra-with.ts';
import type {StepLogic} from './step-logic.ts';
import {tellCheck} from './tell.ts';

/** Seconds between two looks: often at first, when somebody sits and waits. */
const pauses = [5, 10, 15, 20, 30] as const;
/** How long the good news stays on the screen before it goes on. */
const shownMs = 2500;

/** What somebody else needs who grants the consent. */
export const consentMessage = (core: Pick<Core, 'get'>, given: SignInWith): string => {
	const {settings} = core.get();
	const needed = neededPermissions(settings.sync);
	return [
		'Please grant admin consent for the application “Usher directory sync”.',
		'',
		`Tenant: ${settings.entra.tenantName ?? given.tenant}`,
		`Application ID: ${given.clientId}`,
		`Permissions (application, Microsoft Graph): ${needed.map(({name}) => name).join(', ')}`,
		'They only read people, groups and who is in them.',
		'',
		'Open this page as a Privileged Role Administrator or Global Administrator:',
		portal.adminConsent(given.cloud, given.tenant, given.clientId),
		'',
	].join('\n');
};

/** Step 6. */
export const permissionsLogic = (core: Core): StepLogic & {look(): void} => {
	let timer: NodeJS.Timeout | undefined;
	let looks = 0;
	const here = (): boolean => core.get().step === 'permissions';
	const told = tellCheck(core, 'permissions');
	/** The last look stays on the screen while the next one is under way. */
	let last: PermissionLook | undefined;
	const permissions = createLatest(
		({given}: {readonly given: SignInWith}, call) =>
			core.services.permissions(given, neededPermissions(core.get().settings.sync), call),
		check => {
			if (check.kind === 'running' && last !== undefined) return;
			told(check);
			if (!here()) return;
			if (check.kind === 'good') {
				last = check.result;
				if (check.result.complete) arrived(check.result);
				else plan();
			} else if (check.kind === 'bad') {
				last = undefined;
				core.patch({eager: false});
				if (check.failure.unreachable) plan();
			}
		},
	);
	const look = (): void => {
		clearTimeout(timer);
		const given = entraWith(core);
		if (given === undefined) return;
		const {wait} = core.get();
		core.patch({now: core.now(), ...(wait === undefined ? {} : {wait: {...wait, nextAt: undefined}})});
		permissions.ask({given});
	};
	const plan = (): void => {
		const seconds = pauses[Math.min(looks, pauses.length - 1)] ?? 30;
		looks++;
		const at = core.now();
		core.patch({
			now: at,
			wait: {since: core.get().wait?.since ?? at, nextAt: at + seconds * 1000, arrived: false, looks},
		});
		timer = setTimeout(look, seconds * 1000);
	};
	const arrived = (result: PermissionLook): void => {
		const {wait, settings} = core.get();
		if (result.tenantName !== undefined && settings.entra.tenantName !== result.tenantName)
			void core.save({'entra.tenantName': result.tenantName});
		const waited = wait !== undefined;
		core.patch({wait: waited ? {...wait, nextAt: undefined, arrived: true} : undefined});
		if (core.get().eager) core.finish('permissions');
		else if (waited) timer = setTimeout(() => here() && core.finish('permissions'), shownMs);
	};
	return {
		items: () => [],
		look,
		enter: () => {
			looks = 0;
			last = undefined;
			core.patch({wait: undefined});
			look();
		},
		leave: () => {
			clearTimeout(timer);
			permissions.forget();
			core.patch({wait: undefined});
		},
		onward: () => {
			const {checks} = core.get();
			if (checks.permissions.kind === 'good' && checks.permissions.result.complete) core.finish('permissions');
			else {
				core.patch({eager: true});
				look();
			}
		},
		skip: () => core.finish('permissions', 'skipped'),
	};
};
