// A registration as the screen sees it: one immutable state, and what a person can ask of it. No React here.
import type {
	ConsentNeeded,
	ExistingApplication,
	ExistingChoice,
	MadeItem,
	RegistrationEvent,
	RegistrationResult,
	StepName,
} from '../../../entra/registration/events.ts';
import type {Keeper} from '../../../entra/registration/save.ts';
import type {OpenRegistration, RegistrationWish} from '../../../profile/registration.ts';
import {createStore, type Store} from '../../store.ts';
import {type Failure, failureOf} from '../checks/check.ts';

export type StepShown = {
	readonly state: Extract<RegistrationEvent, {kind: 'step'}>['state'];
	readonly fact: string;
	/** Of the next look, milliseconds since 1970. */
	readonly nextAt?: number;
};

export type RegistrationState = {
	readonly phase: 'running' | 'asking' | 'done' | 'failed' | 'undoing' | 'undone';
	/** Until somebody has signed in with it. */
	readonly code: {readonly userCode: string; readonly page: string; readonly expiresAt: number} | undefined;
	readonly steps: ReadonlyMap<StepName, StepShown>;
	/** The applications to choose among. */
	readonly found: readonly ExistingApplication[];
	/** Which of them the keys are about. */
	readonly pointed: number;
	readonly made: readonly MadeItem[];
	readonly notes: readonly string[];
	readonly consent: ConsentNeeded | undefined;
	readonly result: RegistrationResult | undefined;
	readonly failure: Failure | undefined;
	/** The message for someone who may consent is shown instead of the steps. */
	readonly reading: boolean;
	/** A person is asked whether all that was made shall go. */
	readonly asksUndo: boolean;
	/** Milliseconds since 1970; what is counted down is counted from it. */
	readonly now: number;
};

export type RegistrationSession = Pick<Store<RegistrationState>, 'get' | 'subscribe'> & {
	start(): void;
	/** The answer about applications that are there. */
	choose(choice: ExistingChoice): void;
	/** Points at another of them, so many further down; stops at the ends. */
	point(by: number): void;
	/** Asks whether all of it shall go, or takes the question back. */
	askUndo(open: boolean): void;
	/** Takes back what was made; only after the question. */
	undo(): void;
	read(open: boolean): void;
	/** Calls off what is under way; what has been made stays listed. */
	close(): Promise<void>;
};

export type Opener = (wish: RegistrationWish) => Promise<OpenRegistration>;

const fresh = (now: number): RegistrationState => ({
	phase: 'running',
	code: undefined,
	steps: new Map(),
	found: [],
	pointed: 0,
	made: [],
	notes: [],
	consent: undefined,
	result: undefined,
	failure: undefined,
	reading: false,
	asksUndo: false,
	now,
});

/** The state after an event. Pure. */
export const afterEvent = (state: RegistrationState, event: RegistrationEvent, now: number): RegistrationState => {
	switch (event.kind) {
		case 'code':
			return {
				...state,
				now,
				code: {userCode: event.userCode, page: event.page, expiresAt: Date.parse(event.expiresAt)},
			};
		case 'signed-in':
			return {...state, now, code: undefined};
		case 'step': {
			const {step, state: how, fact, seconds} = event;
			const shown: StepShown = {
				state: how,
				fact: fact ?? '',
				...(how === 'waiting' && seconds !== undefined ? {nextAt: now + seconds * 1000} : {}),
			};
			return {...state, now, steps: new Map(state.steps).set(step, shown)};
		}
		case 'made':
			return {
				...state,
				now,
				made: [...state.made.filter(one => one.label !== event.item.label || one.kind !== event.item.kind), event.item],
			};
		case 'undone':
			return {
				...state,
				now,
				made: state.made.filter(one => one.label !== event.item.label || one.kind !== event.item.kind),
			};
		case 'note':
			return {...state, now, notes: [...state.notes, event.text]};
		case 'consent-needed':
			return {...state, now, consent: event.consent};
		case 'proved':
			return {...state, now, consent: undefined, reading: false};
	}
};

