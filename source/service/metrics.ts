import {Counter, collectDefaultMetrics, Gauge, Registry} from 'prom-client';
import type {UnattendedState} from '../core/watch/unattended-state.ts';
import {cleanText} from '../platform/text/clean.ts';

export type MetricsOptions = {
	readonly profile: string;
	readonly credentialEnds: () => Date | undefined;
	/** Those of this process too: of no use once it has ended. */
	readonly ofProcess: boolean;
};

/**
 * The counters and gauges of one profile, in Prometheus text format. They are set from how it goes, so that watch and a
 * scheduler's runs give the same ones, and counters go on where the process before left them.
 */
export const createMetrics = (options: MetricsOptions) => {
	const registry = new Registry();
	registry.setDefaultLabels({profile: options.profile});
	if (options.ofProcess) collectDefaultMetrics({register: registry, prefix: 'usher_'});
	const registers = [registry];
	/** Made when there is something to say: a time that is not known would be 1970. */
	const gauge = (name: string, help: string) => {
		let made: Gauge | undefined;
		return {
			set: (value: number): void => {
				made ??= new Gauge({name: `usher_${name}`, help, registers});
				made.set(value);
			},
		};
	};
	const counter = (name: string, help: string, label: string) => {
		const made: Counter = new Counter({name: `usher_${name}`, help, labelNames: [label], registers});
		return (counts: Readonly<Partial<Record<string, number>>>): void => {
			made.reset();
			// Kinds are words of Usher's own, but they come back from a file.
			for (const [kind, count] of Object.entries(counts)) made.inc({[label]: cleanText(kind, 80)}, count);
		};
	};

	const runs = counter('runs_total', 'Runs that have ended, by how.', 'outcome');
	const requests = counter('requests_total', 'Requests sent, by service.', 'service');
	const changes = counter('changes_total', 'Changes applied to the organisation, by kind.', 'kind');
	const ended = gauge('last_run_timestamp_seconds', 'When the last run ended.');
	const good = gauge('last_success_timestamp_seconds', 'When the last run without an error ended.');
	const took = gauge('last_run_duration_seconds', 'How long the last run took.');
	const exit = gauge('last_run_exit_code', 'What the last run ended with.');
	const problems = gauge('problems', 'Problems that need a person, as the last run saw them.');
	const managed = gauge('managed_members', 'Active members that Usher manages.');
	const failures = gauge('failures_in_a_row', 'The same failure, this often in a row.');
	const nextRun = gauge('next_run_timestamp_seconds', 'When the next run starts.');
	const ends = gauge('credential_end_timestamp_seconds', 'When the credential of the app registration ends.');
	const seconds = (iso: string): number => Date.parse(iso) / 1000;

	const update = ({totals, last, ...unattended}: UnattendedState): void => {
		runs(totals.runs);
		requests(totals.requests);
		changes(totals.changes);
		ended.set(seconds(last.endedAt));
		if (unattended.lastSuccessAt !== undefined) good.set(seconds(unattended.lastSuccessAt));
		took.set(last.durationMs / 1000);
		exit.set(last.exitCode);
		problems.set(unattended.problems);
		if (unattended.managed !== undefined) managed.set(unattended.managed);
		failures.set(unattended.failures);
		nextRun.set(seconds(unattended.nextAt));
		const end = options.credentialEnds();
		if (end !== undefined) ends.set(end.getTime() / 1000);
	};
	return {update, text: () => registry.metrics(), type: registry.contentType};
};
