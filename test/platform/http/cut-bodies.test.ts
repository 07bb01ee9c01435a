import {execFile} from 'node:child_process';
import process from 'node:process';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';

const program = new URL('../../helpers/cut-bodies-program.ts', import.meta.url).pathname;

// In a process of its own: what this is about never ends, and takes all memory there is.
test('requests that are cut short with their bodies on the way end, and so does the process', async () => {
	const run = promisify(execFile)(process.execPath, [program], {timeout: 60_000, killSignal: 'SIGKILL'});
	expect((await run).stdout).toBe('all cut short\n');
});
