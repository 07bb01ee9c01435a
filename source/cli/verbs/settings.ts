import type {Command} from 'commander';
import type {Run, Verb} from '../verb.ts';

/** Settings and secrets of a profile. */
export const settingsVerbs = (verb: Verb, run: Run): void => {
	const config = verb('config', 'settings of this profile');
	verb('list', 'every setting, its value and where that comes from', config)
		.option('--changed', 'only what differs from the defaults', false)
		.action((options, command: Command) =>
			run(command, async shell => (await import('../../commands/config.ts')).configList(shell, options)),
		);
	verb('get', 'one setting', config)
		.argument('<key>')
		.action((key: string, _options, command: Command) =>
			run(command, async shell => (await import('../../commands/config.ts')).configGet(shell, key)),
		);
	verb('set', 'change a setting', config)
		.argument('<key>')
		.argument('<value>')
		.action((key: string, value: string, _options, command: Command) =>
			run(command, async shell => (await import('../../commands/config.ts')).configSet(shell, key, value)),
		);
	verb('unset', 'back to the default', config)
		.argument('<key>')
		.action((key: string, _options, command: Command) =>
			run(command, async shell => (await import('../../commands/config.ts')).configUnset(shell, key)),
		);
	verb('path', 'where the settings file is', config).action((_options, command: Command) =>
		run(command, async shell => (await import('../../commands/config.ts')).configPath(shell)),
	);

	const secret = verb('secret', 'secrets of this profile; never shown, never taken as an argument');
	verb('set', 'store a secret: from a prompt, from standard input, or from a file', secret)
		.argument('<name>', 'entra, certificate-password, bitwarden or webhook')
		.option('--file <file>', 'read it from this file instead')
		.option('--ends <day>', 'when the client secret ends: 2027-05-31, or 24 months')
		.action((name: string, options, command: Command) =>
			run(command, async shell => (await import('../../commands/secret.ts')).secretSet(shell, name, options)),
		);
	verb('clear', 'forget a stored secret', secret)
		.argument('<name>', 'entra, certificate-password, bitwarden or webhook')
		.action((name: string, _options, command: Command) =>
			run(command, async shell => (await import('../../commands/secret.ts')).secretClear(shell, name)),
		);
	verb('rotate', 'seal the stored secrets under a new key or pass phrase', secret)
		.option('--key-file', 'under a key in its own file, also where a pass phrase is set', false)
		.action((options, command: Command) =>
			run(command, async shell => (await import('../../commands/secret.ts')).secretRotate(shell, options)),
		);
	verb('where', 'which place each secret comes from', secret).action((_options, command: Command) =>
		run(command, async shell => (await import('../../commands/secret.ts')).secretWhere(shell)),
	);
};
