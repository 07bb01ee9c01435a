import {Counter, collectDefaultMetrics, Gauge, Registry} from 'prom-client';
import type {HealthOptions, Seen} from './health.ts';

/** The counters and gauges of one profile, in Prometheus text format. */
export const createMetrics = (options: Pick<HealthOptions, 'profile' | 'credentialEnds'>) => {
	const registry = new Registry();
	registry.setDefaultLabels({profile: options.profile});
	collectDefaultMetrics({register: registry, prefix: 'usher_'});
	const registers = [registry];
	const gauge = (name: string, help: string) => new Gauge({name: `usher_${name}`, help, registers});
	const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
		new Counter({name: `usher_${name}`, help, labelNames, registers});

	const runs = counter('runs_total', 'Runs that have ended, by how.', ['outcome']);
	const requests = counter('requests_total', 'Requests sent, by service.', ['service']);
	const changes = counter('changes_total', 'Changes applied to the organisation, by kind.', ['kind']);
	const ended = gauge('last_run_timestamp_seconds', 'When the last run ended.');
	const good = gauge('last_success_timestamp_seconds', 'When the last run without an error ended.');
	const took = gauge('last_run_duration_seconds', 'How long the last run took.');
	const exit = gauge('last_run_exit_code', 'What the last run ended with.');
	const problems = gauge('problems', 'Problems that need a person, as the last run saw them.');
	const managed = gauge('managed_members', 'Active members that Usher manages.');
	const failures = gauge('failures_in_a_row', 'The same failure, this often in a row.');
	const nextRun = gauge('next_run_timestamp_seconds', 'When the next run starts.');
	const ends = gauge('credential_end_timestamp_seconds', 'When the credential of the app registration ends.');

	const update = ({report, next, at}: Seen): void => {
		const seconds = at.getTime() / 1000;
		runs.inc({outcome: report.outcome});
		requests.inc({service: 'graph'}, report.requests.graph);
		requests.inc({service: 'bitwarden'}, report.requests.bitwarden);
		for (const [kind, count] of Object.entries(report.applied)) changes.inc({kind}, count);
		ended.set(seconds);
		if (next.state.failing === undefined) good.set(seconds);
		took.set(report.durationMs / 1000);
		exit.set(report.exitCode);
		problems.set(report.problems.filter(({severity}) => severity === 'needs-person').length);
		if (report.plan) managed.set(report.plan.managed);
		failures.set(next.state.failures);
		nextRun.set(seconds + next.waitMs / 1000);
		const end = options.credentialEnds();
		if (end !== undefined) ends.set(end.getTime() / 1000);
	};
	return {update, text: () => registry.metrics(), type: registry.contentType};
};
