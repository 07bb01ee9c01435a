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
		HTTPS_PROXY: 'http://ada:canary@proxy.example:3128',
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
		expect(body(text)).toMatch(/USHER_HOME(?:, value)?: "\/srv\/usher"/);
	},
);

test('Kubernetes: the Secret is made of every file, and names are labels', () => {
	const text = kubernetesText(given, 'usher');
	const command = /kubectl create secret generic .*/.exec(text)?.[0];
	expect(command).toBe(
		"kubectl create secret generic usher-fabrikam-1 --from-file=usher-certificate-password=./usher-certificate-password --from-file=usher-bitwarden=./usher-bitwarden --from-file=certificate='/home/ada/my keys/entra.pem' --from-file=authorities.pem=/home/ada/ca.pem --from-file=HTTPS_PROXY=./HTTPS_PROXY --dry-run=client --output=json |",
	);
	expect(text).toContain('{name: HTTPS_PROXY, valueFrom: {secretKeyRef: {name: usher-fabrikam-1, key: HTTPS_PROXY}}}');
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
	// Compose reads it from a file of its own.
	expect(text).toMatch(/ HTTPS_PROXY: \$\{HTTPS_PROXY\}\n/);
	expect(text).toContain('chown 65532 usher-certificate-password usher-bitwarden');
	expect(containerfileText('usher')).toContain('USER 65532:65532');
	expect(kubernetesText(given, 'usher')).toContain('runAsUser: 65532');
});

test('Kubernetes: a long name of a profile stays a label, with what is added to it', () => {
	const names = kubernetesText({...given, profile: 'Long_'.repeat(12), intervalMinutes: 1440}, 'usher');
	const [, name = ''] = /claimName: ([^}]+)\}/.exec(names) ?? [];
	expect(name).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
	expect(name.length).toBeLessThanOrEqual(46);
	// Once a day, and not at 23 o'clock and again at midnight.
	expect(names).toContain('schedule: "7 3 * * *"');
});
