#!/usr/bin/env node
// Starts Usher: checks the Node.js that runs it, then hands over. Nothing else is loaded before that check.
declare const USHER_VERSION: string;

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
	process.stderr.write(
		`Usher needs Node.js 24 or newer; this is ${process.versions.node}.\n` +
			'Install a newer one (https://nodejs.org), or use `npm start -- COMMAND`, which brings its own.\n',
	);
	process.exitCode = 1;
} else {
	const {keepCompiled} = await import('./cli/keep-compiled.ts');
	keepCompiled(process.env, USHER_VERSION);
	const {main} = await import('./cli/main.ts');
	await main(process.argv);
}

export {};
