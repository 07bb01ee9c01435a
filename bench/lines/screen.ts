// What the dashboard costs with 10,000 groups and 1,000,000 memberships loaded, on a pseudo-terminal of 120×40.
import {readFileSync} from 'node:fs';
import {performance} from 'node:perf_hooks';
import process from 'node:process';
import {setTimeout as pause} from 'node:timers/promises';
import {buildProgram} from '../../test/helpers/build-program.ts';
import {keys, type Running, spawnInTerminal} from '../../test/helpers/terminal.ts';
import {type Result, type Row, round} from '../tools/table.ts';

const size = {users: 100_000, groups: 10_000, membersEach: 100};
/** Longer than two frames, so that each key has a frame to itself. */
const betweenMs = 200;
const moves = 25;

const median = (values: readonly number[]): number =>
	values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** CPU time of a process so far, milliseconds, and its memory, bytes. */
const usedBy = (pid: number): {readonly cpu: number; readonly resident: number; readonly peak: number} => {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const [user = 0, system = 0] = stat
		.slice(stat.lastIndexOf(')') + 2)
		.split(' ')
		.slice(11, 13)
		.map(Number);
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const kilobytes = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
	// Linux counts in hundredths of a second.
	return {cpu: (user + system) * 10, resident: kilobytes('VmRSS'), peak: kilobytes('VmHWM')};
};

const press = async (terminal: Running, key: string): Promise<{readonly wait: number; readonly bytes: number}> => {
	const before = terminal.written();
	const began = performance.now();
	terminal.type(key);
	while (terminal.written() === before && performance.now() - began < 2000) await new Promise(setImmediate);
	const wait = performance.now() - began;
	await pause(betweenMs);
	return {wait, bytes: terminal.written() - before};
};

const measureMoves = async (terminal: Running, what: string, key: string): Promise<Row> => {
	const before = usedBy(terminal.pid);
	const pressed: {wait: number; bytes: number}[] = [];
	for (let turn = 0; turn < moves; turn++) pressed.push(await press(terminal, key));
	const {cpu} = usedBy(terminal.pid);
	return {
		what,
		'first byte ms': round(median(pressed.map(one => one.wait)), 1),
		'cpu ms each': round((cpu - before.cpu) / moves, 1),
		'bytes each': median(pressed.map(one => one.bytes)),
		'most bytes': Math.max(...pressed.map(one => one.bytes)),
	};
};

const open = async (script: object): Promise<Running> => {
	const program = await buildProgram('dashboard-program.tsx');
	return spawnInTerminal(process.execPath, [program], {
		columns: 120,
		rows: 40,
		environment: {SCRIPT: JSON.stringify({size, ...script})},
	});
};

const leave = async (terminal: Running): Promise<void> => {
	terminal.type('q');
	// A run that goes on is asked about; this one is only a script.
	const gone = await Promise.race([terminal.exited.then(() => true), pause(2000).then(() => false)]);
	if (!gone) terminal.kill('SIGKILL');
	await terminal.exited;
};

const browse = async (): Promise<{readonly rows: Row[]; readonly resident: number}> => {
	const terminal = await open({alreadyRead: true});
	try {
		await terminal.waitFor('10,000 groups');
		await pause(1000);
		const within = await measureMoves(terminal, 'cursor move', keys.down);
		await press(terminal, keys.pageDown);
		await press(terminal, keys.pageDown);
		const scrolling = await measureMoves(terminal, 'cursor move that scrolls', keys.down);
		return {rows: [within, scrolling], resident: usedBy(terminal.pid).peak};
	} finally {
		await leave(terminal);
	}
};

/** Bytes of the fullest second from before the tree stands there until all of it has come. */
const ending = async (terminal: Running): Promise<number> => {
	const written: [at: number, bytes: number][] = [];
	let stop = Number.POSITIVE_INFINITY;
	for (let last = terminal.written(); performance.now() < stop; ) {
		await pause(5);
		const now = terminal.written();
		if (now !== last) written.push([performance.now(), now - last]);
		last = now;
		if (stop === Number.POSITIVE_INFINITY && terminal.text().includes('10,000 groups, 100,000 people')) {
			stop = performance.now() + 2000;
		}
	}
	return Math.max(
		...written.map(([from]) =>
			written.reduce((sum, [at, bytes]) => (at >= from && at < from + 1000 ? sum + bytes : sum), 0),
		),
	);
};

const read = async (): Promise<Row & {readonly repaints: number; readonly bytes: number; readonly end: number}> => {
	const terminal = await open({pauseMs: 2});
	try {
		await terminal.waitFor('not been read yet');
		terminal.type('t');
		// The key itself repaints as well.
		await pause(1000);
		const began = performance.now();
		const from = terminal.written();
		let repaints = 0;
		let last = from;
		let lastAt = 0;
		while (performance.now() - began < 8000) {
			await pause(5);
			const now = terminal.written();
			// What comes within a twentieth of a second belongs to one repaint.
			if (now !== last && performance.now() - lastAt > 50) repaints++;
			if (now !== last) lastAt = performance.now();
			last = now;
		}
		const seconds = (performance.now() - began) / 1000;
		return {
			what: 'while a read runs',
			repaints: round(repaints / seconds, 2),
			bytes: round((last - from) / seconds),
			end: await ending(terminal),
		};
	} finally {
		await leave(terminal);
	}
};

export const measureScreen = async (say: (text: string) => void): Promise<Result> => {
	say('screen: 100,000 users, 10,000 groups of 100');
	const {rows, resident} = await browse();
	const reading = await read();
	const [within, scrolling] = rows;
	return {
		line: 'screen',
		rows: [
			...rows,
			{what: reading.what as string, 'repaints/s': reading.repaints, 'bytes/s': reading.bytes},
			{what: 'as a read ends, its fullest second', 'bytes/s': reading.end},
			{what: 'all of it loaded', 'peak MB': round(resident / 1e6)},
		],
		targets: [
			{what: 'a cursor move', found: Number(within?.['first byte ms']), most: 16, unit: ' ms'},
			{what: 'a cursor move: to the terminal', found: Number(within?.['most bytes']), most: 2048, unit: ' bytes'},
			{
				what: 'a move that scrolls: to the terminal',
				found: Number(scrolling?.['most bytes']),
				most: 6144,
				unit: ' bytes',
			},
			{what: 'while a read runs: repaints a second', found: reading.repaints, most: 2},
			{what: 'while a read runs: bytes a second', found: reading.bytes, most: 4096},
			{what: 'as a read ends: bytes in a second', found: reading.end, most: 4096},
			{what: 'everything loaded: resident', found: resident / 1e6, most: 500, unit: ' MB'},
		],
	};
};
