import {shellWord} from '../../platform/text/shell-word.ts';
import {scheduleOf} from '../cron/schedule.ts';
import type {HandOver} from '../hand-over.ts';
import {cronJobWords} from '../scheduled-words.ts';
import {account, comment, contentsOf, credentials, home, plain, takeLedger, text} from './contents.ts';

/** Names in Kubernetes are lower-case labels (RFC 1123); with what is added to it, a job's has 52 characters at most. */
const label = (profile: string): string =>
	`usher-${profile.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-')}`.slice(0, 40).replace(/-+$/, '');

/** Makes a pod of the CronJob that only waits, for an hour, so that a person can run commands in it. */
const waitingPod = JSON.stringify({
	spec: {
		template: {
			spec: {terminationGracePeriodSeconds: 1, containers: [{name: 'usher', command: ['sleep', '3600'], args: []}]},
		},
	},
});

/** What a person does with the file, in this order. */
const steps = (given: HandOver, ledger: string | undefined): string[] => {
	const name = label(given.profile);
	const look = `${name}-look`;
	const {files, secretVariables} = contentsOf(given);
	const from = [
		...files.map(({name: file, from: path}) => `--from-file=${file}=${shellWord(path ?? `./${file}`)}`),
		...secretVariables.map(key => `--from-file=${key}=./${key}`),
	];
	const inside = `kubectl exec job/${look} -- usher`;
	return [
		'Secrets are not printed. Put each into a file of its name, then, before you apply this, and again when one has changed:',
		`  kubectl create secret generic ${name} ${from.join(' ')} --dry-run=client --output=json |`,
		'    kubectl apply --server-side --filename=-',
		'Apply this (kubectl apply --filename=FILE), and see that it works. This makes a pod that waits for an hour, with the',
		'image, the settings, the secrets and the volume of the CronJob; `usher doctor` in it checks them:',
		`  kubectl create job ${look} --from=cronjob/${name} --dry-run=client --output=json |`,
		`    kubectl patch --local --filename=- --output=json --patch='${waitingPod}' |`,
		'    kubectl apply --filename=-',
		`  kubectl wait --for=condition=Ready pod --selector=job-name=${look} --timeout=5m`,
		...(ledger === undefined
			? []
			: [
					'This profile has run here. End that, and before the first run there give it what it knows, its ledger:',
					`  kubectl exec --stdin job/${look} -- sh -c ${takeLedger(given.profile)} < ${shellWord(ledger)}`,
				]),
		`  ${inside} doctor`,
		'The first run waits for a person. This shows its plan, then lets it pass:',
		`  ${inside} plan`,
		`  ${inside} sync --first-run --allow-invites NUMBER`,
		'Such a pod is also where to look in: how it stands, what needs a person, the dashboard.',
		`  ${inside} status`,
		`  ${inside} problems`,
		`  kubectl exec --stdin --tty job/${look} -- usher`,
		`  kubectl delete job ${look}`,
		'What the runs have logged, and which have failed:',
		`  kubectl logs --selector=app.kubernetes.io/instance=${name} --prefix --ignore-errors --tail=-1`,
		`  kubectl get jobs --selector=app.kubernetes.io/instance=${name}`,
	];
};

/**
 * A CronJob and its volume; the Secret is made from files. The volume matters: without it every run would be a first run.
 *
 * @param given its environment holds the settings as variables too
 * @param image the container image that holds Usher; its entry point is `usher`
 * @param ledger the whole copy of the ledger of this machine, when the profile has run here
 */
export const kubernetesText = (given: HandOver, image: string, ledger?: string): string => {
	const name = label(given.profile);
	const labels = `{app.kubernetes.io/name: usher, app.kubernetes.io/instance: ${name}}`;
	const {variables, secretVariables} = contentsOf(given);
	const secretly = (key: string): string => `valueFrom: {secretKeyRef: {name: ${name}, key: ${key}}}`;
	const environment = [
		...variables.map(([key, value]) => `{name: ${key}, value: ${plain(value)}}`),
		...secretVariables.map(key => `{name: ${key}, ${secretly(key)}}`),
	];
	return `${comment(steps(given, ledger))}apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ${name}, labels: ${labels}}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: ${name}, labels: ${labels}}
spec:
  schedule: ${text(scheduleOf(given.intervalMinutes))}
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 300
  successfulJobsHistoryLimit: 3
  failedJobsHistoryLimit: 3
  jobTemplate:
    metadata: {labels: ${labels}}
    spec:
      # A run that hangs, or a pod that cannot start, would hold up all that follow.
      activeDeadlineSeconds: 14400
      # What may pass by itself (a network that is away, a pod that was killed) is tried again, twice. What needs a person
      # fails the job at once: its log says what. Problems that leave the rest done do not fail it (--ok-with-problems);
      # \`usher problems\` lists them. A pod that the cluster moves elsewhere is no failure.
      backoffLimit: 2
      podFailurePolicy:
        rules:
          - {action: Ignore, onPodConditions: [{type: DisruptionTarget, status: "True"}]}
          - {action: FailJob, onExitCodes: {operator: In, values: [2, 10, 11, 12, 13, 15]}}
      template:
        metadata: {labels: ${labels}}
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
          enableServiceLinks: false
          # The request in flight is finished and written down.
          terminationGracePeriodSeconds: 180
          securityContext:
            runAsNonRoot: true
            runAsUser: ${account}
            runAsGroup: ${account}
            fsGroup: ${account}
            fsGroupChangePolicy: OnRootMismatch
            seccompProfile: {type: RuntimeDefault}
          containers:
            - name: usher
              image: ${text(image)}
              args: [${cronJobWords.map(text).join(', ')}]
              securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
              env:
${environment.map(one => `                - ${one}`).join('\n')}
              volumeMounts:
                - {name: home, mountPath: ${home}}
                - {name: credentials, mountPath: ${credentials}, readOnly: true}
          volumes:
            - {name: home, persistentVolumeClaim: {claimName: ${name}}}
            - {name: credentials, secret: {secretName: ${name}, defaultMode: 256}}
`;
};
