import type {HandOver} from './hand-over.ts';

/** Where a container keeps the profile, and where its secrets are mounted. */
const home = '/var/lib/usher';
const credentials = '/run/credentials/usher';

/** JSON strings are YAML strings. */
const text = (value: string): string => JSON.stringify(value);

/** Kubernetes expands `$(NAME)` in values, Compose every `$`; doubling it says a plain one in both. */
const plain = (value: string): string => JSON.stringify(value.replaceAll('$', '$$$$'));

const variables = (given: HandOver): readonly (readonly [string, string])[] =>
	Object.entries({...given.environment, USHER_HOME: home, CREDENTIALS_DIRECTORY: credentials});

const cron = (minutes: number): string =>
	minutes < 60 ? `*/${Math.max(1, minutes)} * * * *` : `7 */${Math.min(23, Math.round(minutes / 60))} * * *`;

/** Names in Kubernetes are lower-case labels (RFC 1123). */
const label = (profile: string): string => `usher-${profile.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-')}`;

/**
 * A CronJob, its volume and an empty Secret to fill. The volume matters: without it every run would be a first run.
 *
 * @param image the container image that holds Usher; its entry point is `usher`
 */
export const kubernetesText = (given: HandOver, image: string): string => {
	const name = label(given.profile);
	return `# Secret values are not printed: fill the Secret before you apply this, for example
#   kubectl create secret generic ${name} ${given.credentials.map(file => `--from-file=${file}=./${file}`).join(' ')}
# Settings: copy settings.json to profiles/${given.profile}/ in the volume once, or set them below as USHER_ variables.
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ${name}}
spec:
  accessModes: [ReadWriteOncePod]
  resources: {requests: {storage: 1Gi}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: ${name}}
spec:
  schedule: ${text(cron(given.intervalMinutes))}
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 300
  successfulJobsHistoryLimit: 3
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: 0
      # 14 (problems that need a person) and 13 (refused by the guard) are told by \`usher status\`, not by a retry.
      podFailurePolicy:
        rules: [{action: FailJob, onExitCodes: {operator: In, values: [10, 11, 12, 13, 14, 15]}}]
      template:
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
          securityContext: {runAsNonRoot: true, runAsUser: 65532, fsGroup: 65532, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: usher
              image: ${text(image)}
              args: ${JSON.stringify(['--profile', given.profile, '--log-format', 'json', 'sync'])}
              securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
              env:
${variables(given)
	.map(([key, value]) => `                - {name: ${key}, value: ${plain(value)}}`)
	.join('\n')}
              volumeMounts:
                - {name: home, mountPath: ${home}}
                - {name: credentials, mountPath: ${credentials}, readOnly: true}
          volumes:
            - {name: home, persistentVolumeClaim: {claimName: ${name}}}
            - {name: credentials, secret: {secretName: ${name}, defaultMode: 256}}
`;
};

/**
 * A Compose file that keeps `usher watch` up.
 *
 * @param image the container image that holds Usher; its entry point is `usher`
 */
export const composeText = (
	given: HandOver,
	image: string,
): string => `# Secrets are files beside this one that only you can read: ${given.credentials.join(', ')}.
services:
  usher:
    image: ${text(image)}
    command: ${JSON.stringify(['--profile', given.profile, 'watch'])}
    restart: unless-stopped
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    stop_grace_period: 3m
    environment:
${variables(given)
	.map(([key, value]) => `      ${key}: ${plain(value)}`)
	.join('\n')}
    volumes:
      - usher:${home}
    secrets:
${given.credentials.map(name => `      - {source: ${name}, target: ${credentials}/${name}, mode: 256}`).join('\n')}
volumes:
  # Without it every run would be a first run.
  usher:
secrets:
${given.credentials.map(name => `  ${name}: {file: ${text(`./${name}`)}}`).join('\n')}
`;
