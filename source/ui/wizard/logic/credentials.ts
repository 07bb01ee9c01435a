// Step 5: application id and what proves it, signed in at once.
import {mixUp, recognise} from '../../../entra/recognise.ts';
import {endsOf} from '../../../entra/typed-end.ts';
import type {Failure} from '../checks/check.ts';
import {createLatest} from '../checks/latest.ts';
import type {Core} from '../core.ts';
import type {DraftKey} from '../draft.ts';
import type {Item} from '../items.ts';
import type {WizardState} from '../state.ts';
import {isElsewhere, secretNote} from './bitwarden-items.ts';
import {entraWith} from './entra-with.ts';
import {clientIdItem, remarkOnClientId} from './registration.ts';
import {absolute} from './start.ts';
import type {StepLogic} from './step-logic.ts';
import {setDraft, tellCheck} from './tell.ts';

const typingMs = 500;
/** A new secret, certificate or application takes up to a minute or two to arrive everywhere. */
const arrivingMs = 10_000;
const mostArriving = 12;
const arriving = new Set(['aadsts-7000215', 'aadsts-700016', 'aadsts-700027']);

const credentialsItems = (state: WizardState): readonly Item[] => {
	const {draft, fixed, checks} = state;
	const way = fixed.get('entra.credential');
	const withFixed = (variable: string | undefined) => (variable === undefined ? {} : {fixed: variable});
	const secretField = (name: 'entra' | 'certificate-password', id: DraftKey, label: string): Item => {
		const note = secretNote(state, name);
		return {
			kind: 'field',
			id,
			label,
			secret: true,
			...(note === '' ? {} : {note, placeholder: 'type to replace it'}),
			...(isElsewhere(state, name) ? {fixed: note} : {}),
		};
	};
	const locked = checks.signIn.kind === 'bad' && /certificate-password|secret-missing/.test(checks.signIn.failure.code);
	const proof: readonly Item[] =
		draft.credential === 'secret'
			? [
					secretField('entra', 'secret', 'Client secret: its Value'),
					{
						kind: 'field',
						id: 'ends',
						label: 'The secret ends (may stay empty)',
						placeholder: '2028-05-31, or 24 months',
						why: 'Usher warns from 30 days before. The portal shows the day beside the secret.',
						...withFixed(fixed.get('entra.credentialEnds')),
					},
				]
			: draft.credential === 'certificate'
				? [
						{
							kind: 'field',
							id: 'certificateFile',
							label: 'File with certificate and key: PEM or PFX',
							placeholder: '/etc/usher/usher.pem',
							...withFixed(fixed.get('entra.certificateFile')),
						},
						...(locked || draft.passphrase !== '' || state.secrets['certificate-password'].from !== undefined
							? [secretField('certificate-password', 'passphrase', 'Pass phrase of its key')]
							: []),
					]
				: [
						{
							kind: 'field',
							id: 'assertionFile',
							label: 'File in which the outside issuer leaves its token',
							placeholder: '/var/run/secrets/azure/tokens/azure-identity-token',
							...withFixed(fixed.get('entra.assertionFile')),
						},
					];
	return [
		clientIdItem(state),
		{
			kind: 'pick',
			id: 'credential',
			label: 'It signs in with',
			options: [
				{value: 'secret', label: 'a client secret'},
				{value: 'certificate', label: 'a certificate'},
				{value: 'federated', label: 'a federated token'},
			],
			...withFixed(way),
		},
		...proof,
	];
};

const remarkOn = (state: WizardState, now: number): string | undefined => {
	const {draft, settings} = state;
	const id = remarkOnClientId(draft.clientId, settings.entra.tenant);
	if (id !== undefined) return id;
	if (draft.credential !== 'secret') return undefined;
	const secret = draft.secret.trim();
	if (secret.length >= 8) {
		if (secret.toLowerCase() === draft.clientId.trim().toLowerCase())
			return 'This is the application ID again. Here goes the Value of the client secret.';
		const wrong = mixUp('client-secret', secret);
		if (wrong !== undefined) return wrong;
	}
	const ends = endsOf(draft.ends, now);
	return ends !== undefined && 'wrong' in ends && draft.ends.trim().length >= 8 ? ends.wrong : undefined;
};

/** The field that each way to sign in rests on. */
const proofField = {secret: 'secret', certificate: 'certificateFile', federated: 'assertionFile'} as const;

