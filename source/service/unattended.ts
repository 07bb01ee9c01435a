// The end of a run with nobody there, watch's or a scheduler's: noted for the next process, told, and left for Prometheus.
import {join} from 'node:path';
import {UsherError} from '../core/errors.ts';
import {type Course, courseAfter, type UnattendedRun} from '../core/watch/course.ts';
import {inTurn} from '../platform/lock/turn.ts';
import type {Paths} from '../platform/settings/paths.ts';
import {type Noted, readNoted, writeNoted} from './course-file.ts';
import {writeMetrics} from './metrics-file.ts';
import {type DeliverOptions, deliverNotices, type Kept, type News} from './notify/deliver.ts';

export type KeptAll = Kept & {noted?: Noted};

export type EndOptions = Omit<DeliverOptions, 'kept' | 'paths'> & {
	readonly kept: KeptAll;
	readonly paths: Paths;
	readonly profile: string;
	/** How a person calls a command of this profile. */
	readonly usher: string;
	/** What it takes to tell somebody, as variables, when the settings could be read. */
	readonly variables?: Readonly<Record<string, string>> | undefined;
	/** Keys of problems that a person has acknowledged; asked only when there are problems. */
	readonly acknowledged: () => Promise<ReadonlySet<string>>;
	readonly credentialEnds: () => Date | undefined;
	/** Called as soon as it is noted, before anybody is told. */
	readonly noted?: (course: Course) => Promise<void>;
	readonly pause: (milliseconds: number) => Promise<void>;
};

/**
 * Notes how a run ended and how it goes now, tells whom it concerns, and writes the metrics. One process at a time does
 * so: what one has told, the other does not tell again. A disk that takes nothing, a secret that cannot be read, a
 * receiver that does not answer are logged; the runs go on.
 */
export const endUnattended = (ended: UnattendedRun, options: EndOptions): Promise<News & {readonly course: Course}> => {
	const {paths, kept, log, profile, settings, credentialEnds} = options;
	const orLog = async (work: () => void | Promise<void>, otherwise: () => void = () => {}): Promise<void> => {
		try {
			await work();
		} catch (error) {
			if (!(error instanceof UsherError)) throw error;
			otherwise();
			log('warn', `${error.message} ${error.advice}`);
		}
	};
	return inTurn(join(paths.stateFolder, 'turn.db'), options.pause, async () => {
		const before = kept.noted ?? readNoted(paths);
		const course = courseAfter(before.course, ended);
		const variables = options.variables ?? before.variables;
		const noted: Noted = {course, ...(variables === undefined ? {} : {variables})};
		delete kept.noted;
		await orLog(
			() => writeNoted(paths, noted),
			() => {
				kept.noted = noted;
			},
		);
		await options.noted?.(course);
		const {file} = settings.metrics;
		if (file !== undefined) await orLog(() => writeMetrics(file, course, {profile, credentialEnds}));
		let acknowledged: ReadonlySet<string> = new Set();
		if (ended.report.problems.length > 0)
			await orLog(async () => {
				acknowledged = await options.acknowledged();
			});
		const news = await deliverNotices(
			{
				profile,
				usher: options.usher,
				course,
				slower: ended.next?.state.mode === 'quarantine',
				report: ended.report,
				acknowledged,
				credentialEnds: credentialEnds(),
				now: ended.endedAt,
				repeatHours: settings.notify.repeatHours,
			},
			options,
		);
		return {...news, course};
	});
};
