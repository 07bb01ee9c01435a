// The built program on a small disk of its own that fills up while it works, and one that cannot be written at all.
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {createRandom} from '../../source/practice/random.ts';
import {openSoakPlace, type SoakPlace} from './place.ts';
import {wrongIn} from './right.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;

export type DiskReport = {
	/** Why nothing could be tried here. */
	why?: string;
	turns: number;
	/** Stopped after something had been sent: what was done there and could not be noted here. */
	inTheMiddle: number;
	/** Runs that the disk stopped, by exit code; those that it let through are 0 and 14. */
	ends: Record<string, number>;
	wrong: string[];
};

type Ended = {readonly code: number | null; readonly text: string};
type Disk = {
	/** Runs a program where the small disk is. */
	start(command: readonly string[]): {readonly child: ChildProcess; text(): string; readonly ended: Promise<Ended>};
	run(command: readonly string[]): Promise<Ended>;
	close(): void;
};

/** A disk of 4 MB below the place's home, in a mount namespace of its own; as text, why there is none. */
const openDisk = async (place: SoakPlace): Promise<Disk | string> => {
	const isRoot = process.getuid?.() === 0;
	const home = place.environment.USHER_HOME ?? '';
	const mounted = 'mkdir -p "$1" && mount -t tmpfs -o size=4m none "$1" && echo mounted && exec cat';
	const holder = spawn('unshare', [isRoot ? '-m' : '-rm', 'sh', '-c', mounted, 'sh', join(home, 'profiles')]);
	let said = '';
	for (const stream of [holder.stdout, holder.stderr])
		stream.on('data', chunk => {
			said += String(chunk);
		});
	holder.on('error', error => {
		said += error.message;
	});
	const gone = once(holder, 'close').catch(() => {});
	while (!said.includes('mounted') && holder.exitCode === null && holder.pid !== undefined) await pause(10);
	if (!said.includes('mounted')) return said.trim() || 'unshare is not here';
	const enter = ['-t', String(holder.pid), ...(isRoot ? [] : ['-U', '--preserve-credentials']), '-m', '--'];
	const start: Disk['start'] = command => {
		const child = spawn('nsenter', [...enter, ...command], {env: place.environment, stdio: ['ignore', 'pipe', 'pipe']});
		let text = '';
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', chunk => {
				text += String(chunk);
			});
		const ended = once(child, 'close').then(([code]) => ({
			code: code as number | null,
			text: text.replaceAll(/\s+/g, ' '),
		}));
		return {child, text: () => text.replaceAll(/\s+/g, ' '), ended};
	};
	return {
		start,
		run: command => start(command).ended,
		close: () => {
			holder.stdin.end();
			void gone;
		},
	};
};

/** @param options.turns how often the disk fills up, each time with another rest of room */
export const soakDisk = async (options: {
	readonly turns: number;
	readonly seed: number;
	readonly log?: (text: string) => void;
}): Promise<DiskReport> => {
	const random = createRandom(options.seed);
	const place = await openSoakPlace({seed: options.seed, users: 40, groups: 8});
	const {practice} = place;
	const report: DiskReport = {turns: 0, inTheMiddle: 0, ends: {}, wrong: []};
	const disk = await openDisk(place);
	if (typeof disk === 'string') {
		await place.close();
		return {...report, why: disk};
	}
	const profiles = join(place.environment.USHER_HOME ?? '', 'profiles');
	const filler = join(profiles, 'filler');
	const usher = (...words: string[]): readonly string[] => [process.execPath, program, ...words];
	const blame = (what: string, text: string): void =>
		void report.wrong.push(`seed ${options.seed}, turn ${report.turns}: ${what}\n${text}`);
	/** Leaves so many kilobytes. */
	const fill = (rest: number): Promise<Ended> =>
		disk.run(['sh', '-c', `cat /dev/zero > "${filler}" 2>/dev/null; truncate -s -${rest}k "${filler}"`]);
	const free = (): Promise<Ended> => disk.run(['rm', '-f', filler]);
	/** What the organisation holds, to see whether something has changed. */
	const held = (): string =>
		JSON.stringify([
			[...practice.bitwarden.store.members.values()].map(({email, status}) => [email, status]),
			[...practice.bitwarden.store.groups.values()].map(({name, members}) => [name, ...members]),
		]);
	const isPlain = (text: string): boolean => !/mistake of its own|SQLITE|at \S+\.js:\d/.test(text);
	const goesOn = async (): Promise<void> => {
		const next = await disk.run(usher('sync', '--verify'));
		if (next.code !== 0 && next.code !== 14) blame(`with room again: exit code ${next.code}`, next.text);
		for (const one of wrongIn(practice)) blame(one, next.text);
	};
	try {
		await disk.run(usher('sync', '--first-run'));
		await goesOn();
		while (report.turns < options.turns && report.wrong.length === 0) {
			report.turns++;
			practice.company.happen(4 + random.below(12));
			await fill(4 * random.below(random.next() < 0.3 ? 20 : 150));
			const before = held();
			const hurt = await disk.run(usher('sync'));
			report.ends[String(hurt.code)] = (report.ends[String(hurt.code)] ?? 0) + 1;
			if (hurt.code === 1 && held() !== before) report.inTheMiddle++;
			if (![0, 1, 14].includes(hurt.code ?? -1)) blame(`exit code ${hurt.code}`, hurt.text);
			if (hurt.code === 1 && !/The disk is full: \S+/.test(hurt.text)) blame('the disk is not named', hurt.text);
			if (!isPlain(hurt.text)) blame('not in words for people', hurt.text);
			await free();
			await goesOn();
			options.log?.(`turn ${report.turns}: exit code ${hurt.code}`);
		}

		// Watch stays up through both, and goes on by itself.
		const watch = disk.start(usher('watch'));
		const heard = async (what: RegExp, from: number): Promise<void> => {
			for (const end = Date.now() + 60_000; !what.test(watch.text().slice(from)); await pause(20)) {
				if (watch.child.exitCode !== null) throw new Error(`watch has ended: ${watch.text()}`);
				if (Date.now() > end) throw new Error(`watch does not say ${what}: ${watch.text().slice(from)}`);
			}
		};
		const woken = async (what: RegExp): Promise<void> => {
			const from = watch.text().length;
			watch.child.kill('SIGHUP');
			await heard(what, from);
			await heard(/(?:Next sync|Trying again|waits for a person)[^.]* at \S+Z\./, from);
		};
		try {
			await heard(/Next sync at/, 0);
			practice.company.happen(6);
			await fill(0);
			await woken(/The disk is full: \S+/);
			await free();
			await woken(/Next sync at/);
			practice.company.happen(6);
			await disk.run(['mount', '-o', 'remount,ro,size=4m', 'none', profiles]);
			await woken(/The disk is read-only: \S+/);
			await disk.run(['mount', '-o', 'remount,rw,size=4m', 'none', profiles]);
			await woken(/Next sync at/);
			for (const one of wrongIn(practice)) blame(`watch: ${one}`, watch.text());
			if (!isPlain(watch.text())) blame('watch: not in words for people', watch.text());
			watch.child.kill('SIGTERM');
			const {code, text} = await watch.ended;
			if (code !== 0) blame(`watch: exit code ${code}`, text);
		} catch (error) {
			blame((error as Error).message, '');
		} finally {
			if (watch.child.exitCode === null) watch.child.kill('SIGKILL');
		}
	} finally {
		disk.close();
		await place.close();
	}
	return report;
};
