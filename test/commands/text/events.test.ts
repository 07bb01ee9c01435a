import {expect, test} from 'vitest';
import {eventWords} from '../../../source/commands/text/events.ts';
import type {FullReadReason} from '../../../source/core/ports.ts';
import {logLines} from '../../../source/ui/session/log.ts';

const said: readonly [why: FullReadReason, onTheCommandLine: string, onScreen: string][] = [
	['first', 'the first time', 'it is the first one'],
	['aged', 'the last full read is too long ago', 'the last one is old'],
	['asked', 'as asked', 'as asked'],
	['cursor-dead', 'Microsoft Graph no longer knows where we left off', 'Graph no longer knows where we were'],
	['shape-changed', 'what is read has changed', 'what is read has changed'],
	['confirm', 'to confirm the first read', 'to confirm the first one'],
	['user-restored', 'somebody was restored', 'someone came back'],
	['group-restored', 'a group was restored', 'a group came back'],
	['many-newcomers', 'very many people or groups are new', 'very many are new'],
	['after-refusal', 'the guard stopped the run before', 'the guard stopped the last plan'],
];

test.each(said)('a full read says that it is one and why, in the log and on the screen: %s', (why, log, screen) => {
	const event = {kind: 'read-started', mode: 'full', why} as const;
	expect(eventWords(event)).toEqual({level: 'info', text: `Reading the whole directory: ${log}`});
	expect(logLines(0, event, undefined)).toMatchObject([{text: `reading the whole directory: ${screen}`}]);
});