/** Step 5. */
export const credentialsLogic = (core: Core): StepLogic => {
	let retry: NodeJS.Timeout | undefined;
	let looks = 0;
	const calm = (): void => {
		clearTimeout(retry);
		retry = undefined;
		if (core.get().step === 'credentials') core.patch({wait: undefined});
	};
	/** The step is another one by now; what is counted down belongs to this one. */
	const leave = (): void => {
		clearTimeout(retry);
		core.patch({wait: undefined});
	};
	/** Right after it was made, a secret is unknown in places: it is tried again by itself. */
	const again = (failure: Failure): void => {
		if (!arriving.has(failure.code) || looks >= mostArriving || core.get().step !== 'credentials') return;
		looks++;
		const since = core.get().wait?.since ?? core.now();
		core.patch({wait: {since, nextAt: core.now() + arrivingMs, arrived: false}});
		retry = setTimeout(() => ask(), arrivingMs);
	};
	const told = tellCheck(core, 'signIn');
	const signIn = createLatest(core.services.signIn, check => {
		told(check);
		if (check.kind === 'good') void proven();
		if (check.kind === 'bad') {
			const {draft, focus} = core.get();
			const {code} = check.failure;
			const locked = code === 'certificate-password' || (draft.credential === 'certificate' && /secret/.test(code));
			core.patch({eager: false, ...(locked ? {focus: {...focus, credentials: 'passphrase'}} : {})});
			again(check.failure);
		}
	});
	const ready = (): boolean => {
		const {draft, secrets} = core.get();
		if (draft.credential === 'secret') return draft.secret.trim() !== '' || secrets.entra.from !== undefined;
		return draft[draft.credential === 'certificate' ? 'certificateFile' : 'assertionFile'].trim() !== '';
	};
	const ask = (afterMs = 0): void => {
		clearTimeout(retry);
		const given = entraWith(core);
		if (given === undefined || !ready() || remarkOn(core.get(), core.now()) !== undefined) signIn.forget();
		else signIn.ask(given, afterMs);
	};

	const proven = async (): Promise<void> => {
		calm();
		looks = 0;
		const {draft, checks} = core.get();
		if (checks.signIn.kind !== 'good') return;
		const ends = endsOf(draft.ends, core.now());
		const until =
			checks.signIn.result.ends ??
			(draft.credential === 'secret' && ends !== undefined && 'date' in ends ? ends.date : undefined);
		const file = (text: string): string | undefined =>
			text.trim() === '' ? undefined : absolute(text, core.environment);
		const before = core.get().settings.entra;
		const clientId = draft.clientId.trim().toLowerCase();
		const other = before.clientId !== undefined && before.clientId !== clientId;
		const saved = await core.save({
			'entra.clientId': clientId,
			'entra.credential': draft.credential,
			...(draft.credential === 'certificate' ? {'entra.certificateFile': file(draft.certificateFile)} : {}),
			...(draft.credential === 'federated' ? {'entra.assertionFile': file(draft.assertionFile)} : {}),
			'entra.credentialEnds': until,
		});
		if (!saved) return;
		if (other) core.reopen(['permissions', 'test']);
		for (const [name, key] of [
			['entra', 'secret'],
			['certificate-password', 'passphrase'],
		] as const) {
			const typed = draft[key].trim();
			if (typed === '') continue;
			if (!(await core.keepSecret(name, typed))) return;
			if (core.get().draft[key].trim() === typed) setDraft(core, {[key]: ''});
		}
		if (core.get().eager) core.finish('credentials');
	};

	return {
		items: credentialsItems,
		enter: () => {
			const {checks, draft, focus} = core.get();
			// The application is known from the step before: the proof is what is asked for.
			if (focus.credentials === undefined && recognise(draft.clientId) === 'guid')
				core.patch({focus: {...focus, credentials: proofField[draft.credential]}});
			if (checks.signIn.kind === 'idle') ask();
		},
		leave,
		changed: key => {
			calm();
			looks = 0;
			// The day that the settings have is that of the secret before.
			const {entra} = core.get().settings;
			if (
				key === 'secret' &&
				core.get().draft.ends === entra.credentialEnds?.slice(0, 10) &&
				!core.get().fixed.has('entra.credentialEnds')
			)
				setDraft(core, {ends: ''});
			core.patch({remark: remarkOn(core.get(), core.now()), eager: false});
			if (key === 'ends') return;
			const {draft} = core.get();
			// Each wrong try stands in the tenant's log: only what looks whole is tried by itself.
			const whole =
				recognise(draft.clientId) === 'guid' &&
				(draft.credential !== 'secret' || draft.secret === '' || recognise(draft.secret) === 'entra-secret');
			if (whole && draft.credential === 'secret') ask(typingMs);
			else signIn.forget();
		},
		onward: item => {
			const state = core.get();
			const {draft, checks, focus, fixed} = state;
			calm();
			const move = (to: string, remark?: string): void => core.patch({focus: {...focus, credentials: to}, remark});
			if (draft.clientId.trim() === '' && !fixed.has('entra.clientId'))
				return move('clientId', item?.id === 'clientId' ? 'Paste the application (client) ID.' : undefined);
			const wrongId = fixed.has('entra.clientId') ? undefined : mixUp('client-id', draft.clientId);
			if (wrongId !== undefined) return move('clientId', wrongId);
			const wrong = remarkOn(state, core.now());
			if (wrong !== undefined) return core.patch({remark: wrong});
			if (!ready()) {
				const target = proofField[draft.credential];
				return move(target, item?.id === target ? 'This is still empty.' : undefined);
			}
			const ends = endsOf(draft.ends, core.now());
			if (draft.credential === 'secret' && ends !== undefined && 'wrong' in ends) return move('ends', ends.wrong);
			if (item?.id === 'secret' && draft.ends === '' && !fixed.has('entra.credentialEnds')) {
				// The end is asked for while the sign-in is under way.
				if (checks.signIn.kind !== 'good') ask();
				return move('ends');
			}
			core.patch({eager: true});
			if (checks.signIn.kind === 'good') void proven();
			else if (checks.signIn.kind !== 'running') ask();
		},
		skip: () => core.finish('credentials', 'skipped'),
	};
};
