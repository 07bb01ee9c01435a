import type {HandOver} from './hand-over.ts';

/** Where a container keeps the profile, and where its secrets are mounted. */
const home = '/var/lib/usher';
const credentials = '/run/credentials/usher';

/** Nobody's account on the host, and the one that the image is made for. */
const account = 65_532;

/** JSON strings are YAML strings. */
const text = (value: string): string => JSON.stringify(value);

/** Kubernetes expands `$(NAME)` in values, Compose every `$`; doubling it says a plain one in both. */
const plain = (value: string): string => JSON.stringify(value.replaceAll('$', '$$$$'));

/** Variables that name a file of this machine: a container gets it beside the secrets, under this name. */
const fileVariables: Readonly<Record<string, string>> = {
	USHER_CERTIFICATE_FILE: 'certificate',
	USHER_CA_FILE: 'authorities.pem',
	NODE_EXTRA_CA_CERTS: 'extra-authorities.pem',
};
/** Where a secret is on this machine is nothing that a container could look up. */
const secretVariable = /^USHER_.*(?:SECRET|PASSWORD|WEBHOOK)_(?:FILE|COMMAND)$/;

type Contents = {
	readonly variables: readonly (readonly [string, string])[];
	/** File names in the mounted folder, and the file of this machine that it is a copy of, when there is one. */
	readonly files: readonly {readonly name: string; readonly from?: string}[];
};

const contentsOf = (given: HandOver): Contents => {
	const all = Object.entries({...given.environment, USHER_HOME: home, CREDENTIALS_DIRECTORY: credentials});
	return {
		variables: all
			.filter(([key]) => !secretVariable.test(key))
			.map(([key, value]) => {
				const name = fileVariables[key];
				return [key, name === undefined ? value : `${credentials}/${name}`] as const;
			}),
		files: [
			...given.credentials.map(name => ({name})),
			...all.flatMap(([key, from]) => {
				const name = fileVariables[key];
				return name === undefined ? [] : [{name, from}];
			}),
		],
	};
};

const cron = (minutes: number): string =>
	minutes < 60 ? `*/${Math.max(1, minutes)} * * * *` : `7 */${Math.min(23, Math.round(minutes / 60))} * * *`;

/** Names in Kubernetes are lower-case labels (RFC 1123). */
const label = (profile: string): string => `usher-${profile.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-')}`;

/** Words of a shell in a comment. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Puts what comes on standard input where the ledger of the profile belongs in the volume. */
const takeLedger = (profile: string): string => {
	const folder = `${home}/profiles/${profile}`;
	return `'umask 077; mkdir -p ${folder} && rm -f ${folder}/ledger.db* && cat > ${folder}/ledger.db'`;
};

/** How what was learnt here comes into the volume; a line that ends with `<` is given the file. */
const ledgerLines = (ledger: string | undefined, commands: readonly string[]): string =>
	ledger === undefined
		? ''
		: `${[
				'# This profile has run here. End that, and before the first run there give it what it knows, its ledger:',
				...commands.map(one => `#   ${one.endsWith(' <') ? `${one} ${quoted(ledger)}` : one}`),
			].join('\n')}\n`;

/**
 * What the image is made of: a Node.js, and the built program, which needs nothing else.
 *
 * @param image the name that it gets
 */
export const containerfileText = (image: string): string => `# In the folder of Usher, after \`npm ci\`:
#   podman build --file Containerfile --tag ${image} .      (docker takes the same words)
FROM docker.io/library/node:26-slim
COPY package.json LICENSE /opt/usher/
COPY dist /opt/usher/dist
# A new volume takes its owner from here.
RUN mkdir --mode=0700 ${home} && chown ${account}:${account} ${home}
USER ${account}:${account}
ENV USHER_HOME=${home}
VOLUME ${home}
ENTRYPOINT ["node", "/opt/usher/dist/cli.js"]
`;

/**
 * A CronJob and its volume; the Secret is made from files. The volume matters: without it every run would be a first run.
 *
 * @param given its environment holds the settings as variables too
 * @param image the container image that holds Usher; its entry point is `usher`
 * @param ledger the whole copy of the ledger of this machine, when the profile has run here
 */
export const kubernetesText = (given: HandOver, image: string, ledger?: string): string => {
	const name = label(given.profile);
	const {variables, files} = contentsOf(given);
	const from = files.map(file => `--from-file=${file.name}=${quoted(file.from ?? `./${file.name}`)}`);
	return `# Secrets are not printed. Put each into a file of its name, then, before you apply this:
#   kubectl create secret generic ${name} ${from.join(' ')}
# The first run waits for a person. Its plan is in the log of the job; to let it pass, once:
#   kubectl create job ${name}-first --from=cronjob/${name} --dry-run=client --output=json |
#     jq '.spec.template.spec.containers[0].args += ["--first-run", "--allow-invites", "NUMBER"]' | kubectl apply --filename=-
${ledgerLines(ledger, [
	`kubectl create job ${name}-ledger --from=cronjob/${name} --dry-run=client --output=json |`,
	`  jq '.spec.template.spec.containers[0] += {command: ["sleep", "600"], args: []}' | kubectl apply --filename=-`,
	`kubectl wait --for=condition=Ready pod --selector=job-name=${name}-ledger`,
	`kubectl exec --stdin job/${name}-ledger -- sh -c ${takeLedger(given.profile)} <`,
	`kubectl delete job ${name}-ledger`,
])}apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ${name}}
spec:
  accessModes: [ReadWriteOnce]
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
      # A job fails when a person has to act before the next one can do better: its log says what. Problems that leave the
      # rest done do not fail it (--ok-with-problems); \`usher problems\` lists them.
      podFailurePolicy:
        rules: [{action: FailJob, onExitCodes: {operator: In, values: [10, 11, 12, 13, 15]}}]
      template:
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
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
              args: ${JSON.stringify(['--profile', given.profile, '--log-format', 'json', 'sync', '--unattended', '--ok-with-problems'])}
              securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
              env:
${variables.map(([key, value]) => `                - {name: ${key}, value: ${plain(value)}}`).join('\n')}
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
 * @param given its environment holds the settings as variables too
 * @param image the container image that holds Usher; its entry point is `usher`
 * @param ledger the whole copy of the ledger of this machine, when the profile has run here
 */
export const composeText = (given: HandOver, image: string, ledger?: string): string => {
	const {variables, files} = contentsOf(given);
	const secrets = files.filter(file => file.from === undefined).map(file => file.name);
	return `# Secrets are files beside this one: ${secrets.join(', ')}. Compose mounts them as they are, so give
# them, and any other file named under secrets, to the account of the container:
#   sudo chown ${account} ${secrets.join(' ')} && sudo chmod 400 ${secrets.join(' ')}
# (podman without root: podman unshare chown ${account} …)
# The first run waits for a person. This shows its plan, then lets it pass:
#   docker compose run --rm usher --profile ${quoted(given.profile)} plan
#   docker compose run --rm usher --profile ${quoted(given.profile)} sync --first-run --allow-invites NUMBER
${ledgerLines(ledger, [`docker compose run --rm -T --entrypoint sh usher -c ${takeLedger(given.profile)} <`])}services:
  usher:
    image: ${text(image)}
    command: ${JSON.stringify(['--profile', given.profile, 'watch'])}
    restart: unless-stopped
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    stop_grace_period: 3m
    environment:
${variables.map(([key, value]) => `      ${key}: ${plain(value)}`).join('\n')}
    volumes:
      - usher:${home}
    secrets:
${files.map(({name}) => `      - {source: ${name}, target: ${credentials}/${name}}`).join('\n')}
volumes:
  # Without it every run would be a first run.
  usher:
secrets:
${files.map(({name, from}) => `  ${name}: {file: ${text(from ?? `./${name}`)}}`).join('\n')}
`;
};
