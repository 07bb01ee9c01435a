// The printed CronJob given to Kubernetes' own API server, and run by a node where there can be one.
import type {Said} from '../machine.ts';
import {wrongIn} from '../right.ts';
import {type Cluster, eventually, startCluster} from './cluster.ts';
import {type Company, nodeAddress, openCompany, openNetwork} from './company.ts';
import {conditionOf, endOf, podsOf} from './ends.ts';
import {type Printed, printFor, runHere} from './files.ts';
import {lookAtDashboard} from './look-in.ts';
import {image, startNode} from './node.ts';
import {whyNoNode} from './tools.ts';

export type KubernetesReport = {held: string[]; wrong: string[]; noNode?: string};
type Check = (what: string, holds: boolean, said?: Said | string) => void;

const cronJob = 'usher-default';
const look = `${cronJob}-look`;

/** The jobs that the CronJob has started by itself, oldest first. */
const scheduledJobs = async (cluster: Cluster): Promise<string[]> => {
	const {stdout} = await cluster.kubectl([
		...['get', 'jobs', '--sort-by=.metadata.creationTimestamp', '--output'],
		'jsonpath={range .items[*]}{.metadata.name}{"\\n"}{end}',
	]);
	return stdout.split('\n').filter(name => /-\d{6,}$/.test(name));
};

/** What needs no node: the file is taken, restricted pods are let in, ends are judged as the comments say. */
const tryControl = async (cluster: Cluster, printed: Printed, node: boolean, check: Check): Promise<void> => {
	const {kubectl, shell} = cluster;
	const secret = await shell(printed.command('create secret'));
	check('the printed command makes the Secret', secret.code === 0, secret);
	const changed = await shell(printed.command('create secret'));
	check('and brings it up to date', changed.code === 0 && changed.stderr === '', changed);
	const strict = ['apply', '--validate=strict', '--warnings-as-errors', '--filename=-'];
	const applied = await kubectl(strict, printed.text);
	check('the file is taken, strictly and without a warning', applied.code === 0 && applied.stderr === '', applied);
	const weaker = printed.text.replace('allowPrivilegeEscalation: false, ', '');
	const warned = await kubectl([...strict, '--dry-run=server'], weaker);
	check('a weaker one is warned of, so that this says something', warned.stderr.includes('would violate PodSecurity'));
	const again = await kubectl(strict, printed.text);
	check('applied again, nothing changes', again.stdout.match(/unchanged/g)?.length === 2, again);

	for (const [code, end] of [
		[13, 'PodFailurePolicy'],
		[10, 'PodFailurePolicy'],
		[16, 'again'],
		[0, 'done'],
	] as const) {
		const said = await endOf(cluster, cronJob, code, node);
		check(`a run that ends with ${code}: ${end}`, said === end, said);
	}

	const made = await shell(printed.command('create job'));
	check('the printed command makes a pod to look in with', made.code === 0, made);
	const isThere = await eventually(30, async () => (await podsOf(cluster, look)).length === 1);
	const refused = await kubectl(['get', 'events', '--field-selector=reason=FailedCreate', '--output=name']);
	check('the controller makes it, and the namespace lets it in', isThere && refused.stdout === '', refused);
};

/** A profile that has run on this machine, and goes on in the cluster with what it has learnt. */
const tryLedger = async (cluster: Cluster, {practice, environment}: Company, check: Check): Promise<void> => {
	const here = await runHere(environment, 'sync', '--first-run');
	const printed = await printFor('kubernetes', image, cluster.folder, environment);
	const inside = (words: string): Promise<Said> => cluster.shell(`kubectl exec job/${look} -- ${words}`);
	// Something to do, or there would be nothing to let pass.
	practice.company.hire({name: 'Ole', mail: 'ole@halden.example'});
	await inside('rm -r /srv/usher/profiles');
	const waits = async (): Promise<boolean> => (await inside('usher plan')).stdout.includes('--first-run');
	const anew = await waits();
	const taken = await cluster.shell(printed.command('ledger.db'));
	const holds = here.code === 0 && anew && taken.code === 0 && !(await waits());
	check('the printed command brings the ledger of this machine along', holds, taken.code === 0 ? here : taken);
};

