import type {ExitCode} from '../core/exit-codes.ts';
import {reportDocument} from './json/plan.ts';
import {verdictsDocument} from './json/verdicts.ts';
import {runOnce} from './run.ts';
import type {Shell} from './shell.ts';
import {reportLines} from './text/report.ts';
import {searchLines, verdictLines} from './text/verdicts.ts';

export type TestOptions = {readonly who?: string | undefined; readonly all: boolean; readonly full: boolean};

/** `usher test`: reads the directory and says of everyone whether they would be in, and why. */
export const test = async (shell: Shell, options: TestOptions): Promise<ExitCode> => {
	const {report, roster} = await runOnce(shell, {mode: 'test', full: options.full});
	const room = {paint: shell.paint, columns: shell.columns, all: options.all};
	if (roster === undefined || report.error !== undefined) {
		if (shell.json) shell.document(reportDocument(report));
		shell.tell(...reportLines(report, room));
		return report.exitCode;
	}
	if (shell.json) shell.document(verdictsDocument(roster));
	else if (options.who === undefined) shell.print(...verdictLines(roster, room));
	else shell.print(...searchLines(roster, options.who, room));
	return report.exitCode;
};
