import type {Refusal} from '../../core/changes.ts';
import {marks, type Paint} from './paint.ts';
import {indented, wrap} from './width.ts';

/** The command that lets exactly this plan pass, in lines that a shell takes as they are. */
export const wayOn = (command: string, flags: readonly string[], columns: number): string[] => {
	const lines: string[] = [];
	let line = `  ${command}`;
	for (const flag of flags) {
		if (line.length + 1 + flag.length > columns - 2) {
			lines.push(`${line} \\`);
			line = `      ${flag}`;
		} else line += ` ${flag}`;
	}
	return [...lines, line];
};

/** Why the guard stops a plan, with its numbers, and the exact way on where there is one. */
export const refusalLines = (
	refusals: readonly Refusal[],
	room: {readonly paint: Paint; readonly columns: number; readonly command: string; readonly given?: readonly string[]},
): string[] => {
	const {paint, columns, command} = room;
	const asked = [...new Set(refusals.flatMap(refusal => (refusal.flag === undefined ? [] : [refusal.flag])))];
	const nameOf = (flag: string): string => flag.split(' ')[0] ?? '';
	const kept = (room.given ?? []).filter(flag => !asked.some(other => nameOf(other) === nameOf(flag)));
	const flags = [...kept, ...asked];
	const lines = [
		paint.warn(paint.bold('The guard stops this plan')),
		...refusals.flatMap(refusal => indented(refusal.message, columns, '    ', `  ${paint.warn(marks.warn)} `)),
		'',
	];
	if (refusals.some(refusal => refusal.flag === undefined)) {
		return [...lines, ...wrap('No flag lets this pass. Nothing is sent until its cause is mended.', columns)];
	}
	return [
		...lines,
		...wrap('Nothing is sent until a person has read the plan above. If it is what should happen:', columns),
		'',
		...wayOn(command, flags, columns).map(line => paint.bold(line)),
		'',
		...wrap('If it is not, leave it: nothing has changed, and the next plan starts from what is there.', columns),
	];
};
