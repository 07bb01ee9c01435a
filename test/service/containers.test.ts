import {expect, test} from 'vitest';
import {composeText} from '../../source/service/containers/compose.ts';
import {containerfileText} from '../../source/service/containers/containerfile.ts';
import {kubernetesText} from '../../source/service/containers/kubernetes.ts';
import type {HandOver} from '../../source/service/hand-over.ts';

const given: HandOver = {
	profile: 'Fabrikam_1',
	program: [process.execPath, '/opt/usher/dist/cli.js'],
	home: '/var/lib/usher',
	user: 'usher',
	secretsFolder: '/etc/usher/fabrikam',
	credentials: ['usher-certificate-password', 'usher-bitwarden'],
	intervalMinutes: 15,
	environment: {
		USHER_TENANT: 'fabrikam.example',
		USHER_USER_FILTER: 'include:"a: $b"@x.example',
		USHER_CERTIFICATE_FILE: '/home/ada/my keys/entra.pem',
		USHER_CA_FILE: '/home/ada/ca.pem',
		USHER_BITWARDEN_CLIENT_SECRET_FILE: '/home/ada/canary',
		USHER_BITWARDEN_CLIENT_SECRET_COMMAND: '["pass","canary"]',
	},
};

/** Lines of the file proper, without its comments. */
const body = (text: string): string => text.replaceAll(/^ *#.*\n/gm, '');

test.each([
	['Kubernetes', kubernetesText(given, 'registry.example/usher:1')],
	['Compose', composeText(given, 'registry.example/usher:1')],
])(
	'%s: settings come as variables, files of this machine beside the secrets, and nothing of where secrets are here',
	(_, text) => {
		expect(text).toContain('"registry.example/usher:1"');
		expect(text).toContain('USHER_TENANT');
		// A dollar that is meant is doubled; a colon and quotes do not break the line.
		expect(text).toContain('"include:\\"a: $$b\\"@x.example"');
		expect(text).toMatch(/USHER_CERTIFICATE_FILE(?:, value)?: "\/run\/credentials\/usher\/certificate"/);
		expect(text).toMatch(/USHER_CA_FILE(?:, value)?: "\/run\/credentials\/usher\/authorities.pem"/);
		expect(text).not.toContain('canary');
		expect(body(text)).toMatch(/USHER_HOME(?:, value)?: "\/var\/lib\/usher"/);
	},
);

test('Kubernetes: the Secret is made of every file, and names are labels', () => {
	const text = kubernetesText(given, 'usher');
	const command = /kubectl create secret generic .*/.exec(text)?.[0];
	expect(command).toBe(
		"kubectl create secret generic usher-fabrikam-1 --from-file=usher-certificate-password=./usher-certificate-password --from-file=usher-bitwarden=./usher-bitwarden --from-file=certificate='/home/ada/my keys/entra.pem' --from-file=authorities.pem=/home/ada/ca.pem",
	);
	expect(text).toContain('claimName: usher-fabrikam-1');
	expect(text).toContain('schedule: "*/15 * * * *"');
	expect(text).toContain('concurrencyPolicy: Forbid');
	// Done, with problems: no failed job.
	expect(text).toContain('"sync", "--unattended", "--ok-with-problems"]');
	expect(/values: \[(.*)\]/.exec(text)?.[1]?.split(', ')).not.toContain('14');
});

test('Compose: each file is a secret that is mounted, and all of them are for the account of the image', () => {
	const text = composeText(given, 'usher');
	for (const [name, from] of [
		['usher-bitwarden', './usher-bitwarden'],
		['certificate', '/home/ada/my keys/entra.pem'],
	]) {
		expect(text).toContain(`{source: ${name}, target: /run/credentials/usher/${name}}`);
		expect(text).toContain(`  ${name}: {file: "${from}"}`);
	}
	expect(text).toContain('chown 65532 usher-certificate-password usher-bitwarden');
	expect(containerfileText('usher')).toContain('USER 65532:65532');
	expect(kubernetesText(given, 'usher')).toContain('runAsUser: 65532');
});