/** Advice is for those in a shell too; here the way to the portal is a key. */
const onPage = (failure: Failure): Failure => ({
	...failure,
	advice: failure.advice.replaceAll('`usher setup` shows each click', 'the key p shows each click'),
});

/** Somebody sits before the screen: consent is waited for as long as it is open. */
const consentMs = 24 * 3_600_000;

/** Nothing is opened or sent before `start`. */
export const createRegistrationSession = ({
	open,
	wish,
	keeper,
	now = Date.now,
}: {
	readonly open: Opener;
	readonly wish: Pick<RegistrationWish, 'profile' | 'environment'>;
	readonly keeper: Keeper;
	readonly now?: () => number;
}): RegistrationSession => {
	const store = createStore<RegistrationState>(fresh(now()));
	const patch = (part: Partial<RegistrationState>): void => store.set(old => ({...old, ...part, now: now()}));
	let answer: ((choice: ExistingChoice) => void) | undefined;
	let opened: OpenRegistration | undefined;
	let stop = new AbortController();
	let going: Promise<void> = Promise.resolve();
	let closed = false;
	const ticking = setInterval(() => {
		const {phase, code, steps} = store.get();
		const counts =
			code !== undefined || [...steps.values()].some(one => one.nextAt !== undefined && one.state === 'waiting');
		if (counts && phase === 'running') patch({});
	}, 1000);

	const choose: RegistrationWish['choose'] = (found, signal) =>
		new Promise((resolve, reject) => {
			answer = resolve;
			signal.addEventListener('abort', () => reject(signal.reason), {once: true});
			patch({phase: 'asking', found, pointed: 0});
		});

	const follow = async <Result>(
		work: (registration: OpenRegistration, signal: AbortSignal) => AsyncGenerator<RegistrationEvent, Result>,
		ended: (result: Result) => void,
	): Promise<void> => {
		try {
			opened ??= await open({...wish, keeper, consentMs, choose});
			const steps = work(opened, stop.signal);
			for (;;) {
				const next = await steps.next();
				if (next.done) return ended(next.value);
				const event = next.value;
				store.set(old => afterEvent(old, event, now()));
			}
		} catch (error) {
			if (stop.signal.aborted) return;
			const failure = onPage(failureOf(error));
			patch({phase: 'failed', failure, code: undefined, reading: false, made: opened?.made() ?? []});
		}
	};
	const begin = (work: () => Promise<void>): void => {
		if (closed) return;
		going = going.then(work);
	};

	return {
		get: store.get,
		subscribe: store.subscribe,
		start: () => {
			store.set(fresh(now()));
			begin(() =>
				follow(
					(registration, signal) => registration.run(signal),
					result => patch({phase: 'done', result, made: result.made}),
				),
			);
		},
		choose: choice => {
			const tell = answer;
			if (tell === undefined) return;
			answer = undefined;
			patch({phase: 'running', found: []});
			tell(choice);
		},
		point: by => {
			const {found, pointed} = store.get();
			patch({pointed: Math.max(0, Math.min(found.length - 1, pointed + by))});
		},
		askUndo: asksUndo => patch({asksUndo}),
		undo: () => {
			const {made, asksUndo} = store.get();
			if (!asksUndo || made.length === 0) return;
			patch({phase: 'undoing', failure: undefined, reading: false, asksUndo: false});
			begin(() =>
				follow(
					(registration, signal) => registration.undo(signal),
					() => patch({phase: 'undone', made: opened?.made() ?? [], result: undefined}),
				),
			);
		},
		read: reading => patch({reading}),
		close: async () => {
			closed = true;
			clearInterval(ticking);
			stop.abort(new Error('The page was left.'));
			await going;
			stop = new AbortController();
			await opened?.close();
		},
	};
};
