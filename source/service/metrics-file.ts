import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {UnattendedState} from '../core/watch/unattended-state.ts';
import {writeForAll} from '../platform/disk/write.ts';
import {createMetrics, type MetricsOptions} from './metrics.ts';

const notWritten = (path: string, error: unknown): UsherError => {
	const why = error instanceof UsherError ? error.message : `${(error as NodeJS.ErrnoException).code}: ${path}`;
	return new UsherError({
		code: 'metrics-not-written',
		exitCode: exitCodes.unexpected,
		message: `The metrics are not written: ${why}.`,
		advice: 'The folder of metrics.file has to be there, and the account that runs Usher must be able to write to it.',
		cause: error,
	});
};

/**
 * Writes the metrics of a profile for the textfile collector of node_exporter: a whole file at any moment, readable by
 * its account, without times and without what belongs to this process, which is about to end (node_exporter, "Textfile
 * collector"). The file beside it that is renamed does not end in .prom, so that it is never collected.
 *
 * @param path ends in .prom; its folder is there
 * @throws UsherError `metrics-not-written`
 */
export const writeMetrics = async (
	path: string,
	unattended: UnattendedState,
	options: Omit<MetricsOptions, 'ofProcess'>,
): Promise<void> => {
	const metrics = createMetrics({...options, ofProcess: false});
	metrics.update(unattended);
	const text = await metrics.text();
	try {
		writeForAll(path, text);
	} catch (error) {
		throw notWritten(path, error);
	}
};