/** What a node adds: Usher itself, on a volume, with a network and secrets as a cluster gives them. */
const tryNode = async (
	cluster: Cluster,
	printed: Printed,
	{practice, environment}: Company,
	check: Check,
): Promise<void> => {
	const {kubectl, shell} = cluster;
	const inside = (...words: string[]): Promise<Said> => kubectl(['exec', `job/${look}`, '--', ...words]);
	const waited = await shell(printed.command('kubectl wait'));
	check('the pod is ready', waited.code === 0, waited);
	const doctor = await shell(printed.command('usher doctor'));
	check('the printed doctor is content', doctor.code === 0, doctor);

	check('the CronJob starts by itself', await eventually(90, async () => (await scheduledJobs(cluster)).length > 0));
	const [first = ''] = await scheduledJobs(cluster);
	await eventually(60, async () => (await conditionOf(cluster, first)) !== undefined);
	const end = await conditionOf(cluster, first);
	check('its first run waits for a person, and fails at once', end?.reason === 'PodFailurePolicy', JSON.stringify(end));
	const firstLog = await kubectl(['logs', `job/${first}`]);
	check('its log says how to let it pass', firstLog.stdout.includes('--first-run'), firstLog);

	const suspend = (yes: boolean): Promise<Said> =>
		kubectl(['patch', 'cronjob', cronJob, `--patch={"spec":{"suspend":${yes}}}`]);
	// A run of the CronJob's at the same moment would only hold the lock.
	await suspend(true);
	const plan = await shell(printed.command('usher plan'));
	check('the printed plan shows it', plan.code === 0 && plan.stdout.includes('--first-run'), plan);
	const sync = await shell(printed.command('--first-run').replace('NUMBER', '100'));
	check('the printed command lets it pass', sync.code === 0 && wrongIn(practice).length === 0, sync);

	await suspend(false);
	practice.company.hire({name: 'Nora', mail: 'nora@halden.example'});
	const known = (): boolean => practice.bitwarden.memberByEmail('nora@halden.example') !== undefined;
	check('the next run is no first run: the volume has kept what was learnt', await eventually(90, async () => known()));
	const done = async (): Promise<boolean> => {
		const [last = ''] = (await scheduledJobs(cluster)).slice(-1);
		return (await conditionOf(cluster, last))?.type === 'Complete';
	};
	check('and its job is done', await eventually(90, done));
	await suspend(true);

	const status = await shell(printed.command('usher status'));
	check('the printed status says how the last run ended', /last run\s+sync, /.test(status.stdout), status);
	const history = await inside('usher', 'history', '--json');
	check('the history knows that a scheduler started it', history.stdout.includes('"schedule"'), history);
	const problems = await shell(printed.command('usher problems'));
	check('the printed problems can be read', problems.code === 0, problems);
	const files = await inside('sh', '-c', 'stat -c "%a %u %n" /srv/usher/profiles/default/*');
	const open = files.stdout.split('\n').filter(line => line !== '' && !/^600 65532 /.test(line));
	check('the files in the volume are the account’s alone', files.code === 0 && open.length === 0, files);
	const seen = await lookAtDashboard(printed.command('--tty'), {KUBECONFIG: cluster.kubeconfig}, [
		'Groups',
		'Engineering',
	]);
	check('the printed command opens the dashboard on a terminal', seen === undefined, seen ?? '');

	await tryLedger(cluster, {practice, environment}, check);

	const before = await podsOf(cluster, look);
	const eviction = {apiVersion: 'policy/v1', kind: 'Eviction', metadata: {name: before[0], namespace: 'usher'}};
	const path = `/api/v1/namespaces/usher/pods/${before[0]}/eviction`;
	const evicted = await kubectl(['create', `--raw=${path}`, '--filename=-'], JSON.stringify(eviction));
	const replaced = await eventually(60, async () => (await podsOf(cluster, look)).some(pod => !before.includes(pod)));
	const failed = await kubectl(['get', 'job', look, '--output=jsonpath={.status.failed}']);
	check('a pod that the cluster moves away is replaced, and is no failure', replaced && failed.stdout !== '1', evicted);
	const removed = await shell(printed.command('delete job'));
	check('the printed command takes the pod away again', removed.code === 0, removed);

	const logs = await shell(printed.command('kubectl logs'));
	check('the printed command shows what the runs have logged', logs.stdout.includes('--first-run'), logs);
	const jobs = await shell(printed.command('kubectl get jobs'));
	check('and which have failed', jobs.stdout.includes(first), jobs);
};

/** @param options.log hears how it goes */
export const soakKubernetes = async (options: {readonly log?: (text: string) => void}): Promise<KubernetesReport> => {
	const noNode = whyNoNode();
	const report: KubernetesReport = {held: [], wrong: [], ...(noNode === undefined ? {} : {noNode})};
	const check: Check = (what, holds, said) => {
		const told = typeof said === 'string' ? said : `exit code ${said?.code}\n${said?.stdout}${said?.stderr}`;
		(holds ? report.held : report.wrong).push(holds || said === undefined ? what : `${what}: ${told}`);
		options.log?.(`${holds ? 'held' : 'WRONG'}: ${what}`);
	};
	const cluster = await startCluster();
	try {
		if (noNode === undefined) openNetwork(cluster.add);
		const company = await openCompany(cluster.folder, noNode === undefined ? nodeAddress : '127.0.0.1', cluster.add);
		const {practice, environment} = company;
		const printed = await printFor('kubernetes', image, cluster.folder, environment);
		if (noNode === undefined) await startNode(cluster);
		await tryControl(cluster, printed, noNode === undefined, check);
		if (noNode === undefined) await tryNode(cluster, printed, company, check);
		const everything = await cluster.kubectl(['get', 'cronjobs,jobs,pods', '--output=yaml']);
		const secrets = [practice.environment.USHER_CLIENT_SECRET, practice.environment.USHER_BITWARDEN_CLIENT_SECRET];
		const leaked = secrets.filter(secret => secret === undefined || everything.stdout.includes(secret));
		check('no secret is in what the cluster shows', everything.stdout !== '' && leaked.length === 0);
	} finally {
		await cluster.close();
	}
	return report;
};
