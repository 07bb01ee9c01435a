// Step 2: the organisation's server and its key, signed in on the spot.
import {hostsOf} from '../../../bitwarden/hosts.ts';
import {recognise} from '../../../entra/recognise.ts';
import {createLatest} from '../checks/latest.ts';
import type {OrganisationKey} from '../checks/services.ts';
import type {Core} from '../core.ts';
import {serverUrl} from '../draft.ts';
import {addressesIn, bitwardenItems, isAddress, isVaultwarden, remarkOnKey} from './bitwarden-items.ts';
import type {StepLogic} from './step-logic.ts';
import {setDraft, tellCheck} from './tell.ts';

const typingMs = 500;

/** Step 2: the server is looked at as it is typed, the key as soon as it is whole. */
export const bitwardenLogic = (core: Core): StepLogic => {
	const told = tellCheck(core, 'organisation');
	const server = createLatest(core.services.server, tellCheck(core, 'server'));
	const organisation = createLatest(core.services.organisation, check => {
		told(check);
		if (check.kind === 'good') void proven();
		if (check.kind === 'bad') core.patch({eager: false});
	});
	const tellRegion = tellCheck(core, 'region');
	const region = createLatest(core.services.region, check => {
		tellRegion(check);
		if (check.kind !== 'good' || check.result === undefined) return;
		const {host} = new URL(check.result);
		if (host === 'bitwarden.eu') setDraft(core, {server: 'eu', ownUrl: ''});
		else if (host === 'bitwarden.com') setDraft(core, {server: 'us', ownUrl: ''});
		else setDraft(core, {server: 'own', ownUrl: check.result});
		core.patch({focus: {...core.get().focus, bitwarden: 'bitwardenSecret'}});
		core.say(`Found: the organisation is at ${host}.`);
		ask();
	});

	const keyNow = (): OrganisationKey | undefined => {
		const state = core.get();
		const {draft, settings, fixed} = state;
		const url = fixed.has('bitwarden.url') ? settings.bitwarden.url : serverUrl(draft);
		const typed = draft.bitwardenSecret.trim();
		if (url === '' || draft.bitwardenId.trim() === '') return undefined;
		if (typed === '' && state.secrets.bitwarden.from === undefined) return undefined;
		return {
			url,
			clientId: draft.bitwardenId.trim(),
			secret: async () => (typed === '' ? core.secrets.read('bitwarden') : typed),
		};
	};
	const ask = (afterMs = 0): void => {
		const key = keyNow();
		if (key === undefined || remarkOnKey(core.get()) !== undefined) organisation.forget();
		else organisation.ask(key, afterMs);
	};

	/** The key is good: it is kept at once, whatever happens next. */
	const proven = async (): Promise<void> => {
		const {draft, settings, fixed} = core.get();
		const url = fixed.has('bitwarden.url') ? settings.bitwarden.url : hostsOf(serverUrl(draft));
		const address = typeof url === 'string' ? url : url.kind === 'cloud' ? `https://${url.label}` : url.vault;
		const id = draft.bitwardenId.trim().toLowerCase();
		const saved = await core.save({
			'bitwarden.url': address,
			'bitwarden.clientId': recognise(id) === 'guid' ? `organization.${id}` : id,
		});
		const secret = draft.bitwardenSecret.trim();
		if (!saved || (secret !== '' && !(await core.keepSecret('bitwarden', secret)))) return;
		if (core.get().draft.bitwardenSecret.trim() === secret) setDraft(core, {bitwardenSecret: ''});
		if (core.get().eager) await onGood();
	};

	const onGood = async (): Promise<void> => {
		const state = core.get();
		if (isVaultwarden(state)) {
			const owners = addressesIn(state.draft.owners);
			const wrong = owners.find(address => !isAddress(address));
			if (owners.length === 0 || wrong !== undefined) {
				core.patch({
					eager: false,
					focus: {...state.focus, bitwarden: 'owners'},
					remark:
						wrong === undefined
							? 'Vaultwarden does not say who its owners are. Give their addresses, so that no run ever revokes them.'
							: `"${wrong}" is no e-mail address.`,
				});
				return;
			}
			if (!(await core.save({'sync.protect': owners.join(',')}))) return;
		}
		core.finish('bitwarden');
	};

	return {
		items: bitwardenItems,
		enter: () => {
			const {draft, settings, fixed, checks} = core.get();
			const fixedUrl = fixed.has('bitwarden.url');
			if (fixedUrl) setDraft(core, {server: 'own', ownUrl: settings.bitwarden.url});
			if ((fixedUrl || draft.server === 'own') && checks.server.kind === 'idle') {
				const url = fixedUrl ? settings.bitwarden.url : draft.ownUrl.trim();
				if (url !== '') server.ask(url);
			}
			if (keyNow() !== undefined && checks.organisation.kind === 'idle') ask();
		},
		changed: key => {
			const state = core.get();
			core.patch({remark: remarkOnKey(state), eager: false});
			if (key === 'owners') return;
			region.forget();
			if (key === 'server' || key === 'ownUrl') {
				const own = state.draft.server === 'own' ? state.draft.ownUrl.trim() : '';
				if (
					/^(https:\/\/)?[^/\s]+\.[a-z]{2,}|^https:\/\/(localhost|[\d.]+)/i.test(own) &&
					remarkOnKey(state) === undefined
				)
					server.ask(own, typingMs);
				else server.forget();
			}
			// A key typed by hand is tried when it is whole: each wrong try counts against the limit of the server.
			const whole = recognise(state.draft.bitwardenSecret) === 'bitwarden-secret' || state.draft.bitwardenSecret === '';
			if (whole) ask(typingMs);
			else organisation.forget();
		},
		onward: item => {
			const state = core.get();
			const {draft, checks, secrets} = state;
			if (item?.id === 'find-region') {
				const key = keyNow();
				if (key !== undefined) region.ask(key);
				return;
			}
			const wrong = remarkOnKey(state, item?.id === 'bitwardenId' || item?.id === 'bitwardenSecret');
			if (wrong !== undefined && item?.id !== 'owners') {
				core.patch({remark: wrong});
				return;
			}
			const move = (to: string, remark?: string): void => core.patch({focus: {...state.focus, bitwarden: to}, remark});
			if (serverUrl(draft) === '') return move('ownUrl');
			if (draft.bitwardenId.trim() === '')
				return move(
					'bitwardenId',
					item?.id === 'bitwardenId' ? 'Paste the client_id of the organisation’s API key.' : undefined,
				);
			if (draft.bitwardenSecret.trim() === '' && secrets.bitwarden.from === undefined)
				return move(
					'bitwardenSecret',
					item?.id === 'bitwardenSecret' ? 'Paste the client_secret; it stands below the client_id.' : undefined,
				);
			if (checks.organisation.kind === 'good') {
				void onGood();
				return;
			}
			core.patch({eager: true});
			// A check that waits for the typing to end is asked at once.
			ask();
		},
		skip: () => core.finish('bitwarden', 'skipped'),
	};
};
