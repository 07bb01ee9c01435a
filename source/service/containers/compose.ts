import {shellWord} from '../../platform/text/shell-word.ts';
import type {HandOver} from '../hand-over.ts';
import {account, comment, contentsOf, credentials, home, plain, takeLedger, text} from './contents.ts';

/**
 * A Compose file that keeps `usher watch` up.
 *
 * @param given its environment holds the settings as variables too
 * @param image the container image that holds Usher; its entry point is `usher`
 * @param ledger the whole copy of the ledger of this machine, when the profile has run here
 */
export const composeText = (given: HandOver, image: string, ledger?: string): string => {
	const {variables, secretVariables, files} = contentsOf(given);
	const secrets = files.filter(file => file.from === undefined).map(file => file.name);
	const once = 'docker compose run --rm usher';
	const inside = 'docker compose exec usher usher';
	return `${comment([
		`Secrets are files beside this one: ${secrets.join(', ')}. Compose mounts them as they are, so give`,
		'them, and any other file named under secrets, to the account of the container:',
		`  sudo chown ${account} ${secrets.join(' ')} && sudo chmod 400 ${secrets.join(' ')}`,
		`(podman without root: podman unshare chown ${account} …)`,
		...(secretVariables.length === 0
			? []
			: [`Put ${secretVariables.map(key => `${key}=…`).join(' and ')} into a file .env beside this one (chmod 600).`]),
		...(ledger === undefined
			? []
			: [
					'This profile has run here. End that, and before the first run there give it what it knows, its ledger:',
					`  docker compose run --rm -T --entrypoint sh usher -c ${takeLedger(given.profile)} < ${shellWord(ledger)}`,
				]),
		'See that settings, secrets and network are right, before it is left alone:',
		`  ${once} doctor`,
		'The first run waits for a person. This shows its plan, then lets it pass:',
		`  ${once} plan`,
		`  ${once} sync --first-run --allow-invites NUMBER`,
		'Leave it alone, and look in when you like: how it stands, what needs a person, the dashboard, the log.',
		'  docker compose up --detach',
		`  ${inside} status`,
		`  ${inside} problems`,
		`  ${inside}`,
		'  docker compose logs --follow usher',
		'To sync at once:',
		'  docker compose kill --signal HUP usher',
	])}services:
  usher:
    image: ${text(image)}
    command: ["watch"]
    restart: unless-stopped
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    stop_grace_period: 3m
    environment:
${[
	...variables.map(([key, value]) => `      ${key}: ${plain(value)}`),
	...secretVariables.map(key => `      ${key}: \${${key}}`),
].join('\n')}
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
