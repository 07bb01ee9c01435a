import {defineConfig} from 'vitest/config';
import {patienceMs} from './test/helpers/until.ts';

export default defineConfig({
	define: {USHER_VERSION: JSON.stringify('0.0.0-test')},
	oxc: {jsx: {runtime: 'automatic', development: false}},
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		globalSetup: ['test/helpers/own-place.ts', 'test/helpers/built.ts'],
		// The screens are drawn by the React that is shipped, not by the one that looks over a developer's shoulder.
		env: {NODE_ENV: 'production'},
		// Vitest keeps a core for itself, which on two cores leaves one; these tests mostly wait for programs and servers.
		maxWorkers: 4,
		// Screens on a pseudo-terminal share the machine with their servers: one stall is no fault, a second one is.
		retry: process.env.CI === undefined ? 0 : 1,
		// Most of what a test makes is soon gone: more room for the young means fewer collections.
		execArgv: ['--min-semi-space-size=16', '--max-semi-space-size=64'],
		// Tests wait for what has to come, for `patienceMs` each time, and say what was there instead; this is for what hangs.
		testTimeout: 600_000,
		hookTimeout: 600_000,
		expect: {poll: {timeout: patienceMs}},
		coverage: {
			include: ['source/**'],
			reporter: ['text-summary', 'json-summary'],
			// What decides who keeps access to their passwords is held to more than the rest.
			thresholds: {'source/core/**': {lines: 95, branches: 95}},
		},
	},
});
