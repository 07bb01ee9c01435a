import type {ReadEvent} from '../ports.ts';
import type {RunReport, SyncEvent, SyncPorts, SyncRequest} from '../run.ts';
import {noProgress} from './apply.ts';
import {reportOf, type Story} from './report.ts';

/** Not journalled: shown while it is so. */
const passing = new Set<SyncEvent['kind']>(['waiting'] satisfies ReadEvent['kind'][]);

/** What a run does: yields what it tells, and keeps its story right at any moment. */
export type Going = (
	story: Story,
	know: (acknowledged: ReadonlySet<string>) => void,
) => AsyncGenerator<SyncEvent, void>;

/**
 * Every event but waiting is journalled before it is told, so a step is on disk before it is sent; whatever
 * happens the last event is `run-ended` with the report. What a person, a setting or a service causes ends up there,
 * never as an exception.
 */
export async function* journalled(
	request: SyncRequest,
	ports: SyncPorts,
	signal: AbortSignal,
	go: Going,
): AsyncGenerator<SyncEvent, RunReport> {
	const story: Story = {
		refusals: [],
		problems: request.known ?? [],
		outcome: 'planned',
		judged: false,
		progress: noProgress(),
		interrupted: false,
	};
	const began = {
		graph: ports.directory.meter().requests,
		bitwarden: ports.organisation.meter().requests,
		at: ports.now().getTime(),
	};
	let acknowledged: ReadonlySet<string> = new Set();
	const going = go(story, known => {
		acknowledged = known;
	});
	const tell = (event: SyncEvent): SyncEvent => {
		if (!passing.has(event.kind)) ports.state.record(request.run, event);
		return event;
	};

	try {
		while (true) {
			const next = await going.next();
			if (next.done) break;
			yield tell(next.value);
		}
	} catch (error) {
		if (signal.aborted) story.interrupted = true;
		else story.error = error;
	} finally {
		// What cannot be tidied up because of the same trouble has nothing to add to it.
		await going.return(undefined).catch(() => {});
	}
	const report = reportOf(request, ports, story, acknowledged, began);
	const last: SyncEvent = {kind: 'run-ended', report};
	try {
		tell(last);
	} catch (error) {
		// The journal cannot be written: the report says why, unless it has worse to tell.
		if (report.error === undefined) {
			const failed = reportOf(request, ports, {...story, error}, acknowledged, began);
			yield {kind: 'run-ended', report: failed};
			return failed;
		}
	}
	yield last;
	return report;
}

/** The first event of a run. */
export const started = (request: SyncRequest, ports: SyncPorts): SyncEvent => ({
	kind: 'run-started',
	run: request.run,
	at: ports.now().toISOString(),
	by: request.by,
	mode: request.mode,
	...(request.who === undefined ? {} : {who: request.who}),
});
