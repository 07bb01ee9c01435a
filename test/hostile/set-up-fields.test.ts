// Every field of every answer that a registration, a renewal, an undo and the doctor's looks get, poisoned by itself.
import {existsSync, mkdirSync} from 'node:fs';
import {expect, test, vi} from 'vitest';
import {errorLines} from '../../source/commands/text/error.ts';
import {UsherError} from '../../source/core/errors.ts';
import {reuseOneKey} from '../helpers/one-key.ts';
import {runs} from '../helpers/runs.ts';
import {rawIn} from './raw.ts';
import {openSetUpRoom} from './set-up-room.ts';
import {poisons} from './tampered-http.ts';

// A registration writes its journal before each request; that this survives a power cut is not what is tried here.
vi.mock('node:fs', async original => ({...(await original<typeof import('node:fs')>()), fsyncSync: () => {}}));

test('sign-in with a code, registration, renewal, undo and the looks of doctor', async () => {
	reuseOneKey();
	const {room, wire, journeys, keep, foreign, look} = await openSetUpRoom();
	if (!existsSync(room.paths.folder)) mkdirSync(room.paths.folder, {recursive: true});
	const empty = keep('empty');
	const known: {readonly journey: keyof typeof journeys; readonly field: string; readonly from: () => void}[] = [];
	/** Once as it should be, so that every field is seen. */
	const learn = async (journey: keyof typeof journeys, from: () => void): Promise<void> => {
		from();
		wire.fields.clear();
		wire.begin([]);
		const {error} = await journeys[journey]();
		expect(error, journey).toBeUndefined();
		for (const field of [...wire.fields].sort()) known.push({journey, field, from});
	};
	await learn('register', empty);
	// So that the application may be asked about itself, and has more than it needs.
	room.practice.company.grantPermission('Application.Read.All', room.store().settings.entra.clientId);
	const registered = keep('registered');
	await learn('repair', registered);
	await learn('renew', registered);
	await learn('look', registered);
	await learn('takeOver', empty);
	const taken = keep('taken');
	await learn('undo', taken);
	expect([...new Set(known.map(({field}) => field))].sort()).toMatchSnapshot();
	const untouched: string[] = [];
	const wrong: string[] = [];
	const {numRuns, seed = 1} = runs(1);
	const met = new Set<string>();
	for (const [at, {journey, field, from}] of known.entries()) {
		// Where it is first seen; what a terminal would obey, and now and then another one, in `npm run soak` more of them.
		const first = !met.has(field);
		met.add(field);
		if (!first) continue;
		const length = numRuns === 1 ? Number(at % 6 === 0) : Math.ceil(numRuns / 2);
		const others = Array.from({length}, (_, nth) => at * 5 + nth * 3 + seed);
		let hits = 0;
		for (const poison of new Set([0, ...others.map(one => 1 + (one % (poisons.length - 1)))])) {
			from();
			const before = foreign();
			wire.begin({field, poison});
			const {error, shown} = await journeys[journey]();
			hits += wire.told.length;
			const said =
				error instanceof UsherError ? {...error, message: error.message, lines: errorLines(error, look)} : undefined;
			const found = [
				error === undefined || said !== undefined ? undefined : `no UsherError: ${String(error)}`,
				rawIn([shown, said]),
				foreign().join() === before.join() ? undefined : 'somebody else lost something',
			].filter(one => one !== undefined);
			wrong.push(...found.map(one => `${journey}: ${field}: ${poisons[poison]?.name}: ${one}`));
		}
		if (hits === 0) untouched.push(`${journey}: ${field}`);
	}
	expect(wrong).toEqual([]);
	expect(untouched).toEqual([]);
	expect(foreign().length).toBeGreaterThan(20);
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
