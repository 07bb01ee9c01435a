import {expect, test} from 'vitest';
import {log} from '../../source/commands/log.ts';
import {testShell} from '../helpers/shell.ts';

test('every line of a text has its time and level', () => {
	const shell = testShell({});
	log(shell, 'warn', 'one\ntwo');
	log(shell, 'info', 'not asked for');
	expect(shell.stderr().trimEnd().split('\n')).toEqual([
		expect.stringMatching(/^\d{4}-\S+Z warn {2}one$/),
		expect.stringMatching(/^\d{4}-\S+Z warn {2}two$/),
	]);
});

test('the journal of systemd gets its own levels and no second time, so that it can filter', () => {
	const shell = testShell({}, {logLevel: 'debug'});
	const journal = {...shell, journal: true};
	log(journal, 'error', 'one\ntwo');
	log(journal, 'info', 'three');
	log({...journal, logFormat: 'json'}, 'debug', 'four');
	expect(shell.stderr()).toMatch(/^<3>one\n<3>two\n<6>three\n<7>\{"time":"\S+","level":"debug","text":"four"\}\n$/);
});
