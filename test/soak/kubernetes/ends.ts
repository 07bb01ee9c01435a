// How a job of the CronJob ends when Usher ends with some exit code.
import {type Cluster, eventually} from './cluster.ts';

type Job = {readonly status?: {readonly failed?: number; readonly conditions?: readonly Condition[]}};
type Condition = {readonly type: string; readonly status: string; readonly reason?: string};

const jsonOf = async <Kind>(cluster: Cluster, words: readonly string[]): Promise<Kind> =>
	JSON.parse((await cluster.kubectl([...words, '--output=json'])).stdout || '{}');

/** Whether a job is over, and why. */
export const conditionOf = async (cluster: Cluster, name: string): Promise<Condition | undefined> =>
	(await jsonOf<Job>(cluster, ['get', 'job', name])).status?.conditions?.find(
		({type, status}) => ['Complete', 'Failed'].includes(type) && status === 'True',
	);

/** The names of a job's pods. */
export const podsOf = async (cluster: Cluster, name: string): Promise<string[]> => {
	const {items = []} = await jsonOf<{items?: {metadata: {name: string}}[]}>(cluster, [
		...['get', 'pods', `--selector=job-name=${name}`],
	]);
	return items.map(({metadata}) => metadata.name);
};

/** What a kubelet reports of a container that has ended. */
const endedWith = (exitCode: number): string =>
	JSON.stringify({
		status: {
			phase: exitCode === 0 ? 'Succeeded' : 'Failed',
			containerStatuses: [
				{
					...{name: 'usher', image: '', imageID: '', ready: false, restartCount: 0},
					state: {terminated: {exitCode, startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:01Z'}},
				},
			],
		},
	});

/**
 * Makes a job of the CronJob whose pod ends with that code, and waits until the controller has judged it.
 *
 * @param node whether there is one; without it the pod is reported ended by hand
 * @returns `done`, `again` when another pod is tried, else why the job has failed
 */
export const endOf = async (cluster: Cluster, cronJob: string, exitCode: number, node: boolean): Promise<string> => {
	const name = `ends-with-${exitCode}`;
	const command = {command: ['sh', '-c', `exit ${exitCode}`], args: []};
	const patch = {spec: {template: {spec: {containers: [{name: 'usher', ...command}]}}}};
	const made = await cluster.shell(
		`kubectl create job ${name} --from=cronjob/${cronJob} --dry-run=client --output=json | kubectl patch --local --filename=- --output=json --patch='${JSON.stringify(patch)}' | kubectl apply --filename=-`,
	);
	if (made.code !== 0) return made.stderr;
	let reported = node;
	let said = 'neither ended nor tried again';
	await eventually(90, async () => {
		const pods = await podsOf(cluster, name);
		if (!reported && pods[0] !== undefined) {
			const words = ['patch', 'pod', pods[0], '--subresource=status', '--type=merge', `--patch=${endedWith(exitCode)}`];
			reported = (await cluster.kubectl(words)).code === 0;
		}
		const condition = await conditionOf(cluster, name);
		if (condition?.type === 'Complete') said = 'done';
		else if (condition !== undefined) said = condition.reason ?? condition.type;
		else if (pods.length > 1) said = 'again';
		else return false;
		return true;
	});
	await cluster.kubectl(['delete', 'job', name]);
	return said;
};
