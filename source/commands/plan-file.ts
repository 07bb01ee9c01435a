import {createHash} from 'node:crypto';
import {open} from 'node:fs/promises';
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {Fingerprint} from '../core/ports.ts';
import {readGiven} from '../platform/disk/read-given.ts';
import {cleanText} from '../platform/text/clean.ts';
import {namedTwice} from '../platform/text/named-twice.ts';
import type {PlanDocument} from './json/plan.ts';

/** A reviewed plan on disk. `checksum` is over `plan` as written: an edited file is not what was reviewed. */
export type PlanFile = {
	readonly kind: 'usher-plan';
	readonly version: 1;
	readonly profile: string;
	readonly madeAt: string;
	readonly fingerprint: Fingerprint;
	readonly checksum: string;
	readonly plan: PlanDocument;
};

/** Bytes; a plan that invites a hundred thousand people is a third of it. */
const most = 256 * 1_048_576;

const checksumOf = (plan: unknown): string => createHash('sha256').update(JSON.stringify(plan)).digest('hex');

const failure = (code: string, exitCode: 2 | 18, message: string, advice: string): UsherError =>
	new UsherError({code, exitCode, message, advice});

/** Writes a plan for a person to read and for `sync --plan`. Throws UsherError `plan-file-unwritable`. */
export const writePlanFile = async (
	path: string,
	plan: PlanDocument,
	about: {readonly profile: string; readonly madeAt: Date; readonly fingerprint: Fingerprint},
): Promise<void> => {
	const file: PlanFile = {
		kind: 'usher-plan',
		version: 1,
		profile: about.profile,
		madeAt: about.madeAt.toISOString(),
		fingerprint: about.fingerprint,
		checksum: checksumOf(plan),
		plan,
	};
	try {
		const target = await open(path, 'w', 0o600);
		try {
			// It names everyone it touches, so only its owner reads it; one that was there before may be open to others.
			if ((await target.stat()).isFile()) await target.chmod(0o600);
			await target.writeFile(`${JSON.stringify(file, undefined, '\t')}\n`);
		} finally {
			await target.close();
		}
	} catch (error) {
		throw failure(
			'plan-file-unwritable',
			exitCodes.usage,
			`The plan could not be written to ${path}: ${(error as Error).message}.`,
			'Name a file in a folder that you may write to. Nothing has been sent.',
		);
	}
};

/** Reads a plan file. Throws UsherError `plan-file-unreadable`, `plan-file-damaged` or `file-too-large` (2), `plan-file-foreign` (18). */
export const readPlanFile = async (path: string, profile: string): Promise<PlanFile> => {
	let text: string;
	try {
		text = (await readGiven(path, most)).toString('utf8');
	} catch (error) {
		if (error instanceof UsherError) throw error;
		throw failure(
			'plan-file-unreadable',
			exitCodes.usage,
			`The plan file ${path} could not be read: ${(error as Error).message}.`,
			'`usher plan --out FILE` writes one. Nothing has been sent.',
		);
	}
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		value = undefined;
	}
	const file = value as Partial<PlanFile> | null | undefined;
	if (typeof file !== 'object' || file === null || file.kind !== 'usher-plan') {
		throw failure(
			'plan-file-damaged',
			exitCodes.usage,
			`${path} is not a plan file of Usher's, or it was cut off.`,
			'Make a new one with `usher plan --out FILE`. Nothing has been sent.',
		);
	}
	if (file.version !== 1) {
		throw failure(
			'plan-file-foreign',
			exitCodes.planFileStale,
			`${path} was written by another version of Usher (plan file version ${cleanText(file.version, 20)}).`,
			'Make a new one with `usher plan --out FILE`. Nothing has been sent.',
		);
	}
	const whole =
		typeof file.fingerprint === 'string' &&
		typeof file.plan === 'object' &&
		file.plan?.fingerprint === file.fingerprint &&
		file.checksum === checksumOf(file.plan);
	if (!whole) {
		throw failure(
			'plan-file-damaged',
			exitCodes.usage,
			`${path} is no longer what Usher wrote: it has been edited or damaged.`,
			'A plan is applied exactly as it was reviewed. Make a new one with `usher plan --out FILE`. Nothing has been sent.',
		);
	}
	// The checksum is over what counts, the last one; who reviewed it may have read the first.
	const twice = namedTwice(text);
	if (twice !== undefined) {
		throw failure(
			'plan-file-damaged',
			exitCodes.usage,
			`${path} is no longer what Usher wrote: it says ${cleanText(twice.path, 80)} twice (lines ${twice.lines.join(' and ')}).`,
			'A plan is applied exactly as it was reviewed. Make a new one with `usher plan --out FILE`. Nothing has been sent.',
		);
	}
	if (file.profile !== profile) {
		throw failure(
			'plan-file-foreign',
			exitCodes.planFileStale,
			`${path} is a plan of the profile ${cleanText(file.profile, 64)}, and this is ${profile}.`,
			`Apply it with \`usher --profile ${cleanText(file.profile, 64)} sync --plan FILE\`. Nothing has been sent.`,
		);
	}
	return file as PlanFile;
};
